import { advance, once, openPrompt, radioOf } from './prompt.js';

/** Shows a moment of an animation and keeps it there. `at` is a value of `moments` in strips.ts. */
export async function showMoment(strip, at) {
  await strips[strip](at);
}

const strips = {
  async rising(at) {
    freeze(await openPrompt(), at);
  },
  async tap(at) {
    const root = await openStill();
    if (at === 'before') return;
    if (at === 'chosen') {
      // The step would change after a short time.
      window.setTimeout = () => 0;
      radioOf(root, 9).click();
      return;
    }
    await advance(root, 1, 9);
    freeze(root, at);
  },
  async back(at) {
    const root = await openStill();
    await advance(root, 1, 9);
    finish(root);
    root.querySelector('.back').click();
    await once(root, () => root.querySelector('.scale'));
    freeze(root, at);
  },
  async thanks(at) {
    const root = await openStill();
    await advance(root, 1, 9);
    finish(root);
    const schedule = window.setTimeout;
    // The thanks stay for seconds. The last frame shows what comes then.
    window.setTimeout = (run, ms, ...values) => schedule(run, at === 'closed' ? 0 : ms, ...values);
    if (at !== 'closed') window.setTimeout = () => 0;
    await advance(root, 1, 9);
    if (at === 'closed') await gone();
    else freeze(root, at);
  },
  async swipe(at) {
    const root = await openStill();
    const card = root.querySelector('.card');
    const touch = (type, y) =>
      card.dispatchEvent(Object.assign(new Event(type), { touches: [{ clientY: y }] }));
    const distance = at === 'released' ? 90 : Number(at);
    touch('touchstart', 0);
    // The card can be swiped as soon as the later steps have been loaded.
    while (!card.style.transform) {
      touch('touchmove', distance);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    if (at !== 'released') return;
    touch('touchend', distance);
    await gone();
  },
};

/** Opens the prompt as it is after its first animation. */
async function openStill() {
  const root = await openPrompt();
  finish(root);
  return root;
}

function finish(root) {
  for (const animation of root.getAnimations()) animation.finish();
}

/** Pauses all animations at a time, in milliseconds since their start. */
function freeze(root, time) {
  for (const animation of root.getAnimations()) {
    animation.pause();
    animation.currentTime = Number(time);
  }
}

/** Resolves when the prompt has been removed. */
function gone() {
  return once(document, () => !document.querySelector('nines-survey'));
}
