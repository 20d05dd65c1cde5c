import { comesLater, shopPage } from './shop-page.ts';
import type { SitePage } from '../harness/site.ts';

const basketBar = `<div class="basket-bar" data-tap><b>€ 59.95</b><button>To checkout</button></div>`;
const basketStyle = `.basket-bar { position: fixed; inset: auto 0 0; z-index: 20; display: flex; height: 64px;
  padding: 0 16px; align-items: center; justify-content: space-between; background: #fff;
  box-shadow: 0 -2px 8px #0002 } .basket-bar button { min-height: 44px }`;

const chatButton = '<button class="chat" data-tap aria-label="Open chat">💬</button>';
const chatStyle = `.chat { position: fixed; right: 20px; bottom: 20px; z-index: 2147483003; width: 60px;
  height: 60px; border: 0; border-radius: 50%; background: #06c }`;

const header = `<a href="#">Oever</a> <button>Menu</button> <button>Basket</button>`;
const headerStyle = `.top { top: 0; z-index: 100; display: flex; height: 72px; padding: 0 16px;
  align-items: center; justify-content: flex-end; box-sizing: border-box; gap: 8px; background: #eef2f0 }
  .top button { min-height: 44px }`;

/**
 * Pages with something fixed that must stay free to tap, at the bottom. It has the attribute `data-tap`. The
 * prompt rises above it.
 */
export const bottomBars: Record<string, SitePage> = {
  'a sticky basket bar': shopPage({ overlay: basketBar, style: basketStyle }),
  'a chat button': shopPage({ overlay: chatButton, style: chatStyle }),
  'a chat button in a frame': shopPage({
    overlay: '<iframe class="chat" data-tap title="Chat" srcdoc="<button>Chat</button>"></iframe>',
    style: chatStyle,
  }),
  'a basket bar and a chat button above it': shopPage({
    overlay: basketBar + chatButton,
    style: `${basketStyle}${chatStyle} .chat { bottom: 84px }`,
  }),
  'a basket bar of position: sticky': shopPage({
    overlay: basketBar,
    style: `${basketStyle} .basket-bar { position: sticky; bottom: 0 }`,
  }),
};

/** Pages with something fixed at the top. A prompt at the top goes below it. */
export const topBars: Record<string, SitePage> = {
  'a sticky header': shopPage({
    header: `<header class="top" style="position: sticky" data-tap>${header}</header>`,
    style: headerStyle,
  }),
  'a fixed header': shopPage({
    header: `<header class="top" style="position: fixed; left: 0; right: 0" data-tap>${header}</header>`,
    style: headerStyle,
  }),
};

/** Pages whose bar or button comes when the button "Bring it" is clicked. */
export const lateBars: Record<string, SitePage> = {
  'a chat button': shopPage({ overlay: comesLater(chatButton), style: chatStyle }),
  'a basket bar': shopPage({ overlay: comesLater(basketBar), style: basketStyle }),
};
