/**
 * The same function, except that its errors are ignored: an error of ours must not reach the shop's own
 * error handlers.
 */
export function ignoreErrors<Args extends unknown[]>(
  action: (...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      action(...args);
    } catch {}
  };
}
