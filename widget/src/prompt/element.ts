import { ignoreErrors } from './ignore-errors.ts';

type Attribute = string | number | boolean | ((event: never) => void);

/**
 * Makes an element with these attributes and children. An attribute that is a function becomes a listener
 * for the event of that name. Its errors are ignored.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name, ignoreErrors(value) as EventListener);
    } else node.setAttribute(name, `${value}`);
  }
  node.append(...children);
  return node;
}
