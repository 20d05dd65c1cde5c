import { html, type Markup } from '../../plain-html/html.ts';
import type { Variant } from '../variants.ts';

/**
 * The scripts of a page in which the prompt opens at once. The frame's own script advances it to the step in
 * the page's query. In test mode nothing is remembered, and the answers count nowhere.
 */
export function promptScripts(tagUrl: string, inline = false): Markup {
  const target = inline ? html`data-target="#here"` : html``;
  return html`<script>
      window.nines = function () {
        (nines.q = nines.q || []).push(arguments);
      };
    </script>
    <script async src="${tagUrl}" data-manual data-test ${target}></script>
    <script type="module" src="/frame/frame.js"></script>`;
}

/** A page of grey lines with the prompt of a variant on it. */
export function framePage(tagUrl: string, variant: Variant): string {
  const { lang = 'en', page = 'light', rtl = false, inline } = variant;
  return html`<!doctype html>
    <html lang="${lang}" dir="${rtl ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Nines</title>
        <link rel="icon" href="data:," />
        <style>
          body {
            margin: 24px;
            background: #e9e6e1;
            font-family: Georgia, serif;
          }
          p {
            height: 12px;
            border-radius: 6px;
            background: #d9d4cc;
          }
          p:nth-child(even) {
            width: 70%;
          }
          .dark {
            background: #14161b;
          }
          .dark p {
            background: #262a33;
          }
        </style>
      </head>
      <body class="${page}">
        <p></p>
        <p></p>
        <div id="here"></div>
        <p></p>
        <p></p>
        ${promptScripts(tagUrl, inline)}
      </body>
    </html>`.markup;
}
