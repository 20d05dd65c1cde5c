import { shopPage } from './shop-page.ts';
import type { SitePage } from '../harness/site.ts';

/**
 * Pages with a modal, or something like one, that the shopper does not see or that is no modal. The prompt
 * appears on each.
 */
export const harmlessModals: Record<string, SitePage> = {
  // Shopify's Dawn has it in the header of each page, until something is added to the cart.
  'a hidden cart notification': shopPage({
    header: `<header><a href="#">Oever</a><div class="cart-notification-wrapper">
      <div id="cart-notification" class="cart-notification" role="dialog" aria-modal="true"
        aria-label="Item added to your cart" tabindex="-1"><h2>Item added to your cart</h2>
        <a href="#cart">View cart</a></div></div></header>`,
    style: `header, .cart-notification-wrapper { position: relative }
      .cart-notification { position: absolute; right: 0; width: 320px; padding: 24px; background: #fff;
        visibility: hidden; transform: translateY(-100%) }`,
  }),
  // vanilla-cookieconsent 3 keeps its banner in the page after the choice.
  'the hidden banner of a consent tool': shopPage({
    overlay: `<div id="cc-main"><div class="cm-wrapper"><div class="cm" role="dialog" aria-modal="true"
      aria-hidden="false" aria-label="We use cookies"><p>We use cookies</p>
      <button>Accept all</button><button>Reject all</button></div></div></div>`,
    style: `.cm { position: fixed; right: 16px; bottom: 16px; width: 384px; padding: 16px; background: #fff;
      z-index: 1; opacity: 0; visibility: hidden; transform: translateY(26px) }`,
  }),
  'a modal with opacity 0': shopPage({
    overlay: modal('pointer-events: none; opacity: 0'),
  }),
  'a modal in a wrapper with opacity 0': shopPage({
    overlay: `<div style="opacity: 0; pointer-events: none">${modal('')}</div>`,
  }),
  'a modal without a size': shopPage({
    overlay: modal('inset: 50% auto auto 50%; width: 0; height: 0; overflow: hidden'),
  }),
  'a drawer moved out of the screen by a transform': shopPage({
    overlay: modal('inset: 0 0 0 auto; width: 320px; transform: translateX(100%)'),
  }),
  'a drawer left of the screen': shopPage({
    overlay: modal('inset: 0 auto 0 -9999px; width: 320px'),
  }),
  'an inert modal': shopPage({ overlay: modal('', 'inert') }),
  'a modal in an inert wrapper': shopPage({ overlay: `<div inert>${modal('')}</div>` }),
  'a modal in a wrapper with display: none': shopPage({
    overlay: `<div style="display: none">${modal('')}</div>`,
  }),
  'a modal in a wrapper with content-visibility: hidden': shopPage({
    overlay: `<div style="content-visibility: hidden">${modal('position: static')}</div>`,
  }),
  'a closed dialog element': shopPage({ overlay: '<dialog aria-modal="true">Hi</dialog>' }),
  'a fixed shell that holds the whole shop': {
    head: '<style>#app { position: fixed; inset: 0; z-index: 1; overflow: auto; background: #fff }</style>',
    body: '<div id="app"><main><h1>Your order is on its way</h1></main></div>',
  },
  'a fixed body': {
    head: '<style>body { position: fixed; inset: 0; margin: 0; overflow: auto }</style>',
    body: `<div style="position: relative; z-index: 1"><h1>Your order is on its way</h1><button>Go on</button>
      <a href="#cookies">Cookie policy</a></div>`,
  },
  'a fixed background behind the page': shopPage({
    overlay: '<div class="background"></div>',
    style:
      '.background { position: fixed; inset: 0; z-index: -1; background: linear-gradient(#def, #fff) }',
  }),
  'a fixed layer that lets every tap through': shopPage({
    overlay: '<canvas class="confetti"></canvas>',
    style: `.confetti { position: fixed; inset: 0; z-index: 100; width: 100%; height: 100%;
      pointer-events: none }`,
  }),
};

/** Pages with an open modal. Its button "Close" closes it as the library does. The prompt waits until then. */
export const openModals: Record<string, SitePage> = {
  'a dialog with aria-modal': shopPage({
    overlay: modal('background: #fff'),
    script: closeBy(`document.querySelector('[aria-modal]').style.visibility = 'hidden'`),
  }),
  'a drawer with aria-modal at the side': shopPage({
    overlay: modal('inset: 0 0 0 auto; width: 300px; background: #fff'),
    script: closeBy(`document.querySelector('[aria-modal]').style.transform = 'translateX(100%)'`),
  }),
  // Without aria-modal. The closed modal stays in the page with display: none.
  'a modal of Bootstrap 3': shopPage({
    overlay: `<div class="modal fade in" tabindex="-1" role="dialog" style="display: block">
        <div class="modal-dialog" role="document"><div class="modal-content"><h4>Join the club</h4>
        <button class="close">Close</button></div></div></div>
      <div class="modal-backdrop fade in"></div>`,
    style: `.modal { position: fixed; inset: 0; z-index: 1050; overflow: auto }
      .modal-dialog { width: min(600px, 90vw); margin: 30px auto }
      .modal-content { padding: 16px; border-radius: 6px; background: #fff }
      .modal-backdrop { position: fixed; inset: 0; z-index: 1040; background: #000; opacity: .5 }`,
    script: closeBy(`document.querySelector('.modal').style.display = 'none';
      document.querySelector('.modal-backdrop').remove()`),
  }),
  // Without a role too. Closing removes it from the page.
  'a lightbox of Magnific Popup': shopPage({
    overlay: `<div class="mfp-bg mfp-ready"></div>
      <div class="mfp-wrap mfp-auto-cursor mfp-ready" tabindex="-1"><div class="mfp-container">
        <div class="mfp-content"><p>Our catalogue</p><button>Close</button></div></div></div>`,
    style: `.mfp-bg { position: fixed; inset: 0; z-index: 1042; background: #0b0b0b; opacity: .8 }
      .mfp-wrap { position: fixed; inset: 0; z-index: 1043 }
      .mfp-container { position: absolute; inset: 0; display: grid; place-content: center }
      .mfp-content { position: relative; z-index: 1045; padding: 24px; background: #fff }`,
    script: closeBy(
      `for (const part of document.querySelectorAll('.mfp-bg, .mfp-wrap')) part.remove()`,
    ),
  }),
  // The fixed part is an ancestor of what covers the middle.
  'a newsletter overlay': shopPage({
    overlay: `<div class="overlay"><div class="box"><p>10 % off your next order</p>
      <button>Close</button></div></div>`,
    style: `.overlay { position: fixed; inset: 0; z-index: 99; display: grid; place-items: center;
        background: #0007 }
      .box { padding: 40px; background: #fff }`,
    script: closeBy(`document.querySelector('.overlay').style.display = 'none'`),
  }),
};

/** A modal over the whole screen, unless `style` says otherwise. */
function modal(style: string, attributes = ''): string {
  return `<div role="dialog" aria-modal="true" aria-label="Sign in" ${attributes}
    style="position: fixed; inset: 0; z-index: 100; ${style}"><h2>Sign in</h2><button>Close</button></div>`;
}

/** A script that runs `close` when the first button "Close" is clicked. */
function closeBy(close: string): string {
  return `[...document.querySelectorAll('button')].find((button) => button.textContent === 'Close')
    .addEventListener('click', () => { ${close} })`;
}
