import { readFile } from 'node:fs/promises';
import type { Language } from '@nines/shared/survey/names';

/** A thank-you page of a kind of shop, on which the prompt is judged. */
export type Backdrop = {
  /** The shop's name, which the question contains. */
  shop: string;
  kind: string;
  lang: Language;
};

/** The backdrops by the name of their file. Each page has a button of its own colour, radius and font. */
export const backdrops: Record<string, Backdrop> = {
  fashion: { shop: 'Atelier Noord', kind: 'minimalist fashion', lang: 'en' },
  toys: { shop: 'Tuimelaar', kind: 'colourful toys', lang: 'nl' },
  electronics: { shop: 'Voltwerk', kind: 'dark electronics', lang: 'en' },
  books: { shop: 'Librairie du Quai', kind: 'books in serif', lang: 'fr' },
  marketplace: { shop: 'allerlei24', kind: 'a dense marketplace', lang: 'de' },
  bakery: { shop: 'Bakkerij De Korst', kind: 'a bakery with a photo', lang: 'nl' },
};

/** Hides the scrollbars of a frame as wide as a phone. On a phone they take no space. */
const phoneStyle = '<style>@media (width < 700px) { html { scrollbar-width: none } }</style>';

/** The page of a backdrop with the prompt's scripts on it, as HTML. */
export async function backdropPage(name: string, scripts: string): Promise<string> {
  const page = await readFile(new URL(`${name}.html`, import.meta.url), 'utf8');
  return page.replace('<!-- prompt -->', () => phoneStyle + scripts);
}
