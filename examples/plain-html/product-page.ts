import { html, type Markup } from './html.ts';
import { layout } from './layout.ts';
import { mug } from './mug.ts';
import { glazes, mugPrice } from './order.ts';
import { euros, texts, type Language } from './texts.ts';

/** The page of the shop's only product, with the choice of glaze and quantity. */
export function productPage(language: Language): string {
  const { product } = texts[language];
  return layout({
    language,
    title: product.name,
    path: '/',
    main: html`<form class="product" action="/${language}/checkout">
        <div class="picture">${mug(product.pictured)}</div>
        <div class="choice">
          <h1>${product.name}</h1>
          <p class="lead">${product.line}</p>
          <p class="price">${euros(mugPrice, language)} <small>${product.vat}</small></p>
          <p>${product.story}</p>
          ${glazeChoice(language)} ${quantityChoice(language)}
          <button>${product.buy}</button>
          <ul class="promises">
            ${product.promises.map((promise) => html`<li>${promise}</li>`)}
          </ul>
        </div>
      </form>
      ${details(language)}`,
  });
}

function glazeChoice(language: Language): Markup {
  const { product } = texts[language];
  return html`<fieldset class="glazes">
    <legend>${product.glaze}</legend>
    ${glazes.map(
      (glaze, index) =>
        html`<label class="${glaze}">
          <input type="radio" name="glaze" value="${glaze}" ${index === 0 ? 'checked' : ''} />
          <span>${product.glazes[glaze]}</span>
        </label>`,
    )}
  </fieldset>`;
}

function quantityChoice(language: Language): Markup {
  return html`<label class="quantity">
    <span>${texts[language].product.quantity}</span>
    <select name="quantity">
      ${[1, 2, 3, 4, 5, 6].map((count) => html`<option>${count}</option>`)}
    </select>
  </label>`;
}

function details(language: Language): Markup {
  const { making, sizes, delivery } = texts[language];
  return html`<section id="making" class="making">
      <h2>${making.title}</h2>
      <ol>
        ${making.steps.map(
          ([name, text]) =>
            html`<li>
              <h3>${name}</h3>
              <p>${text}</p>
            </li>`,
        )}
      </ol>
    </section>
    <div class="facts">
      <section id="sizes">
        <h2>${sizes.title}</h2>
        <dl>
          ${sizes.rows.map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </section>
      <section id="delivery">
        <h2>${delivery.title}</h2>
        <p>${delivery.text}</p>
      </section>
    </div>`;
}
