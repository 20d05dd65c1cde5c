import { html, type Markup } from './html.ts';

/**
 * A drawing of the mug. Its colours come from the stylesheet (`.glaze`, `.clay`, …), so that the choice of
 * a glaze needs no script. The drawing is 600 × 600.
 */
export function mug(label: string): Markup {
  return html`<svg class="mug" viewBox="0 0 600 600" role="img" aria-label="${label}">
    <defs>
      <clipPath id="body"><path d="${body}" /></clipPath>
      <linearGradient id="round">
        <stop offset="0" stop-color="#000" stop-opacity=".42" />
        <stop offset=".2" stop-color="#000" stop-opacity=".08" />
        <stop offset=".34" stop-color="#fff" stop-opacity=".3" />
        <stop offset=".5" stop-color="#fff" stop-opacity="0" />
        <stop offset=".8" stop-color="#000" stop-opacity=".2" />
        <stop offset="1" stop-color="#000" stop-opacity=".5" />
      </linearGradient>
      <linearGradient id="fade" x2="0" y2="1">
        <stop offset="0" stop-color="#fff" stop-opacity=".14" />
        <stop offset="1" stop-color="#000" stop-opacity=".2" />
      </linearGradient>
      <filter id="soft" x="-30%" y="-100%" width="160%" height="300%">
        <feGaussianBlur stdDeviation="14" />
      </filter>
      <filter id="haze" x="-50%" y="-20%" width="200%" height="140%">
        <feGaussianBlur stdDeviation="7" />
      </filter>
    </defs>
    <rect class="wall" width="600" height="600" />
    <g class="sunlight">
      <path d="M70 0H190L330 448H205Z" />
      <path d="M215 0H335L480 448H355Z" />
    </g>
    <rect class="table" y="446" width="600" height="154" />
    <rect class="table-edge" y="446" width="600" height="2" />
    <ellipse class="shadow" cx="362" cy="496" rx="196" ry="20" filter="url(#soft)" />
    <ellipse class="shadow" cx="300" cy="497" rx="104" ry="9" filter="url(#haze)" />
    <path class="handle" d="${handle}" />
    <path class="handle-light" d="${handle}" />
    <g clip-path="url(#body)">
      <rect class="clay" x="150" y="150" width="300" height="360" />
      <g class="speckles">${speckles(70)}</g>
      <path class="glaze" d="${glaze}" />
      <path class="glaze-rim" d="${glazeEdge}" />
      <g class="speckles faint">${speckles(34)}</g>
      <g class="rings">
        ${[238, 262, 288, 315, 342].map((y) => html`<path d="M170 ${y}Q300 ${y + 30} 430 ${y}" />`)}
      </g>
      <rect x="150" y="150" width="300" height="360" fill="url(#round)" />
      <rect x="150" y="150" width="300" height="360" fill="url(#fade)" />
    </g>
    <ellipse class="lip" cx="300" cy="196" rx="116" ry="22" />
    <ellipse class="inside" cx="300" cy="198" rx="107" ry="17.5" />
    <path class="coffee" d="M206 206A107 17.5 0 0 0 394 206A100 11 0 0 0 206 206Z" />
    <g class="steam" filter="url(#haze)">
      <path d="M272 178C250 140 296 120 270 74" />
      <path d="M318 176C296 128 344 104 316 48" />
    </g>
  </svg>`;
}

const body =
  'M184 196C186 290 192 380 202 452Q208 494 246 499Q300 506 354 499Q392 494 398 452C408 380 414 290 416 196Q300 226 184 196Z';
const handle = 'M408 254C486 238 512 300 488 352C470 390 430 404 398 400';
const glazeEdge =
  'M170 372C200 396 222 384 246 392C268 400 280 414 306 408C330 402 344 386 372 392C392 396 410 388 434 372';
const glaze = `${glazeEdge}V150H170Z`;

/** Specks of iron in the clay. The golden ratio spreads them, so they look random but never change. */
function speckles(count: number): Markup[] {
  return Array.from({ length: count }, (_, index) => {
    const x = 180 + ((index * 0.618_034 * 240) % 240);
    const y = 215 + ((index * 0.381_966 * 277 + index * index * 3.7) % 277);
    const radius = 0.7 + ((index * 7) % 5) * 0.32;
    return html`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(2)}" />`;
  });
}
