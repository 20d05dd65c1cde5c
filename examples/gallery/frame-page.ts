import { html } from '../plain-html/html.ts';
import type { Variant } from './variants.ts';

/**
 * A page with the tag, in which the prompt opens at once and advances to the variant's step. `version` is
 * added to the script's address, because the browser caches the script for minutes.
 */
export function framePage(tagUrl: string, variant: Variant, version: string): string {
  const { lang = 'en', step = 0, inline = false } = variant;
  const target = inline ? html`data-target="#here"` : html``;
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Nines</title>
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
        </style>
      </head>
      <body>
        <p></p>
        <p></p>
        <div id="here"></div>
        <p></p>
        <p></p>
        <script>
          window.nines = function () {
            (nines.q = nines.q || []).push(arguments);
          };
          nines('show');
        </script>
        <script async src="${tagUrl}?${version}" data-manual ${target}></script>
        <script data-step="${step}" src="/advance.js"></script>
      </body>
    </html>`.markup;
}
