const form = document.querySelector('form');
const frame = document.querySelector('iframe');
const alert = document.querySelector('[role=alert]');

/** The survey's settings and the tag's attributes in the form. */
function read() {
  const data = new FormData(form);
  const look = Object.fromEntries(
    ['theme', 'position', 'brand', 'font', 'scale'].map((name) => [name, data.get(`look.${name}`)]),
  );
  if (look.brand === '#17181c') delete look.brand;
  const steps = data.getAll('steps');
  const question = data.get('question').trim();
  const language = data.get('locale') || 'en';
  const reader = data.get('reader').trim();
  const logo = data.get('logo').trim();
  return {
    settings: {
      look: { ...look, radius: Number(data.get('look.radius')), ...(logo && { logo }) },
      followUps: { promoter: steps, passive: steps, detractor: steps },
      texts: question ? { [language]: { question } } : {},
      ...(reader && { reader: { name: reader } }),
    },
    attributes: {
      ...(data.get('moment') !== 'checkout' && { moment: data.get('moment') }),
      ...(data.get('locale') && { locale: data.get('locale') }),
      ...(data.has('inline') && { target: '#here' }),
    },
  };
}

/** Sends the settings to the server and shows the prompt with them. */
async function apply() {
  const { settings, attributes } = read();
  const reply = await fetch('/settings', { method: 'PATCH', body: JSON.stringify(settings) });
  const survey = await reply.json();
  alert.textContent = reply.ok
    ? ''
    : survey.errors?.map((error) => `${error.path}: ${error.message}`).join('; ');
  if (!reply.ok) return;
  const more = Object.entries(attributes).map(([name, value]) => `\n  data-${name}="${value}"`);
  document.querySelector('#tag').textContent =
    `<script async src="${survey.tagUrl}"${more.join('')}></script>`;
  document.querySelector('#settings').textContent = JSON.stringify(settings, null, 2);
  frame.src = `/try?${new URLSearchParams({ ...attributes, version: Date.now() })}`;
}

let timer;
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(apply, 250);
});
form.addEventListener('submit', (event) => event.preventDefault());
await apply();
