import type { SitePage } from '../harness/site.ts';

const body = '<main><h1>Order placed</h1><input type="search" id="query"></main>';

/** Notes in `seen` each key that a handler gets. */
const note = `seen = []; const note = ({ type, key }) => seen.push(type + ' ' + key);`;

const eachType = (target: string, handler: string) =>
  `for (const type of ['keydown', 'keypress', 'keyup']) ${target}.addEventListener(type, ${handler}, true);`;

/** "/" and "s" lead to the search field, as in many shops. */
const search = `(event) => {
  note(event);
  if (event.key !== 's' && event.key !== '/') return;
  event.preventDefault();
  query.focus();
}`;

/** A page whose script runs `register()` either at once or, with `late`, when the test calls it. */
type ShortcutPage = SitePage & { late?: boolean };

const page = (code: string, late = false): ShortcutPage => ({
  body: `${body}<script>${note} register = () => { ${code} }; ${late ? '' : 'register();'}</script>`,
  late,
});

/**
 * Shops that handle keys wherever they are pressed. A page with `late` has `register()`, which adds its
 * handlers to the window; they have to come after the tag's loader.
 */
export const shortcuts: Record<string, ShortcutPage> = {
  'shortcuts on document': page(eachType('document', search)),
  'shortcuts on window, added later': page(eachType('window', search), true),
  'a handler on document that prevents every key': page(
    eachType('document', '(event) => { note(event); event.preventDefault() }'),
  ),
  'a handler on window, added later, that prevents every key': page(
    eachType('window', '(event) => { note(event); event.preventDefault() }'),
    true,
  ),
  'a handler on document that stops every key': page(
    eachType('document', '(event) => { note(event); event.stopImmediatePropagation() }'),
  ),
  'a handler on body that returns false': page(
    `for (const type of ['keydown', 'keypress', 'keyup'])
      document.body['on' + type] = (event) => { note(event); return false };`,
  ),
};
