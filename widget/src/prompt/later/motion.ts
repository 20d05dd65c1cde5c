import { ignoreErrors } from '../ignore-errors.ts';

const options = { duration: 180, easing: 'ease-out' };

/**
 * Makes a change of the card, and moves its height from the old to the new. When the change brings the chip with the
 * score, the chip comes from where the score was chosen. There is no motion where the shopper prefers that.
 */
export function move(card: HTMLElement, change: () => void): void {
  const height = card.offsetHeight;
  const chosen = card.querySelector('.question [aria-checked=true]')?.getBoundingClientRect();
  change();
  if (matchMedia('(prefers-reduced-motion)').matches) return;
  card.animate(
    // While it moves, the card must not show a scrollbar.
    [height, card.offsetHeight].map((pixels) => ({ height: `${pixels}px`, overflow: 'hidden' })),
    options,
  );
  const chip = card.querySelector('.back');
  const place = chip?.getBoundingClientRect();
  if (!chosen || !place) return;
  chip?.animate([{ translate: `${chosen.x - place.x}px ${chosen.y - place.y}px` }, {}], options);
}

/** How far a finger has to move the card down before it closes, in pixels. */
const closeDistance = 60;

/** Lets a finger move the card down, and calls `close` when it was moved far enough. */
export function closeBySwipe(card: HTMLElement, close: () => void): void {
  /** Where the finger came down. `undefined` when that was not seen, because it was in a field. */
  let startY: number | undefined;
  let distance = 0;
  const on = (
    type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel',
    act: (y: number | undefined, event: TouchEvent) => void,
  ) =>
    card.addEventListener(
      type,
      ignoreErrors((event) => act(event.touches[0]?.clientY, event)),
    );
  const end = () => {
    startY = undefined;
    card.style.transform = '';
  };
  on('touchstart', (y) => {
    startY = y;
    distance = 0;
  });
  on('touchmove', (y, event) => {
    if (startY === undefined || y === undefined) return;
    // A card that is scrolled inside is scrolled back first.
    distance = card.scrollTop ? 0 : Math.max(0, y - startY);
    if (distance) event.preventDefault();
    card.style.transform = `translateY(${distance}px)`;
  });
  on('touchcancel', end);
  on('touchend', () => {
    if (startY !== undefined && distance > closeDistance) close();
    end();
  });
}
