// A page cannot change the browser's text size, its colours or its motion. Style sheets that are added to the
// prompt's own show nearly the same.

/** The colours of a dark contrast theme. */
const contrast = {
  HighlightText: '#2b2b2b',
  Highlight: '#d6b4fd',
  ButtonText: '#fff',
};

const sheetOf = {
  'large-text': () => ':host{font-size:32px!important}',
  'reduced-motion': (root) => textOf(rulesFor(root, 'reduced-motion')),
  'forced-colors': (root) => {
    const rules = rulesFor(root, 'forced-colors');
    const exempt = rules
      .filter(({ style }) => style?.forcedColorAdjust === 'none')
      .map(({ selectorText }) => selectorText);
    const others = `:not(${exempt.join() || '_'})`;
    let own = textOf(rules);
    for (const [name, colour] of Object.entries(contrast)) own = own.replaceAll(name, colour);
    return `${others},${others}::before,${others}::after{color:#fff!important;
      background-color:#000!important;border-color:#fff!important;box-shadow:none!important} ${own}`;
  },
};

/** Adds the style sheets that the page's query names. They last as long as the prompt. */
export function simulate(root) {
  const names = new URLSearchParams(location.search).get('simulate')?.split(',') ?? [];
  for (const name of names) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sheetOf[name](root));
    root.adoptedStyleSheets.push(sheet);
  }
  if (names.includes('reduced-motion')) preferReducedMotion();
}

/** The prompt's rules that apply when a media feature is on. */
function rulesFor(root, feature) {
  return root.adoptedStyleSheets
    .flatMap(({ cssRules }) => [...cssRules])
    .filter(({ media }) => media?.mediaText.includes(feature))
    .flatMap(({ cssRules }) => [...cssRules]);
}

function textOf(rules) {
  return rules.map(({ cssText }) => cssText).join('');
}

/** The prompt's scripts ask `matchMedia`. */
function preferReducedMotion() {
  const original = window.matchMedia.bind(window);
  window.matchMedia = (query) =>
    query.includes('reduced-motion') ? { matches: true, media: query } : original(query);
}
