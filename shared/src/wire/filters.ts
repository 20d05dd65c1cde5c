import { z } from 'zod';
import { limits } from '../limits.ts';
import { machineName, text } from '../text.ts';
import { channels, deviceSchema, expectations, localeSchema, momentSchema } from './fields.ts';

/** What responses can be divided by and a view has as well. */
export const dimensions = ['moment', 'locale', 'device', 'channel'] as const;
export type Dimension = (typeof dimensions)[number];

/** What only responses have; besides these there is `property.NAME` for each segment of a survey. */
export const responseDimensions = ['reason', 'effort', 'expectation', 'verified'] as const;
export type ResponseDimension = (typeof responseDimensions)[number];

/** The name of a dimension; that of a property begins with `property.`. */
export const dimensionNameSchema = z
  .string()
  .max(propertyPrefixLength() + limits.propertyKey)
  .refine(isDimensionName, {
    error: `must be one of ${[...dimensions, ...responseDimensions].join(', ')} or property.NAME`,
  });

/** One filter: the values are alternatives. */
export type Filter = { dimension: string; values: readonly string[] };

const mostValues = 50;

/** A query parameter that may be repeated. */
function repeated<Schema extends z.ZodType>(value: Schema) {
  return z
    .preprocess(
      (given) => (given === undefined || Array.isArray(given) ? given : [given]),
      z.array(value).min(1).max(mostValues).optional(),
    )
    .optional();
}

const alternatives = 'Repeat it for alternatives';

/** The filters that aggregates and lists share, as members of a query schema. */
export const filterShape = {
  moment: repeated(momentSchema).describe(alternatives),
  locale: repeated(localeSchema).describe(alternatives),
  device: repeated(deviceSchema).describe(alternatives),
  channel: repeated(z.enum(channels)).describe(alternatives),
  reason: repeated(machineName(limits.reason)).describe('Any of these was chosen'),
  effort: repeated(z.string().regex(/^[1-7]$/, { error: 'must be 1…7' })).describe(alternatives),
  expectation: repeated(z.enum(expectations)).describe(alternatives),
  verified: z.enum(['true', 'false']).optional().describe("The order carried the shop's signature"),
};

/** A query of `shape` with the filters, and any number of `property.NAME`. */
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

/** The filters that a query holds, each once. */
export function filtersOf(query: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(query)
    .filter(([name, value]) => value !== undefined && isDimensionName(name))
    .map(([dimension, value]) => ({
      dimension,
      values: Array.isArray(value) ? [...new Set(value.map(String))] : [String(value)],
    }));
}

/** The property that a dimension stands for, or `undefined`. */
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
