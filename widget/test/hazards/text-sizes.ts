import type { SitePage } from '../harness/site.ts';

const body = '<main><h1>Order placed</h1><p>Thank you.</p></main>';
const withStyle = (css: string): SitePage => ({ head: `<style>${css}</style>`, body });

/** Pages that change what lengths mean, but not how large the prompt's text may be. */
export const textSizes: Record<string, SitePage> = {
  'rem of 62.5 %': withStyle('html { font-size: 62.5% } body { font-size: 1.6rem }'),
  'rem by the window’s width': withStyle('html { font-size: calc(4px + 3vw) }'),
  'zoom of the body': withStyle('body { zoom: 0.8 }'),
  'zoom of html': withStyle('html { zoom: 0.8 }'),
  'zoom of both, enlarging': withStyle('html { zoom: 1.25 } body { zoom: 1.2 }'),
  'zoom of all elements': withStyle('body * { zoom: 0.9 !important }'),
  'text adjusted for phones': withStyle('html { -webkit-text-size-adjust: 200% }'),
};
