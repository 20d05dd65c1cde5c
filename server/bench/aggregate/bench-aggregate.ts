import postgres from 'postgres';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { Selection } from '../../src/responses/count.ts';
import type { Sql } from '../../src/database/sql.ts';
import { decodeId } from '../../src/database/ids.ts';
import { fill } from '../growth/fill.ts';
import {
  startChild,
  startBenchCluster,
  type BenchCluster,
  startNines,
  type BenchNines,
} from '../harness/processes.ts';
import { createEndings, type Endings } from '../harness/endings.ts';
import type { BenchOptions } from '../main.ts';
import { ask, time, type Target } from './client.ts';
import { explainCrossed } from './explain-crossed.ts';
import { fillRollups } from './fill-rollups.ts';
import { reportAggregate, reportPlan, type Stage } from './report-aggregate.ts';

const shopCount = 16;

/**
 * Times the aggregate of one survey for a year by day, with 1, 10 and (rollups only) 100 million stored
 * responses. It is compared with a bare Fastify that replies with the same bytes, and with GROUP BY over the
 * responses. Rounds are interleaved; each is the median of many requests over one open connection. `--tenth`
 * stores a tenth of that.
 */
export async function benchAggregate({ short, args }: BenchOptions): Promise<void> {
  const counts = short
    ? [20_000, 100_000]
    : args.includes('--tenth')
      ? [100_000, 1_000_000]
      : [1_000_000, 10_000_000];
  const [rounds, times] = short ? [3, 20] : [9, 60];
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    const stages: Stage[] = [];
    for (const count of counts) stages.push(await startStage(cluster, count, endings));
    if (!args.includes('--without-rollups')) {
      stages.push(await startRollupStage(cluster, 10 * counts[1]!, endings));
    }
    const bare = await startBare(stages[0]!.target, endings);
    for (const { target } of [...stages, { target: bare }]) await time(target, 5 * times);
    for (let round = 0; round < rounds; round += 1) {
      for (const stage of stages) await runRound(stage, bare, times);
    }
    reportAggregate(stages);
    const crossed = stages.findLast(({ explain }) => explain);
    if (crossed) reportPlan(crossed.name, await crossed.explain!());
  } finally {
    await endings.run();
  }
}

async function startStage(cluster: BenchCluster, count: number, endings: Endings): Promise<Stage> {
  const { nines, sql, url } = await startDatabase(cluster, endings);
  const began = performance.now();
  const [large] = nines.shops;
  // Four of nineteen responses, so the measured survey has a fifth of all.
  await fill(sql, [large!, large!, large!, ...nines.shops], count);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  process.stdout.write(`Stored ${count} responses in ${seconds} s\n`);
  const stage = emptyStage(`${count.toLocaleString('en')}`, nines);
  stage.groupBy = () => groupBy(sql, nines);
  stage.explain = () => explainCrossed(url, crossedQuestion(nines));
  await compareCounts(sql, nines, stage.target);
  return stage;
}

async function startRollupStage(
  cluster: BenchCluster,
  count: number,
  endings: Endings,
): Promise<Stage> {
  const { nines, sql } = await startDatabase(cluster, endings);
  await fillRollups(sql, nines.shops[0]!, count);
  return emptyStage(`${count.toLocaleString('en')} (rollups only)`, nines);
}

async function startDatabase(cluster: BenchCluster, endings: Endings) {
  const url = await cluster.createDatabase();
  const nines = await startNines(url, shopCount, endings);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  endings.add(() => sql.end());
  return { nines, sql: sql as unknown as Sql, url };
}

function emptyStage(name: string, nines: BenchNines): Stage {
  return {
    name,
    target: targetOf(nines, yearByDay),
    filtered: targetOf(nines, `${yearByDay}&moment=delivery`),
    divided: targetOf(nines, `${yearByDay}&by=moment,locale,device,channel&compare=previous`),
    crossed: targetOf(nines, `${lastMonth}&moment=delivery&locale=nl`),
    groupBy: undefined,
    explain: undefined,
    figures: {
      year: [],
      bare: [],
      filtered: [],
      divided: [],
      known: [],
      crossed: [],
      groupBy: [],
    },
  };
}

const today = new Date().toISOString().slice(0, 10);
const yearByDay = `from=${daysBefore(364)}&to=${today}&interval=day`;
const lastMonth = `from=${daysBefore(29)}&to=${today}&interval=day`;

/** The selection that `crossed` reads, as the server makes it. */
function crossedQuestion({ shops }: BenchNines): Selection {
  const { shopId, surveyId } = shops[0]!;
  return {
    shop: decodeId(shopId)!,
    surveys: [decodeId(surveyId)!],
    from: daysBefore(29),
    to: today,
    filters: [
      { dimension: 'moment', values: ['delivery'] },
      { dimension: 'locale', values: ['nl'] },
    ],
  };
}

function daysBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

function targetOf({ port, shops }: BenchNines, query: string): Target {
  const { surveyId, secretKey } = shops[0]!;
  return {
    port,
    path: `/v1/surveys/${surveyId}/aggregate?${query}`,
    headers: { authorization: `Bearer ${secretKey}` },
  };
}

async function startBare(like: Target, endings: Endings): Promise<Target> {
  const program = new URL('./bare-reply.ts', import.meta.url);
  const { child, message: port } = await startChild<number>(program, [], endings);
  const { body } = await ask(like);
  await new Promise((resolve) => {
    child.once('message', resolve).send(body);
  });
  return { ...like, port };
}

async function runRound(stage: Stage, bare: Target, times: number): Promise<void> {
  const { figures, target } = stage;
  figures.year.push((await time(target, times)).median);
  figures.bare.push((await time(bare, times)).median);
  figures.filtered.push((await time(stage.filtered, times)).median);
  figures.divided.push((await time(stage.divided, times)).median);
  const { headers } = await ask(target);
  const known = {
    ...target,
    headers: { ...target.headers, 'if-none-match': `${headers['etag']}` },
  };
  figures.known.push((await time(known, times, 304)).median);
  if (!stage.groupBy) return;
  figures.crossed.push((await time(stage.crossed, 3)).median);
  figures.groupBy.push(await stage.groupBy());
}

/** The milliseconds for the same counts with GROUP BY over the responses. */
async function groupBy(sql: Sql, { shops }: BenchNines): Promise<number> {
  const [shopId, surveyId] = [decodeId(shops[0]!.shopId)!, decodeId(shops[0]!.surveyId)!];
  const began = performance.now();
  await sql`
    select day, score, count(*) from responses
    where shop_id = ${shopId} and survey_id = ${surveyId}
      and day between ${daysBefore(364)}::date and ${today}::date
    group by day, score`;
  return performance.now() - began;
}

/** Throws unless the endpoint agrees with the responses. */
async function compareCounts(sql: Sql, { shops }: BenchNines, target: Target): Promise<void> {
  const { total } = JSON.parse((await ask(target)).body) as Aggregate;
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from responses
    where survey_id = ${decodeId(shops[0]!.surveyId)!}
      and day between ${daysBefore(364)}::date and ${today}::date`;
  if (total.responses !== row.count) throw new Error(`${total.responses} is not ${row.count}`);
}
