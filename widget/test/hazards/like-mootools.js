/*
 * What MooTools 1.4 with its compatibility layer (Joomla 2.5 and 3) does to the browser's own objects, as far as
 * it can matter to another script. Added methods are enumerable, as the library's are.
 */
{
  const slice = Array.prototype.slice;
  Object.assign(Function.prototype, {
    implement(methods) {
      Object.assign(this.prototype, methods);
    },
  });

  // An iterator has no length, so it becomes the only item of a list. There is no second argument.
  Array.from = (item) => {
    if (item === null || item === undefined) return [];
    if (typeof item === 'string' || typeof item.length !== 'number') return [item];
    return Array.isArray(item) ? item : slice.call(item);
  };
  Object.values = (object) => {
    const values = [];
    for (const name in object) if (Object.hasOwn(object, name)) values.push(object[name]);
    return values;
  };
  Object.assign(Object, { append: Object.assign, merge: Object.assign, each() {}, clone() {} });

  for (const owner of [Array, Function, Number, String, Boolean, Date, RegExp, Element]) {
    owner.implement({ $family: () => owner.name.toLowerCase(), $constructor: owner });
  }

  Function.implement({
    // The second argument is a list of arguments, unlike the native one's.
    bind(context, given) {
      const inner = this;
      return function (...more) {
        return inner.apply(context, given === undefined ? more : [].concat(given));
      };
    },
    delay(wait) {
      return setTimeout(this, wait);
    },
    extend(members) {
      return Object.assign(this, members);
    },
    hide() {
      return this;
    },
    run(given) {
      return this.apply(null, [].concat(given));
    },
  });
  Array.implement({
    each(act) {
      this.forEach(act);
    },
    clone() {
      return slice.call(this);
    },
    clean() {
      return this.filter((item) => item !== null && item !== undefined);
    },
    contains(item) {
      return this.indexOf(item) !== -1;
    },
    append(list) {
      this.push(...list);
      return this;
    },
    empty() {
      this.length = 0;
      return this;
    },
    link() {
      return {};
    },
  });
  String.implement({
    test(pattern) {
      return new RegExp(pattern).test(this);
    },
    contains(part) {
      return this.indexOf(part) !== -1;
    },
    clean() {
      return this.trim();
    },
  });
  Number.implement({
    limit(low, high) {
      return Math.min(high, Math.max(low, this));
    },
    round() {
      return Math.round(this);
    },
  });

  Element.implement({
    set(name, value) {
      this.setAttribute(name, value);
      return this;
    },
    get(name) {
      return this.getAttribute(name);
    },
    inject(parent) {
      parent.appendChild(this);
      return this;
    },
    grab(child) {
      this.appendChild(child);
      return this;
    },
    empty() {
      this.innerHTML = '';
      return this;
    },
    dispose() {
      return this.parentNode ? this.parentNode.removeChild(this) : this;
    },
    clone() {
      return this.cloneNode(true);
    },
    scrollTo(x, y) {
      this.scrollLeft = x;
      this.scrollTop = y;
      return this;
    },
    addEvent(type, handler) {
      this.addEventListener(type, handler);
      return this;
    },
    store() {
      return this;
    },
  });

  // The compatibility layer replaces JSON by a hash with methods of its own, and some constructors.
  const { stringify, parse } = JSON;
  window.JSON = { stringify, parse, encode: stringify, decode: parse, each() {} };
  const { prototype } = Element;
  window.Element = (name) => document.createElement(name);
  window.Element.prototype = prototype;
  function Replaced() {}
  for (const name of ['Event', 'Request', 'Document', 'Window', 'Hash', 'Class', 'Events']) {
    window[name] = Replaced;
  }
  Object.assign(window, {
    MooTools: { version: '1.4.5' },
    $: (id) => document.getElementById(id),
    $$: (selector) => document.querySelectorAll(selector),
    typeOf: (item) => (item?.$family ? item.$family() : typeof item),
    getSize: () => ({ x: innerWidth, y: innerHeight }),
  });
  Object.assign(document, { window, id: window.$, getSize: window.getSize });
}
