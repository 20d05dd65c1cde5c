import { once } from 'node:events';
import { startChild } from '../harness/processes.ts';
import type { Endings } from '../harness/endings.ts';
import type { LoadOrder, LoadResult } from './generator.ts';

/** Loads a server from a process of its own, so that neither waits for the other's JavaScript. */
export type Load = ((order: LoadOrder) => Promise<LoadResult>) & { pid: number };

/** The returned function throws when an answer was refused: fast refusals are no throughput. */
export async function startLoad(endings: Endings): Promise<Load> {
  const { child } = await startChild(new URL('./generator.ts', import.meta.url), [], endings);
  const load = async (order: LoadOrder): Promise<LoadResult> => {
    child.send(order);
    const stopped = new AbortController();
    const end = () => stopped.abort(new Error('The load generator ended'));
    child.once('exit', end);
    const [result] = (await once(child, 'message', stopped)) as [LoadResult];
    child.off('exit', end);
    if (result.failed > 0) {
      throw new Error(`${result.failed} answers were refused, the first with ${result.failure}`);
    }
    return result;
  };
  return Object.assign(load, { pid: child.pid! });
}
