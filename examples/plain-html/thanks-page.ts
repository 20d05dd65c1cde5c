import { html, type Markup } from './html.ts';
import { layout } from './layout.ts';
import { mug } from './mug.ts';
import type { Order } from './order.ts';
import { euros, texts } from './texts.ts';

/** What the tag of Nines needs: its address, and the token of the order. */
export type Tag = { tagUrl: string; token: string };

/** The thank-you page: the order, the next steps, and the tag of Nines. */
export function thanksPage(order: Order, tag: Tag): string {
  const { thanks, product, checkout } = texts[order.language];
  return layout({
    language: order.language,
    title: checkout.summary,
    main: html`<section class="thanks ${order.glaze}">
      <div class="message">
        <h1>${thanks.title} ${order.name.split(' ')[0] ?? ''}</h1>
        <p class="lead">${thanks.line}</p>
        <ol class="timeline">
          ${thanks.steps.map(([when, what]) => html`<li><strong>${when}</strong> ${what}</li>`)}
        </ol>
        <dl>
          <div>
            <dt>${thanks.order}</dt>
            <dd class="order-number">${order.id}</dd>
          </div>
          <div>
            <dt>${product.name}</dt>
            <dd>${product.glazes[order.glaze]} × ${order.quantity}</dd>
          </div>
          <div class="total">
            <dt>${checkout.total}</dt>
            <dd>${euros(order.total, order.language)}</dd>
          </div>
        </dl>
        <p><a href="/${order.language}/">${thanks.back}</a></p>
      </div>
      <div class="picture">${mug(product.pictured)}</div>
    </section>`,
    end: ninesTag(order, tag),
  });
}

/** The tag that a shop owner pastes. The token holds all that Nines needs to know of the order. */
function ninesTag({ language }: Order, { tagUrl, token }: Tag): Markup {
  return html`<script
    async
    src="${tagUrl}"
    data-order-token="${token}"
    data-locale="${language}"
  ></script>`;
}
