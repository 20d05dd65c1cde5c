/** What `act` does, but what it throws stays here: the shop has listeners for errors, and they are not for ours. */
export function guard<Given extends unknown[]>(
  act: (...given: Given) => void,
): (...given: Given) => void {
  return (...given) => {
    try {
      act(...given);
    } catch {}
  };
}
