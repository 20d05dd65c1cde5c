import type { SitePage } from '../harness/site.ts';

/** The parts that a hazard adds to the page of the shop. */
type Parts = {
  style?: string;
  /** HTML at the end of the body, where shops put what lies above the page. */
  overlay?: string;
  /** Replaces the header. */
  header?: string;
  script?: string;
};

/** The shop's page after checkout, with a hazard. It is longer than the screen, so that it scrolls. */
export function shopPage({ style = '', overlay = '', header = plainHeader, script = '' }: Parts) {
  return {
    head: `<style>${shopStyle}${style}</style>`,
    body: `${header}${order}${overlay}<script>${script}</script>`,
  } satisfies SitePage;
}

/**
 * An overlay that comes later: a button in the page adds `html` to the end of the body. Tests and readers of
 * the gallery click the button.
 */
export function comesLater(html: string): string {
  return `<template id="later">${html}</template>
    <button id="bring" onclick="document.body.append(later.content.cloneNode(true))">Bring it</button>`;
}

const plainHeader = '<header><a href="#">Oever</a> <a href="#basket">Basket</a></header>';

const order = `<main><h1>Your order is on its way</h1>
  <p>Order 1001 · 2 articles · € 59.95. We have sent you a confirmation.</p>
  <p class="filler">You may also like</p></main>
  <footer><a href="#terms">Terms</a> <a href="#privacy">Privacy</a></footer>`;

const shopStyle = `
  body { margin: 0; font: 16px/1.5 sans-serif; color: #222; background: #fff }
  header, main, footer { padding: 16px }
  header { background: #eef2f0 }
  .filler { height: 1200px; border: 1px solid #ddd }
  #bring { position: absolute; top: 120px; left: 16px; min-height: 44px }
`;
