import fc from 'fast-check';
import { type FuzzCase, fuzzCases, rightBody } from './fuzz-cases.ts';

export type FuzzReport = {
  seed: number;
  sent: number;
  /** How often each status occurred, in all and by kind of case. */
  byStatus: Record<string, number>;
  byKind: Record<string, Record<string, number>>;
  /** Valid answers sent between the cases, and how many of them were stored. */
  neighbours: number;
  neighboursStored: number;
  /** Wrong replies, each with its case. */
  wrong: string[];
  slowestMilliseconds: number;
};

/** The statuses with which a public route may refuse a request. */
const refusals = new Set([400, 404, 413, 415, 422]);

/** Sends `count` cases, many at the same time, with a valid answer after every tenth. */
export async function runFuzz(opts: {
  url: string;
  publicKey: string;
  count: number;
  seed?: number;
}): Promise<FuzzReport> {
  const seed = opts.seed ?? Math.floor(Math.random() * 2 ** 31);
  const cases = fc.sample(fuzzCases(opts.publicKey), { seed, numRuns: opts.count });
  const report: FuzzReport = {
    seed,
    sent: 0,
    byStatus: {},
    byKind: {},
    neighbours: 0,
    neighboursStored: 0,
    wrong: [],
    slowestMilliseconds: 0,
  };
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < cases.length; index = next++) {
      await judge(cases[index]!, opts.url, report);
      if (index % 10 === 0) await sendNeighbour(opts, report);
    }
  }
  await Promise.all(Array.from({ length: 24 }, work));
  return report;
}

async function judge(one: FuzzCase, url: string, report: FuzzReport): Promise<void> {
  const began = performance.now();
  const reply = await fetch(url + one.path, {
    method: 'POST',
    headers: one.contentType === undefined ? {} : { 'content-type': one.contentType },
    body: new Uint8Array(one.body),
  })
    .then(async (response) => ({
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    }))
    .catch((error: Error) => ({ status: 0, type: '', text: String(error.cause ?? error) }));
  report.slowestMilliseconds = Math.max(report.slowestMilliseconds, performance.now() - began);
  report.sent += 1;
  const byKind = (report.byKind[one.kind] ??= {});
  for (const counts of [report.byStatus, byKind]) {
    counts[reply.status] = (counts[reply.status] ?? 0) + 1;
  }
  const fault = faultOf(one, reply);
  if (fault)
    report.wrong.push(
      `${fault}: ${reply.status} ${reply.text} to ${one.body.toString('latin1').slice(0, 400)}`,
    );
}

/** The fault of a reply, or `undefined`. */
function faultOf(
  { field, path }: FuzzCase,
  { status, type, text }: { status: number; type: string; text: string },
): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  const isToken = status === 403 && text.includes('order.token');
  if (!refusals.has(status) && !isToken) return 'not a refusal';
  if (!type.includes('application/problem+json')) return 'not a problem document';
  const problem = JSON.parse(text) as { status: number; errors?: { path: string }[] };
  if (problem.status !== status) return 'another status inside';
  if (text.length > 20_000) return 'a reply larger than what was sent';
  if (/node_modules|postgres|\bat \w+ \(/i.test(text)) return 'tells of its inside';
  if (status !== 422 || field === undefined) return undefined;
  const paths = problem.errors?.map((error) => error.path) ?? [];
  const isHere = (place: string) => place === field || place.startsWith(`${field}.`);
  return paths.length > 0 && paths.every(isHere)
    ? undefined
    : `not the path of ${field} in ${path}`;
}

async function sendNeighbour(
  { url, publicKey }: { url: string; publicKey: string },
  report: FuzzReport,
): Promise<void> {
  const body = JSON.stringify(rightBody('/v1/responses', publicKey));
  const reply = await fetch(`${url}/v1/responses`, { method: 'POST', body });
  await reply.text();
  report.neighbours += 1;
  if (reply.status === 201) report.neighboursStored += 1;
}
