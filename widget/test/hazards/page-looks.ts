import type { SitePage } from '../harness/site.ts';

/** A page and the look of its most prominent button. Colours are as `getComputedStyle` gives them. */
export type PageLook = SitePage & {
  look: { brand: string; radius: string; font: string };
};

const main = '<main><h1>Order placed</h1><p>Thank you.</p>';

/** Shops of several makes: the button that leads on differs, and so do those that only look like it. */
export const pageLooks: Record<string, PageLook> = {
  'a button in the brand’s colour beside a plain one': {
    head: `<style>
      body { font-family: Georgia, serif }
      .btn { padding: 12px 24px; border: 0; border-radius: 4px; font: inherit; background: #eee; color: #222 }
      .btn-primary { background: #7a1f5c; color: #fff }
    </style>`,
    body: `${main}<button class="btn">Print</button>
      <button class="btn btn-primary">Continue shopping</button></main>`,
    look: {
      brand: 'rgb(122, 31, 92)',
      radius: '4px',
      font: 'Georgia, serif',
    },
  },
  'a link that looks like a button, on a dark page': {
    head: `<style>
      body { background: #14161a; color: #eee; font-family: "Trebuchet MS", sans-serif }
      .cta { display: inline-block; padding: 14px 28px; border-radius: 0; background: #ffd500; color: #111 }
    </style>`,
    body: `${main}<a class="cta button" href="#next">Continue shopping</a></main>`,
    look: {
      brand: 'rgb(255, 213, 0)',
      radius: '0px',
      font: '"Trebuchet MS", sans-serif',
    },
  },
};
