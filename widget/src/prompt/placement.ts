/** Whether the element can be seen: not hidden by any style, with a size, on the screen, and not inert. */
function isVisible(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return (
    // Without the scrollbar: a drawer that is moved out of the screen begins where it does.
    Math.min(right, document.documentElement.clientWidth) > Math.max(left, 0) &&
    Math.min(bottom, innerHeight) > Math.max(top, 0) &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('[inert]')
  );
}

/**
 * The outermost fixed element around this one, itself included, also across shadow roots. `minLayer`: only where its
 * `z-index`, or that of an element around it, is at least that. The body, and an element that holds `main`, are the page.
 */
function fixedAround(start: Element | undefined, minLayer = 0): Element | undefined {
  let found: Element | undefined;
  let layer = 0;
  for (let element = start; element;) {
    const { position, zIndex } = getComputedStyle(element);
    const isFixed = position === 'fixed' || (position === 'sticky' && isAtEdge(element));
    if (isFixed && element !== document.body && !element.querySelector('main')) found = element;
    layer = Math.max(layer, Number(zIndex) || 0);
    element = element.parentElement ?? (element.getRootNode() as ShadowRoot).host;
  }
  return layer < minLayer ? undefined : found;
}

/** The elements at a point, the topmost first, without the prompt. That of a shadow root comes before its host. */
function elementsAt(root: DocumentOrShadowRoot, x: number, y: number, host: Element): Element[] {
  const [first, ...others] = root.elementsFromPoint(x, y).filter((each) => each !== host);
  if (!first) return [];
  const inside = first.shadowRoot ? elementsAt(first.shadowRoot, x, y, first) : [];
  return [...inside, first, ...others];
}

/** Whether a sticky element stands at the upper or lower edge of the screen, as a bar does. */
function isAtEdge(element: Element): boolean {
  const { top, bottom, width } = element.getBoundingClientRect();
  return width > innerWidth / 2 && (top < 1 || bottom > innerHeight - 1);
}

/**
 * The modal that is open on the page, if any. One that does not say so is known by covering the screen's middle, if
 * only with the layer below it that darkens the page.
 */
export function findModal(host: Element): Element | undefined {
  return (
    [...document.querySelectorAll(':modal,[aria-modal=true]')].find(isVisible) ??
    elementsAt(document, innerWidth / 2, innerHeight / 2, host)
      .map((each) => fixedAround(each, 1))
      .find(Boolean)
  );
}

/** The distance of the heights at which a bar is looked for, in pixels. A chat button is some 60 px large. */
const grid = 40;
/** A consent notice is at least this large, in square pixels. A button that opens the settings again is smaller. */
const minNoticeArea = 15e3;

/** What looks like a button. */
export const buttons = 'button,[type=submit],[role=button],[class*=btn],[class*=button]';
/** The words of a consent notice, in its text, ids or classes. */
const consentWords = /cookie|consent|gdpr/i;

/**
 * How far the prompt has to move from `box` so that it covers no fixed element of the page, such as a basket
 * bar or a chat button: in pixels upwards, negative where it is at the top. `notice`: a consent notice is there.
 * `none`: it has no room beside what must stay free. A large element, such as a column at the side, would never
 * leave room and is ignored.
 */
export function findRoom(box: DOMRect, host: Element): number | 'notice' | 'none' {
  const { left, right, top, bottom } = box;
  // A sheet over the whole width of a phone stands on the bar.
  const gap = right - left < innerWidth - 20 ? 8 : 0;
  let lift = 0;
  for (let y = bottom - 8; y > top; y -= grid) {
    for (const x of [left + 40, (left + right) / 2, right - 40]) {
      const bar = fixedAround(elementsAt(document, x, y - lift, host)[0]);
      if (!bar) continue;
      const edges = bar.getBoundingClientRect();
      if (isNotice(bar, edges.width * edges.height)) return 'notice';
      if (edges.height > innerHeight / 2) continue;
      lift = top < innerHeight - bottom ? top - edges.bottom - gap : bottom - edges.top + gap;
      if (top < lift || bottom - lift > innerHeight) return 'none';
    }
  }
  return lift;
}

/** Whether a fixed element of this size, in square pixels, asks for consent. What fills the screen is the page. */
function isNotice(element: Element, area: number): boolean {
  return (
    area > minNoticeArea &&
    area < innerWidth * innerHeight * 0.9 &&
    !!element.querySelector(`${buttons},iframe`) &&
    consentWords.test(element.outerHTML)
  );
}
