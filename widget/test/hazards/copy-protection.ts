import type { SitePage } from '../harness/site.ts';

const body = '<main><h1>Order placed</h1><p>Nothing here may be copied.</p></main>';

const guarded = [
  'pointerdown',
  'mousedown',
  'touchstart',
  'selectstart',
  'contextmenu',
  'dragstart',
  'copy',
  'cut',
  'paste',
];

/** Registers a handler that prevents what each of these events does. */
const prevent = (target: string) =>
  `for (const type of ${JSON.stringify(guarded)})
    ${target}.addEventListener(type, (event) => event.preventDefault(), { capture: true, passive: false });`;

/** A page with `late` has `register()`, which adds its handlers to the window; they come after the tag's loader. */
type ProtectedPage = SitePage & { late?: boolean };

/** Shops that keep their texts from being selected and copied. */
export const copyProtections: Record<string, ProtectedPage> = {
  'handlers of document that return false': {
    body: `${body}<script>
      for (const type of ${JSON.stringify(guarded)}) document['on' + type] = () => false;
    </script>`,
  },
  'handlers of body that return false': {
    body: `${body}<script>
      for (const type of ${JSON.stringify(guarded)}) document.body['on' + type] = () => false;
    </script>`,
  },
  'capturing listeners on document': { body: `${body}<script>${prevent('document')}</script>` },
  'capturing listeners on window, added later': {
    body: `${body}<script>register = () => { ${prevent('window')} }</script>`,
    late: true,
  },
  'nothing can be selected': {
    head: '<style>* { user-select: none !important; -webkit-user-select: none !important }</style>',
    body,
  },
  'nothing can be pointed at': {
    head: '<style>html, body, body * { pointer-events: none !important }</style>',
    body,
  },
};
