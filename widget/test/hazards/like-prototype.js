/*
 * What Prototype.js 1.6 and 1.7 (Magento 1, OpenMage) do to the browser's own objects, as far as it can matter
 * to another script. Added methods are enumerable, as the library's are: `for…in` over an array finds them.
 */
{
  const slice = Array.prototype.slice;
  const bind = Function.prototype.bind;
  const reverse = Array.prototype.reverse;
  Object.assign(Array.prototype, {
    toArray() {
      return slice.call(this);
    },
  });
  const { toArray } = Array.prototype;

  // It knows no iterators and no second argument: `Array.from({ length: 2 }, make)` is two times `undefined`.
  Array.from = (iterable) => {
    if (!iterable) return [];
    if ('toArray' in Object(iterable)) return iterable.toArray();
    const items = [];
    for (let index = 0; index < (iterable.length ?? 0); index++) items.push(iterable[index]);
    return items;
  };
  Object.assign(Array.prototype, {
    // The native method returns an iterator.
    entries: toArray,
    clone: toArray,
    map(iterator = (item) => item, context) {
      const results = [];
      this.forEach((item, index) => results.push(iterator.call(context, item, index)));
      return results;
    },
    find(iterator, context) {
      for (const item of this) if (iterator.call(context, item)) return item;
      return undefined;
    },
    reverse(inline) {
      return reverse.call(inline === false ? slice.call(this) : this);
    },
    each(iterator, context) {
      this.forEach(iterator, context);
      return this;
    },
    first() {
      return this[0];
    },
    last() {
      return this[this.length - 1];
    },
    size() {
      return this.length;
    },
    clear() {
      this.length = 0;
      return this;
    },
    include(item) {
      return this.indexOf(item) !== -1;
    },
    // Of version 1.6. `JSON.stringify` calls it and so writes a list as a string.
    toJSON() {
      return `[${this.map((item) => JSON.stringify(item)).join(', ')}]`;
    },
  });

  // With inherited properties, unlike the native one.
  Object.values = (object) => {
    const values = [];
    for (const name in object) values.push(object[name]);
    return values;
  };
  Object.assign(Object, { extend: Object.assign, clone: (object) => ({ ...object }) });

  Object.assign(Function.prototype, {
    bind(context, ...given) {
      if (context === undefined && given.length === 0) return this;
      return bind.call(this, context, ...given);
    },
    defer() {
      return setTimeout(this, 10);
    },
    delay(seconds) {
      return setTimeout(this, seconds * 1_000);
    },
    curry(...given) {
      return (...more) => this(...given, ...more);
    },
  });
  Object.assign(String.prototype, {
    toArray() {
      return this.split('');
    },
    sub(pattern, text) {
      return this.replace(pattern, text);
    },
    strip() {
      return this.trim();
    },
    blank() {
      return !this.trim();
    },
    startsWith(part) {
      return this.lastIndexOf(part, 0) === 0;
    },
    endsWith(part) {
      return this.indexOf(part, this.length - part.length) >= 0;
    },
    // Of version 1.6. It quotes a text that is quoted again.
    toJSON() {
      return `"${this}"`;
    },
  });
  Object.assign(Number.prototype, {
    round() {
      return Math.round(this);
    },
    toJSON() {
      return String(this);
    },
  });

  Object.assign(HTMLElement.prototype, {
    // Throws when the element has no parent, unlike the native one.
    remove() {
      this.parentNode.removeChild(this);
      return this;
    },
    replace(content) {
      this.outerHTML = content;
      return this;
    },
    update(content = '') {
      this.innerHTML = content;
      return this;
    },
    insert(content) {
      this.insertAdjacentHTML('beforeend', content);
      return this;
    },
    hide() {
      this.style.display = 'none';
      return this;
    },
    show() {
      this.style.display = '';
      return this;
    },
    select(selector) {
      return toArray.call(this.querySelectorAll(selector));
    },
    next() {
      return this.nextElementSibling;
    },
    up() {
      return this.parentNode;
    },
    clone(deep) {
      return this.cloneNode(deep);
    },
  });
  Object.assign(Event.prototype, {
    stop() {
      this.preventDefault();
      this.stopPropagation();
    },
    element() {
      return this.target;
    },
  });

  const { prototype } = Element;
  window.Element = (name) => document.createElement(name);
  window.Element.prototype = prototype;
  Object.assign(window, {
    Prototype: { Version: '1.7' },
    Class: { create: () => toArray },
    $: (id) => document.getElementById(id),
    $$: (selector) => toArray.call(document.querySelectorAll(selector)),
    $A: Array.from,
  });
}
