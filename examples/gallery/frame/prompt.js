import { simulate } from './simulate.js';

/** Resolves when `find` finds something, with it. It is called after each change below `node`, before the next paint. */
export function once(node, find) {
  return new Promise((resolve) => {
    const check = () => {
      const found = find();
      if (!found) return;
      observer.disconnect();
      resolve(found);
    };
    const observer = new MutationObserver(check);
    observer.observe(node, { childList: true, subtree: true });
    check();
  });
}

/** Opens the prompt and resolves with its shadow root before it is painted. */
export async function openPrompt() {
  nines('show');
  const root = await once(document, () => document.querySelector('nines-survey')?.shadowRoot);
  simulate(root);
  return root;
}

/** Taps through the prompt to a step: the score first, then the button that leads on. */
export async function advance(root, taps, score) {
  for (let tap = 0; tap < taps; tap++) {
    const title = root.querySelector('h2');
    const next = root.querySelector('.footer button:last-child');
    (next ?? radioOf(root, score)).click();
    await once(root, () => root.querySelector('h2') !== title);
  }
}

/** The radio of a score. */
export function radioOf(root, score) {
  return [...root.querySelectorAll('.scale [role=radio]')].find(
    (radio) => radio.textContent === String(score),
  );
}
