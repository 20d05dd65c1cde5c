import { z } from 'zod';
import { limits } from '../limits.ts';
import { machineName, text } from '../text.ts';
import { channels, deviceSchema, expectations, localeSchema, momentSchema } from './fields.ts';

/** The dimensions that both responses and views have. */
export const dimensions = ['moment', 'locale', 'device', 'channel'] as const;
export type Dimension = (typeof dimensions)[number];

/** The dimensions of responses alone. There is also `property.NAME` for each segment of a survey. */
export const responseDimensions = ['reason', 'effort', 'expectation', 'verified'] as const;
export type ResponseDimension = (typeof responseDimensions)[number];

/** The name of a dimension. The name of a property's dimension begins with `property.`. */
export const dimensionNameSchema = z
  .string()
  .max(propertyPrefixLength() + limits.propertyKey)
  .refine(isDimensionName, {
    error: `must be one of ${[...dimensions, ...responseDimensions].join(', ')} or property.NAME`,
  });

/** One filter: it matches any of the values. */
export type Filter = { dimension: string; values: readonly string[] };

const maxValues = 50;

/** A query parameter that may be repeated. */
function repeated<Schema extends z.ZodType>(value: Schema) {
  return z
    .preprocess(
      (given) => (given === undefined || Array.isArray(given) ? given : [given]),
      z.array(value).min(1).max(maxValues).optional(),
    )
    .optional();
}

const alternatives = 'Repeat it to match any of several';

/** The filters of aggregates and lists, as members of a query schema. */
export const filterShape = {
  moment: repeated(momentSchema).describe(alternatives),
  locale: repeated(localeSchema).describe(alternatives),
  device: repeated(deviceSchema).describe(alternatives),
  channel: repeated(z.enum(channels)).describe(alternatives),
  reason: repeated(machineName(limits.reason)).describe('Repeat it to match any of several'),
  effort: repeated(z.string().regex(/^[1-7]$/, { error: 'must be 1…7' })).describe(alternatives),
  expectation: repeated(z.enum(expectations)).describe(alternatives),
  verified: z
    .enum(['true', 'false'])
    .optional()
    .describe("Whether the order had the shop's signature"),
};

/** The schema of a query: `shape`, the filters, and any number of `property.NAME`. */
export function filteredQuery<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .object({ ...shape, ...filterShape })
    .catchall(repeated(text(limits.propertyValue)))
    .superRefine((query, context) => {
      for (const name of Object.keys(query)) {
        if (Object.hasOwn(shape, name) || isDimensionName(name)) continue;
        context.addIssue({ code: 'custom', path: [name], message: 'is not a known parameter' });
      }
    });
}

/** The filters in a query. Values that are repeated are removed. */
export function filtersOf(query: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(query)
    .filter(([name, value]) => value !== undefined && isDimensionName(name))
    .map(([dimension, value]) => ({
      dimension,
      values: Array.isArray(value) ? [...new Set(value.map(String))] : [String(value)],
    }));
}

/** The property of a dimension `property.NAME`, or `undefined`. */
export function propertyOf(dimension: string): string | undefined {
  return isProperty(dimension) ? dimension.slice(propertyPrefixLength()) : undefined;
}

function isDimensionName(name: string): boolean {
  return Object.hasOwn(filterShape, name) || isProperty(name);
}

function isProperty(name: string): boolean {
  return name.startsWith('property.') && name.length > propertyPrefixLength();
}

function propertyPrefixLength(): number {
  return 'property.'.length;
}
