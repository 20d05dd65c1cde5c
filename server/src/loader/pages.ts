/**
 * A regular expression that the address of every page to ask on matches, `undefined` when it is any
 * page. A pattern that begins with "/" is a path, whatever query follows; any other is the whole
 * address; `*` stands for anything.
 */
export function pagesOf(
  pages: readonly string[],
  exceptPages: readonly string[],
): string | undefined {
  if (pages.length + exceptPages.length === 0) return undefined;
  const except = exceptPages.length > 0 ? `(?!${anyOf(exceptPages)})` : '';
  return `^${except}${pages.length > 0 ? anyOf(pages) : ''}`;
}

function anyOf(patterns: readonly string[]): string {
  return `(${patterns.map(toExpression).join('|')})`;
}

function toExpression(pattern: string): string {
  const text = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return pattern.startsWith('/') ? `[^/]+//[^/]+${text}([?#].*)?$` : `${text}$`;
}
