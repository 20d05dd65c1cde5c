/** Whether the element can be seen: not hidden by any style, with a size, on the screen, and not inert. */
export function isVisible(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return (
    Math.min(right, innerWidth) > Math.max(left, 0) &&
    Math.min(bottom, innerHeight) > Math.max(top, 0) &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('[inert]')
  );
}

/**
 * The fixed element of the page on top at this point of the screen, if any. `minLayer`: only where its `z-index`,
 * or that of an element around it, is at least that. An element that holds `main` is the page itself.
 */
function fixedAt(x: number, y: number, host: Element, minLayer = 0): Element | undefined {
  let found: Element | undefined;
  let layer = 0;
  let element: Element | null | undefined = document
    .elementsFromPoint(x, y)
    .find((each) => each !== host);
  for (; element; element = element.parentElement) {
    const { position, zIndex, bottom } = getComputedStyle(element);
    // A sticky bar at the bottom of the screen covers the page as a fixed one does.
    if (position === 'fixed' || (position === 'sticky' && bottom !== 'auto')) found = element;
    layer = Math.max(layer, Number(zIndex) || 0);
  }
  return layer < minLayer || found?.querySelector('main') ? undefined : found;
}

/** The modal that is open on the page, if any. One that does not say so is known by covering the screen's middle. */
export function findModal(host: Element): Element | undefined {
  return (
    [...document.querySelectorAll(':modal,[aria-modal=true]')].find(isVisible) ??
    fixedAt(innerWidth / 2, innerHeight / 2, host, 1)
  );
}

/** The space between the prompt and a bar, in pixels. */
const gap = 8;
/** The distance of the points at which a bar is looked for, in pixels. */
const grid = 40;
/** A banner is at least this large, in square pixels. A button that opens the cookie settings is smaller. */
const minBannerArea = 15e3;

/**
 * How far the prompt has to move from `box` so that it covers no fixed element of the page, such as a basket
 * bar or a chat button: in pixels upwards, negative where it is at the top. 0 where there is no room.
 * `undefined`: a consent banner is there, so the prompt has to wait.
 */
export function findRoom(box: DOMRect, host: Element): number | undefined {
  const { left, right, top, bottom } = box;
  let lift = 0;
  for (let y = bottom - gap; y > top; y -= grid) {
    for (const x of [left + gap, (left + right) / 2, right - gap]) {
      const bar = fixedAt(x, y - lift, host);
      if (!bar) continue;
      const edges = bar.getBoundingClientRect();
      const isBanner = edges.width * edges.height > minBannerArea;
      if (isBanner && /cookie|consent|gdpr/i.test(bar.outerHTML)) return undefined;
      lift = top < innerHeight - bottom ? top - edges.bottom - gap : bottom - edges.top + gap;
      if (top < lift || bottom - lift > innerHeight) return 0;
    }
  }
  return lift;
}
