const form = document.querySelector('form');
const frame = document.querySelector('iframe');
const alert = document.querySelector('[role=alert]');

/** The survey's settings, the tag's attributes and the page in the form. */
function read() {
  const data = new FormData(form);
  const language = data.get('locale');
  const moment = data.get('moment');
  const isInline = data.has('inline');
  return {
    settings: readSettings(data, language || 'en'),
    attributes: {
      ...(moment !== 'checkout' && { moment }),
      ...(language && { locale: language }),
      ...(isInline && { target: '#here' }),
    },
    page: {
      backdrop: data.get('backdrop'),
      ...(language && { lang: language }),
      ...(isInline && { inline: '' }),
    },
    width: data.get('width'),
  };
}

function readSettings(data, language) {
  const look = Object.fromEntries(
    ['theme', 'position', 'brand', 'font', 'scale'].map((name) => [name, data.get(`look.${name}`)]),
  );
  if (look.brand === '#17181c') delete look.brand;
  const [question, reader, logo, privacyUrl] = ['question', 'reader', 'logo', 'privacyUrl'].map(
    (name) => data.get(name).trim(),
  );
  const steps = data.getAll('steps');
  return {
    look: {
      ...look,
      match: data.has('look.match'),
      radius: Number(data.get('look.radius')),
      ...(logo && { logo }),
    },
    followUps: { promoter: steps, passive: steps, detractor: steps },
    texts: question ? { [language]: { question } } : {},
    ...(reader && { reader: { name: reader } }),
    ...(privacyUrl && { privacyUrl }),
  };
}

/** Sends the settings to the server and shows the prompt with them. */
async function apply() {
  const { settings, attributes, page, width } = read();
  const reply = await fetch('/playground/settings', {
    method: 'PATCH',
    body: JSON.stringify(settings),
  });
  const survey = await reply.json();
  alert.textContent = reply.ok
    ? ''
    : survey.errors?.map((error) => `${error.path}: ${error.message}`).join('; ');
  if (!reply.ok) return;
  const more = Object.entries(attributes).map(([name, value]) => `\n  data-${name}="${value}"`);
  document.querySelector('#tag').textContent =
    `<script async src="${survey.tagUrl}"${more.join('')}></script>`;
  document.querySelector('#settings').textContent = JSON.stringify(settings, null, 2);
  frame.style.width = width === 'full' ? '' : `${width}px`;
  frame.src = `/playground/frame?${new URLSearchParams({ ...page, version: Date.now() })}`;
}

let timer;
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(apply, 250);
});
form.addEventListener('submit', (event) => event.preventDefault());
await apply();
