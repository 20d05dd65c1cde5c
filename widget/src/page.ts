/** Where a single-page shop is: the path, and the hash where a router keeps its own path in it. */
export function readPath(): string {
  const { pathname, hash } = location;
  return pathname + ('/!'.includes(hash.charAt(1)) ? hash : '');
}

/** Whether a question would be in the way: a modal is open, the shopper types or looks elsewhere. */
export function isBusy(): boolean {
  return (
    document.hidden ||
    !!document.activeElement?.matches('input,textarea,select,[contenteditable]') ||
    [...document.querySelectorAll(':modal,[aria-modal=true]')].some((modal) =>
      modal.checkVisibility(),
    )
  );
}
