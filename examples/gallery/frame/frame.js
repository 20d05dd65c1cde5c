// Runs in each frame of the gallery: opens the prompt and shows it as the page's query says.
import { advance, openPrompt } from './prompt.js';
import { showMoment } from './film.js';

const query = new URLSearchParams(location.search);
const strip = query.get('strip');

if (strip) await showMoment(strip, query.get('at'));
else await advance(await openPrompt(), Number(query.get('step')), query.get('score') ?? '3');
document.documentElement.dataset.ready = '';
