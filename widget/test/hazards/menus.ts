import type { SitePage } from '../harness/site.ts';

const closeOnEscape = `box.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') box.hidden = true;
});`;

/** Parts of shops that Escape closes. In each page `openMenu()` shows `#box` and moves the focus into it. */
export const menus: Record<string, SitePage> = {
  'a menu': {
    body: `<main><h1>Order placed</h1></main>
      <div id="box" role="menu" hidden><button role="menuitem" id="item">Orders</button></div>
      <script>${closeOnEscape} openMenu = () => { box.hidden = false; item.focus() }</script>`,
  },
  'a search field': {
    body: `<main><h1>Order placed</h1></main><div id="box" hidden><input type="search" id="query"></div>
      <script>${closeOnEscape} openMenu = () => { box.hidden = false; query.focus() }</script>`,
  },
  'a dialog that is not modal': {
    body: `<main><h1>Order placed</h1></main><dialog id="box"><button>Close</button></dialog>
      <script>
        box.addEventListener('keydown', ({ key }) => key === 'Escape' && box.close());
        openMenu = () => box.show();
      </script>`,
  },
  'a web component': {
    body: `<main><h1>Order placed</h1></main><shop-menu id="box" hidden></shop-menu>
      <script>
        box.attachShadow({ mode: 'open' }).innerHTML = '<button>Orders</button>';
        ${closeOnEscape}
        openMenu = () => { box.hidden = false; box.shadowRoot.querySelector('button').focus() };
      </script>`,
  },
};
