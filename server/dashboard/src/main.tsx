import { render } from 'preact';
import { App } from './components/app.tsx';
import { chooseLanguage } from './language.ts';
import './styles.css';

const language = chooseLanguage(navigator.languages);
document.documentElement.lang = language.locale;

const root = document.getElementById('app');
if (root) render(<App language={language} />, root);
