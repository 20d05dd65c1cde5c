import { guard } from './guard.ts';

type Attribute = string | number | boolean | ((event: never) => void);

/**
 * Makes an element with these attributes and children. An attribute that is a function listens to the
 * event of that name; what it throws is not the shop's to see.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, guard(value) as EventListener);
    } else made.setAttribute(name, `${value}`);
  }
  made.append(...children);
  return made;
}
