import { glob, readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** The folder of `server/src` that alone has SQL on a table. The others call its functions. */
const owners: Record<string, string> = {
  shops: 'shops',
  keys: 'shops',
  surveys: 'surveys',
  responses: 'responses',
  views: 'views',
  rollups: 'rollups',
  recounts: 'rollups',
  bursts: 'bursts',
  segment_values: 'segments',
  cases: 'cases',
  webhooks: 'webhooks',
  webhook_events: 'webhooks',
  webhook_deliveries: 'webhooks',
  delighted_people: 'addresses',
  delighted_survey_requests: 'addresses',
  suppressions: 'addresses',
  migrations: 'database',
};

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const migrations = fileURLToPath(new URL('../../migrations/', import.meta.url));

it('each table has an owner', async () => {
  // `database/migrate.ts` makes the table that lists the migrations.
  const files = [
    ...(await readAll(migrations, '*.sql')),
    ...(await readAll(source, 'database/*.ts')),
  ];
  const created = files.flatMap(({ text }) =>
    [...text.matchAll(/create table (?:if not exists )?(\w+)/gi)].map(([, table]) => table),
  );
  expect(created.toSorted()).toEqual(Object.keys(owners).toSorted());
});

it('SQL on a table is in the folder of its owner only', async () => {
  const files = await readAll(source, '**/*.ts');
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(({ path, text }) => violationsIn(path, text))).toEqual([]);
});

it.each([
  ['sql`select * from responses`', ['views/a.ts: responses']],
  ['sql`select 1 from views v join Responses r on true`', ['views/a.ts: responses']],
  ['sql`delete from\n  rollups where true`', ['views/a.ts: rollups']],
  ['sql`update only cases set at = now()`', ['views/a.ts: cases']],
  ['sql`insert into public.keys values (1)`', ['views/a.ts: keys']],
  ['sql`select from views, shops`', ['views/a.ts: shops']],
  ["sql`select 'webhooks'::regclass`", ['views/a.ts: webhooks']],
  ['sql`select * from views` // from responses', []],
  ['/* from responses\n * into keys */ sql`update views set at = now()`', []],
  ["import { x } from './responses.ts'; fetch('https://a.example/from-keys');", []],
])('finds the tables of others in %j', (text, expected) => {
  expect(violationsIn('views/a.ts', text)).toEqual(expected);
});

/** What a file says about tables of other folders: `FILE: TABLE`. */
function violationsIn(path: string, text: string): string[] {
  const [folder] = path.split('/');
  const code = withoutComments(text);
  return Object.entries(owners)
    .filter(([table, owner]) => owner !== folder && isUsed(table, code))
    .map(([table]) => `${path}: ${table}`);
}

/** Whether code has SQL on the table: after a keyword, as a further table of a list, or as a `regclass`. */
function isUsed(table: string, code: string): boolean {
  const keyword = String.raw`(?:from|into|update|join|table|using|truncate)`;
  const name = String.raw`(?:only\s+)?(?:public\.)?"?${table}\b"?`;
  const list = String.raw`from\s+\w+(?:\s+\w+)?\s*,\s*`;
  return new RegExp(
    String.raw`\b${keyword}\s+${name}|\b${list}${name}|'${table}'::regclass`,
    'i',
  ).test(code);
}

/** A `//` after a colon belongs to a URL. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:])\/\/.*$/gm, '$1');
}

async function readAll(folder: string, pattern: string): Promise<{ path: string; text: string }[]> {
  const files: { path: string; text: string }[] = [];
  for await (const name of glob(pattern, { cwd: folder })) {
    files.push({ path: name.replaceAll(sep, '/'), text: await readFile(folder + name, 'utf8') });
  }
  return files;
}
