import { html, type Markup } from './html.ts';
import { layout } from './layout.ts';
import { mug } from './mug.ts';
import type { Order } from './order.ts';
import { euros, texts } from './texts.ts';

/** The thank-you page: the order, the next steps, and the tag of Nines. */
export function thanksPage(order: Order, tagUrl: string): string {
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
    end: ninesTag(order, tagUrl),
  });
}

/** The tag that a shop owner pastes, filled in with the order. */
function ninesTag(order: Order, tagUrl: string): Markup {
  return html`<script
    async
    src="${tagUrl}"
    data-order-id="${order.id}"
    data-order-value="${order.total.toFixed(2)}"
    data-order-currency="EUR"
    data-customer-id="${order.customerId}"
    data-locale="${order.language}"
  ></script>`;
}
