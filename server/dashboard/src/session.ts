const storageName = 'nines:key';

/**
 * The secret key this tab is signed in with. A key in the address's fragment, which browsers never
 * send, is taken into sessionStorage and removed from the address bar and the tab's history.
 */
export function readKey(): string | null {
  const given = keyIn(location.hash);
  if (given === null) return remembered();
  history.replaceState(history.state, '', location.pathname + location.search);
  if (given === '') return remembered();
  keepKey(given);
  return given;
}

/** Remembers the key for as long as the tab lives. */
export function keepKey(key: string): void {
  try {
    sessionStorage.setItem(storageName, key);
  } catch {
    // Storage can be switched off; then the owner signs in again after a reload.
  }
}

/** Forgets the key. */
export function forgetKey(): void {
  try {
    sessionStorage.removeItem(storageName);
  } catch {
    // Nothing was stored.
  }
}

/** The key in what an owner pastes: the key alone, or a whole link with `#key=…`. */
export function keyFrom(pasted: string): string {
  const hash = pasted.indexOf('#');
  return ((hash >= 0 ? keyIn(pasted.slice(hash)) : null) ?? pasted).trim();
}

function keyIn(fragment: string): string | null {
  return new URLSearchParams(fragment.slice(1)).get('key');
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(storageName);
  } catch {
    return null;
  }
}
