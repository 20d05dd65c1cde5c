import { render } from 'preact';
import { App } from './components/app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import { voiceFor } from './voice-context.ts';

const voice = voiceFor(navigator.languages);
document.documentElement.lang = voice.locale;

const root = document.getElementById('app');
if (root) render(<App voice={voice} />, root);
