/** Rows that one statement removes: few enough that it never takes long, however many there are. */
const step = 1_000;

/** Removes a part at a time, until there is no more of it. `remove` gives how many rows there were. */
export async function inSteps(
  remove: (most: number) => Promise<number>,
  isOver = () => false,
): Promise<void> {
  for (let count = step; count === step && !isOver(); count = await remove(step));
}
