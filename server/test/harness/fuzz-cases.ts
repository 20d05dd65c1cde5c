import fc from 'fast-check';
import { hostileValues } from './hostile-values.ts';
import { uuidv7 } from './uuid.ts';

/** A request to a public route, and the allowed replies. */
export type FuzzCase = {
  kind: string;
  path: string;
  contentType: string | undefined;
  body: Buffer;
  /** The one field that was changed in a valid body. */
  field?: string;
};

const answerFields: Record<string, unknown> = {
  revision: 1,
  score: 9,
  comment: 'Goed geregeld, dank! \u{1f600}',
  reasons: [],
  effort: 6,
  expectation: 'exceeded',
  moment: 'checkout',
  channel: 'widget',
  locale: 'nl',
  url: 'https://shop.example/thanks?order=1',
  order: { id: '1001', value: 59.95, currency: 'EUR' },
  customer: { id: 'c-17', email: 'a@b.example' },
  replyTo: 'a@b.example',
  properties: { plan: 'pro', visits: 3, member: true },
  test: false,
};
const viewFields: Record<string, unknown> = {
  kind: 'prompt',
  moment: 'checkout',
  channel: 'widget',
  locale: 'nl',
  order: { id: '1001', value: 59.95, currency: 'EUR' },
  customer: { id: 'c-17' },
};
const routes = [
  { path: '/v1/responses', fields: answerFields },
  { path: '/v1/views', fields: viewFields },
] as const;

/** A valid body for the route. No other body has its order. */
export function rightBody(path: string, key: string): Record<string, unknown> {
  const { fields } = routes.find((route) => route.path === path)!;
  return { id: uuidv7(), key, ...fields, order: { id: uuidv7(), value: 1, currency: 'EUR' } };
}

const route = fc.constantFrom(...routes.map(({ path }) => path));
const json = 'application/json';

/** Requests of every kind, for a shop with this public key. */
export function fuzzCases(key: string): fc.Arbitrary<FuzzCase> {
  const right = route.map((path) => ({ path, body: rightBody(path, key) }));
  return fc.oneof(
    { weight: 6, arbitrary: oneFieldReplaced(right) },
    { weight: 4, arbitrary: bytesMutated(right) },
    { weight: 3, arbitrary: anyJson(key) },
    { weight: 1, arbitrary: oddContentType(right) },
    { weight: 1, arbitrary: extremeShape(key) },
    { weight: 1, arbitrary: farAway(key) },
  );
}

type Right = fc.Arbitrary<{ path: string; body: Record<string, unknown> }>;

function oneFieldReplaced(right: Right): fc.Arbitrary<FuzzCase> {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...hostileValues) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((any) => JSON.stringify(any)) },
    { weight: 1, arbitrary: fc.double().map((number) => JSON.stringify(number)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
  );
  return fc.tuple(right, fc.nat(), value).map(([{ path, body }, index, raw]) => {
    const names = Object.keys(body);
    const field = names[index % names.length]!;
    const parts = names.map((name) =>
      name === field ? `"${name}":${raw}` : `"${name}":${JSON.stringify(body[name])}`,
    );
    return {
      kind: 'field',
      path,
      contentType: json,
      body: Buffer.from(`{${parts.join(',')}}`),
      field,
    };
  });
}

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant('cut' as const),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      // Broken UTF-8: a lone continuation, an overlong slash, a surrogate, past the last character.
      fc.constantFrom(
        [0x80],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
        [0xff],
        [0],
      ),
    ),
  }),
);

function bytesMutated(right: Right): fc.Arbitrary<FuzzCase> {
  return fc
    .tuple(right, fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([{ path, body }, mutations]) => {
      let bytes = Buffer.from(JSON.stringify(body));
      for (const each of mutations) {
        const at = each.at % (bytes.length + 1);
        if (each.kind === 'flip' && at < bytes.length) bytes[at]! ^= 1 << each.bit;
        if (each.kind === 'cut')
          bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + each.length)]);
        if (each.kind === 'truncate') bytes = Buffer.from(bytes.subarray(0, at));
        if (each.kind === 'insert')
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from(each.bytes),
            bytes.subarray(at),
          ]);
      }
      return { kind: 'bytes', path, contentType: json, body: bytes };
    });
}

/** Any JSON: alone, or as further fields of a valid body. */
function anyJson(key: string): fc.Arbitrary<FuzzCase> {
  const alone = fc.json({ maxDepth: 6 });
  const beside = fc
    .dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })
    .map((more) => JSON.stringify({ id: uuidv7(), key, score: 7, ...more }));
  return fc.tuple(route, fc.oneof(alone, beside)).map(([path, text]) => ({
    kind: 'json',
    path,
    contentType: json,
    body: Buffer.from(text),
  }));
}

function oddContentType(right: Right): fc.Arbitrary<FuzzCase> {
  const type = fc.constantFrom(
    undefined,
    'text/plain',
    'text/plain;charset=utf-16',
    'text/html',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json, text/plain',
    'json',
    '; ;',
    'x'.repeat(500),
  );
  return fc.tuple(right, type).map(([{ path, body }, contentType]) => ({
    kind: 'type',
    path,
    contentType,
    body: Buffer.from(JSON.stringify(body)),
  }));
}

function properties(count: number): string {
  return Array.from({ length: count }, (_, index) => `"p${index}":1`).join(',');
}

function extremeShape(key: string): fc.Arbitrary<FuzzCase> {
  const start = () => `{"id":"${uuidv7()}","key":"${key}","score":7`;
  const shapes: (() => string)[] = [
    () => `${start()},"properties":{${properties(10_000)}}}`,
    () => `${start()},${properties(1_200)}}`,
    () => '['.repeat(8_000) + ']'.repeat(8_000),
    () => `${start()},"properties":${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}}`,
    () => `${start()},"comment":"${'x'.repeat(20_000)}"}`,
    () => `${start()},"score":3,"score":8,"score":"9"}`,
    () => `${start()},"__proto__":{"score":1},"constructor":{"prototype":{"x":1}}}`,
    () => `\ufeff${start()}}`,
    () => `${start()}}${' '.repeat(15_000)}`,
    () => `${start()}}{}`,
    () => '',
    () => ' ',
    () => '\0',
    () => 'NaN',
    () => "{'id':1}",
  ];
  return fc.tuple(route, fc.constantFrom(...shapes)).map(([path, shape]) => ({
    kind: 'shape',
    path,
    contentType: json,
    body: Buffer.from(shape()),
  }));
}

/** Answers with ids of the distant past or of the year 10889. */
function farAway(key: string): fc.Arbitrary<FuzzCase> {
  const time = fc.oneof(
    fc.constantFrom(0, 1, 2 ** 48 - 1, 2 ** 47, 253_402_300_800_000),
    fc.nat(2 ** 31 - 1).map((seconds) => seconds * 1_000),
  );
  return fc.tuple(route, time).map(([path, at]) => ({
    kind: 'far',
    path,
    contentType: json,
    body: Buffer.from(JSON.stringify({ ...rightBody(path, key), id: uuidv7(at) })),
  }));
}
