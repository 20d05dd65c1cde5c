type Properties = Readonly<Record<string, string | number | boolean>>;

/**
 * The properties of an answer that its survey divides by, as text; `undefined` when it has none of
 * them, which is what costs nothing.
 */
export function segmentsOf(
  names: readonly string[],
  properties: Properties | undefined,
): Record<string, string> | undefined {
  if (names.length === 0 || !properties) return undefined;
  const given = names.filter((name) => Object.hasOwn(properties, name));
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, String(properties[name])]));
}
