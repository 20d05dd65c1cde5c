import { html } from './html.ts';
import { layout } from './layout.ts';
import { texts, type Language } from './texts.ts';

/** The page for an address that does not exist. */
export function missingPage(language: Language): string {
  const { missing, thanks } = texts[language];
  return layout({
    language,
    title: missing.title,
    main: html`<section class="missing">
      <h1>${missing.title}</h1>
      <p class="lead">${missing.line}</p>
      <p><a href="/${language}/">${thanks.back}</a></p>
    </section>`,
  });
}
