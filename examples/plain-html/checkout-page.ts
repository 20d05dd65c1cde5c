import { html, type Markup } from './html.ts';
import { layout } from './layout.ts';
import { mug } from './mug.ts';
import { mugPrice, shippingOf, totalOf, type Basket } from './order.ts';
import { euros, texts, type Language } from './texts.ts';

/** Name, address and payment, filled in with an example so that a visitor buys with one click. */
export function checkoutPage(language: Language, basket: Basket): string {
  const { checkout } = texts[language];
  const { sample } = checkout;
  return layout({
    language,
    title: checkout.title,
    path: `/checkout?glaze=${basket.glaze}&quantity=${basket.quantity}`,
    main: html`<h1>${checkout.title}</h1>
      <form class="checkout ${basket.glaze}" method="post" action="/${language}/checkout">
        <input type="hidden" name="glaze" value="${basket.glaze}" />
        <input type="hidden" name="quantity" value="${basket.quantity}" />
        <div class="fields">
          <p class="note">${checkout.example}</p>
          <fieldset>
            <legend>${checkout.contact}</legend>
            ${field('name', checkout.name, 'name', sample.name)}
            ${field('email', checkout.email, 'email', sample.email)}
          </fieldset>
          <fieldset>
            <legend>${checkout.address}</legend>
            ${field('street', checkout.street, 'street-address', sample.street)}
            ${field('postcode', checkout.postcode, 'postal-code', sample.postcode)}
            ${field('city', checkout.city, 'address-level2', sample.city)}
          </fieldset>
          ${paymentChoice(checkout.payment, checkout.methods)}
        </div>
        ${summary(language, basket)}
      </form>`,
  });
}

function field(name: string, label: string, autocomplete: string, value: string): Markup {
  return html`<label class="field ${name}">
    <span>${label}</span>
    <input
      name="${name}"
      type="${name === 'email' ? 'email' : 'text'}"
      autocomplete="${autocomplete}"
      value="${value}"
      required
    />
  </label>`;
}

function paymentChoice(legend: string, methods: readonly string[]): Markup {
  return html`<fieldset class="methods">
    <legend>${legend}</legend>
    ${methods.map(
      (method, index) =>
        html`<label>
          <input type="radio" name="method" value="${method}" ${index === 0 ? 'checked' : ''} />
          <span>${method}</span>
        </label>`,
    )}
  </fieldset>`;
}

function summary(language: Language, basket: Basket): Markup {
  const { checkout, product } = texts[language];
  const shipping = shippingOf(basket);
  return html`<aside class="summary">
    <h2>${checkout.summary}</h2>
    <div class="line">
      <div class="picture">${mug(product.pictured)}</div>
      <p>
        <strong>${product.name}</strong><br />
        ${product.glazes[basket.glaze]} × ${basket.quantity}
      </p>
      <p>${euros(basket.quantity * mugPrice, language)}</p>
    </div>
    <dl>
      <div>
        <dt>${checkout.shipping}</dt>
        <dd>${shipping === 0 ? checkout.free : euros(shipping, language)}</dd>
      </div>
      <div class="total">
        <dt>${checkout.total}</dt>
        <dd>${euros(totalOf(basket), language)}</dd>
      </div>
    </dl>
    <button>${checkout.pay}</button>
  </aside>`;
}
