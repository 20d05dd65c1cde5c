/** HTML that is safe to put in a page without escaping. */
export type Markup = { readonly markup: string };

type Value = string | number | Markup | readonly Markup[];

/** A tagged template for HTML. Strings and numbers are escaped, `Markup` is not. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const markup = parts.reduce((page, part, index) => page + render(values[index - 1] ?? '') + part);
  return { markup };
}

function render(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
