// Runs in each frame of the gallery and taps through the prompt to the frame's step.
let tapsLeft = Number(document.currentScript.dataset.step);
let clicked;

const timer = setInterval(() => {
  const card = document.querySelector('nines-survey')?.shadowRoot;
  if (!card) return;
  if (tapsLeft === 0) {
    document.documentElement.dataset.ready = '';
    clearInterval(timer);
    return;
  }
  const next = card.querySelector('.footer button:last-child');
  const button = next ?? card.querySelector('.scale :nth-child(4)');
  if (button === clicked) return;
  clicked = button;
  button.click();
  tapsLeft -= 1;
}, 50);
