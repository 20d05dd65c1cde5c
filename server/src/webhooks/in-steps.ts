/** Rows that one statement removes: few enough that it is always short. */
const step = 1_000;

/**
 * Calls `remove` until it removes fewer than `limit` rows, or `isOver`. `remove` returns how many rows it has
 * removed.
 */
export async function inSteps(
  remove: (limit: number) => Promise<number>,
  isOver = () => false,
): Promise<void> {
  for (let count = step; count === step && !isOver(); count = await remove(step));
}
