type Value = string | number | boolean;
type Properties = Readonly<Record<string, Value>>;

/**
 * The values of an answer's segments, as text. `names` are the segments of its survey. `undefined` when the
 * answer has none of them.
 */
export function segmentsOf(
  names: readonly string[],
  properties: Properties | undefined,
): Record<string, string> | undefined {
  if (names.length === 0 || !properties) return undefined;
  const given = names.filter((name) => Object.hasOwn(properties, name));
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, textOf(properties[name]!)]));
}

/**
 * A value as PostgreSQL's `->>` writes it, because a recount reads it that way. A number has all its digits,
 * where JavaScript writes an exponent from 1e21 and below 1e-6.
 */
function textOf(value: Value): string {
  const text = String(value);
  const parts = typeof value === 'number' && /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign, first, more = '', exponent] = parts;
  const [digits, point] = [`${first}${more}`, 1 + Number(exponent)];
  if (point > 0) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}
