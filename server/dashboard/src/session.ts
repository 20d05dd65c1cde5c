const storageName = 'nines:key';

/**
 * The secret key that this tab is signed in with, or `null`. A key in the URL fragment, which browsers
 * never send to a server, is moved into sessionStorage and removed from the address bar and the
 * tab's history.
 */
export function readKey(): string | null {
  const key = keyInFragment(location.hash);
  if (key === null) return readStoredKey();
  history.replaceState(history.state, '', location.pathname + location.search);
  if (key === '') return readStoredKey();
  storeKey(key);
  return key;
}

/** Stores the key until the tab is closed. */
export function storeKey(key: string): void {
  try {
    sessionStorage.setItem(storageName, key);
  } catch {
    // Storage can be disabled. Then the owner must sign in again after a reload.
  }
}

/** Removes the stored key. */
export function clearKey(): void {
  try {
    sessionStorage.removeItem(storageName);
  } catch {
    // Storage is disabled, so no key was stored.
  }
}

/** The key in a pasted text, which is the key itself or a whole link with `#key=…`. */
export function parsePastedKey(text: string): string {
  const hash = text.indexOf('#');
  return ((hash >= 0 ? keyInFragment(text.slice(hash)) : null) ?? text).trim();
}

function keyInFragment(fragment: string): string | null {
  return new URLSearchParams(fragment.slice(1)).get('key');
}

function readStoredKey(): string | null {
  try {
    return sessionStorage.getItem(storageName);
  } catch {
    return null;
  }
}
