import { once } from 'node:events';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { createShop } from '../../test/harness/shops.ts';
import { endChild } from '../../test/harness/child.ts';
import { createEndings, type Endings } from '../harness/endings.ts';
import { startBenchCluster, startChild, startNines } from '../harness/processes.ts';
import { printTable } from '../harness/report.ts';
import type { BenchOptions } from '../main.ts';
import { attacks } from './attacks.ts';
import { probe, quantile, type Waits } from './probe.ts';

/** While one shop attacks, 99 of 100 requests for `/health/live` take less; milliseconds. */
const target = 50;

type Measured = { idle: Waits; attacked: Waits; steps: number };

/**
 * How long `/health/live` and the answers of a shop wait while another shop attacks, beside the same server without
 * an attack just before. An attack is named by a part of its title: `pnpm bench tenants settings`.
 */
export async function benchTenants({ short, args }: BenchOptions): Promise<void> {
  const milliseconds = short ? 2_000 : 10_000;
  const wanted = args.filter((each) => !each.startsWith('-'));
  const names = Object.keys(attacks).filter(
    (name) => wanted.length === 0 || wanted.some((each) => name.includes(each)),
  );
  const endings = createEndings();
  try {
    const { url, victim } = await startTarget(endings);
    await probe(url, victim, 1_000);
    const measured: [string, Measured][] = [];
    for (const name of names) {
      measured.push([name, await measure(name, { url, victim, milliseconds }, endings)]);
    }
    report(measured);
  } finally {
    await endings.run();
  }
}

async function startTarget(endings: Endings): Promise<{ url: string; victim: CreatedShop }> {
  const cluster = await startBenchCluster(endings);
  const environment = { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' };
  const nines = await startNines(await cluster.createDatabase(), 1, endings, environment);
  return { url: `http://127.0.0.1:${nines.port}`, victim: nines.shops[0]! };
}

/** Each attack has a shop of its own, so that none meets what the one before has left. */
async function measure(
  name: string,
  { url, victim, milliseconds }: { url: string; victim: CreatedShop; milliseconds: number },
  endings: Endings,
): Promise<Measured> {
  const shop = await createShop({ url }, { name: 'Attacker' });
  const idle = await probe(url, victim, milliseconds);
  const program = new URL('./attacker.ts', import.meta.url);
  const { child } = await startChild(program, [name, url, JSON.stringify(shop)], endings);
  const attacked = await probe(url, victim, milliseconds);
  child.send('how many steps');
  const [{ steps }] = (await once(child, 'message')) as [{ steps: number }];
  await endChild(child);
  // The server ends what the attacker has left.
  await probe(url, victim, 1_000);
  return { idle, attacked, steps };
}

/** `p50 / p99` */
function pair(figures: readonly number[]): string {
  return `${quantile(figures, 0.5).toFixed(1)} / ${quantile(figures, 0.99).toFixed(1)}`;
}

function report(measured: readonly [string, Measured][]): void {
  printTable('One shop attacks: p50 / p99 in ms', [
    ['', 'health idle', 'attacked', 'answer idle', 'attacked', 'failed', 'steps'],
    ...measured.map(([name, { idle, attacked, steps }]) => [
      name,
      pair(idle.health),
      pair(attacked.health),
      pair(idle.answers),
      pair(attacked.answers),
      String(attacked.failed),
      String(steps),
    ]),
  ]);
  const figures = measured.map(([name, { idle, attacked, steps }]) => ({
    name,
    steps,
    failed: attacked.failed,
    idle: { p50: quantile(idle.health, 0.5), p99: quantile(idle.health, 0.99) },
    attacked: { p50: quantile(attacked.health, 0.5), p99: quantile(attacked.health, 0.99) },
    answers: { p50: quantile(attacked.answers, 0.5), p99: quantile(attacked.answers, 0.99) },
  }));
  process.stdout.write(`\n${JSON.stringify({ bench: 'tenants', target, figures })}\n`);
  if (figures.some(({ attacked, failed }) => attacked.p99 >= target || failed > 0)) {
    process.exitCode = 1;
  }
}
