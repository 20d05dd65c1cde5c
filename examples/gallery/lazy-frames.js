// Loads a frame when it comes near the viewport and removes it when it is far away, because a page of the
// gallery may have more than a thousand.
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) target.replaceChildren();
      else if (!target.firstChild) target.append(frameOf(target));
    }
  },
  { rootMargin: '300px' },
);
for (const place of document.querySelectorAll('[data-src]')) observer.observe(place);

function frameOf({ dataset }) {
  const frame = document.createElement('iframe');
  frame.src = dataset.src;
  frame.title = dataset.title;
  return frame;
}

// A button calls a function of the page in its frame, such as one that opens a dialog.
addEventListener('click', ({ target }) => {
  const { call } = target.dataset;
  if (call) target.closest('figure').querySelector('iframe')?.contentWindow[call]();
});

// A filter is applied at once.
document.querySelector('form.filter')?.addEventListener('change', (event) => {
  event.currentTarget.submit();
});
