import { html, type Markup } from './html.ts';
import { texts, type Language } from './texts.ts';

export type Page = {
  language: Language;
  title: string;
  /** The path of this page without its language. Absent: no link to the other language. */
  path?: string;
  main: Markup;
  /** HTML just before `</body>`. */
  end?: Markup;
};

/** A whole page of the shop: head, header and footer around `main`. */
export function layout({ language, title, path, main, end = html`` }: Page): string {
  const text = texts[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Oever</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/styles.css" />
      </head>
      <body>
        ${header(language, path)}
        <main>${main}</main>
        <footer><p>${text.footer}</p></footer>
        ${end}
      </body>
    </html>`.markup.replace(/^ +/gm, '');
}

function header(language: Language, path: string | undefined): Markup {
  const text = texts[language];
  const other = language === 'nl' ? 'en' : 'nl';
  return html`<header>
    <a class="brand" href="/${language}/">
      <svg viewBox="0 0 40 24" aria-hidden="true">
        <path d="M2 9q6-6 12 0t12 0 12 0M2 17q6-6 12 0t12 0 12 0" />
      </svg>
      <span>Oever</span>
      <small>${text.tagline}</small>
    </a>
    <nav>
      <a class="wide" href="/${language}/#making">${text.nav.making}</a>
      <a class="wide" href="/${language}/#sizes">${text.nav.sizes}</a>
      <a class="wide" href="/${language}/#delivery">${text.nav.delivery}</a>
      ${
        path === undefined
          ? ''
          : html`<a lang="${other}" hreflang="${other}" href="/${other}${path}"
              >${text.otherLanguage}</a
            >`
      }
    </nav>
  </header>`;
}
