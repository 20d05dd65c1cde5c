/**
 * The value as JSON. As `JSON.stringify`, but it ignores methods `toJSON`: Prototype.js 1.6 adds one to lists and
 * texts, which turns a list into a text. Dates are not supported.
 */
export function toJson(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, name) {
    return this[name];
  });
}
