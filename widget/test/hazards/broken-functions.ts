/** Functions of the browser that a prompt may need to build its first step. The text runs in the page. */
export const brokenFunctions: Record<string, string> = {
  createElement: `makeBreakable(Document.prototype, 'createElement')`,
  createTextNode: `makeBreakable(Document.prototype, 'createTextNode')`,
  attachShadow: `makeBreakable(Element.prototype, 'attachShadow')`,
  append: `makeBreakable(Element.prototype, 'append')`,
  appendChild: `makeBreakable(Node.prototype, 'appendChild')`,
  insertBefore: `makeBreakable(Node.prototype, 'insertBefore')`,
  replaceChildren: `makeBreakable(Element.prototype, 'replaceChildren')`,
  setAttribute: `makeBreakable(Element.prototype, 'setAttribute')`,
  addEventListener: `makeBreakable(EventTarget.prototype, 'addEventListener')`,
  replaceSync: `makeBreakable(CSSStyleSheet.prototype, 'replaceSync')`,
  showPopover: `makeBreakable(HTMLElement.prototype, 'showPopover')`,
  IntersectionObserver: `makeBreakable(window, 'IntersectionObserver')`,
  getBoundingClientRect: `makeBreakable(Element.prototype, 'getBoundingClientRect')`,
  getComputedStyle: `makeBreakable(window, 'getComputedStyle')`,
  elementFromPoint: `makeBreakable(Document.prototype, 'elementFromPoint')`,
  querySelectorAll: `makeBreakable(Document.prototype, 'querySelectorAll')`,
  'Array.from': `makeBreakable(Array, 'from')`,
  'Array.map': `makeBreakable(Array.prototype, 'map')`,
  'Object.entries': `makeBreakable(Object, 'entries')`,
  'String.replace': `makeBreakable(String.prototype, 'replace')`,
  'crypto.getRandomValues': `makeBreakable(Crypto.prototype, 'getRandomValues')`,
  getItem: `makeBreakable(Storage.prototype, 'getItem')`,
};

/** What became of an attempt to open the prompt. */
export type Outcome = {
  /** Whether the function was called often enough to throw. */
  thrown: boolean;
  /** The number of `<nines-survey>` on the page. */
  hosts: number;
  /** Whether the prompt has its title, all numbers and its close button. */
  whole: boolean;
};

/**
 * A script for the page. `makeBreakable` replaces a function of the browser by one that can throw, and `openWith`
 * opens the prompt while the function throws from its nth call on, and says what is on the page after that.
 */
export const breakable = (script: string) => `<script>
  (() => {
    let callsLeft = Infinity;
    let thrown = false;
    const schedule = setTimeout;
    const listen = addEventListener;
    function makeBreakable(owner, name) {
      const original = owner[name];
      owner[name] = function (...given) {
        if (--callsLeft < 1) {
          thrown = true;
          throw new Error('broken ' + name);
        }
        return new.target ? new original(...given) : original.apply(this, given);
      };
    }
    ${script};
    let opened = () => {};
    for (const type of ['nines:shown', 'nines:skipped']) listen(type, () => opened());
    const wait = (ms) => new Promise((resolve) => schedule(resolve, ms));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    window.openWith = async (call) => {
      thrown = false;
      const settled = new Promise((resolve) => (opened = resolve));
      callsLeft = call;
      nines('show');
      await Promise.race([settled, wait(2000)]);
      // What follows the opening, such as a view, comes within two frames.
      await frame();
      await frame();
      callsLeft = Infinity;
      const hosts = document.getElementsByTagName('nines-survey');
      const root = hosts[0]?.shadowRoot;
      const whole = hosts.length === 1 && !!root?.querySelector('h2')?.textContent &&
        root.querySelectorAll('[role=radio]').length === 11 && !!root.querySelector('.close');
      const outcome = { thrown, hosts: hosts.length, whole };
      nines('hide');
      for (const host of [...hosts]) host.remove();
      return outcome;
    };
  })();
</script>`;
