import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@nines/shared/limits';
import { otherValue } from '@nines/shared/wire/fields';
import {
  type Sql,
  retryCollisions,
  inTransaction,
  withoutStatementTimeout,
} from '../database/sql.ts';
import { listPropertyValues } from '../responses/count.ts';
import { listInOrder, type CountedBy } from '../responses/recount.ts';
import { lockResponses, moveResponses } from '../responses/store.ts';
import { addToRollups } from '../rollups/add.ts';
import { countChanges } from '../rollups/changes.ts';
import { endRecount, findPendingRecount } from '../rollups/pending.ts';
import { segmentsOf } from '../segments/segments-of.ts';
import { freeSlots, listSlots, replaceSlots } from '../segments/slots.ts';
import { findShop } from '../shops/store.ts';
import { listSegments } from '../surveys/store.ts';
import { dayAt } from '../time/zones.ts';
import { lockViewsInOrder, moveViews } from '../views/store.ts';

/** Responses in one read, which locks nothing. */
const readRows = 2_000;
/** Rows that one transaction locks: few enough that no answer waits noticeably. */
const lockedRows = 200;

/** Computes the day and the segments by which a response counts now. */
type Rules = {
  dayAt(instant: number): string;
  segmentsOf(response: CountedBy): Record<string, string> | null;
};

/**
 * Counts a shop's whole history again if that was requested and is due. When it is requested again meanwhile, it
 * is due again later, after other shops: one that asks again and again must not keep them waiting. It works in small transactions, so answers keep
 * coming in, and the rollups always agree with the responses. After an interruption it begins again from the
 * start.
 *
 * Stops between two steps when `stopped` is aborted. `cacheMs` is how long another process may still count by a
 * value that has lost its slot.
 */
export async function recountShop(
  sql: Sql,
  shop: number,
  { stopped, cacheMs }: { stopped: AbortSignal; cacheMs: number },
): Promise<void> {
  const pending = await findPendingRecount(sql, shop);
  if (!pending || stopped.aborted || pending.dueAt.getTime() > Date.now()) return;
  const rules = await prepareRules(sql, shop, { stopped, cacheMs });
  if (!rules) return;
  await moveAllResponses(sql, shop, rules, stopped);
  await moveAllViews(sql, shop, rules, stopped);
  if (stopped.aborted) return;
  await endRecount(sql, pending);
}

async function prepareRules(
  sql: Sql,
  shopId: number,
  { stopped, cacheMs }: { stopped: AbortSignal; cacheMs: number },
): Promise<Rules | undefined> {
  const [shop, surveys] = await Promise.all([findShop(sql, shopId), listSegments(sql, shopId)]);
  if (!shop) return undefined;
  let hasLost = false;
  const bySurvey = new Map<number, { names: readonly string[]; slots: SlotsByName }>();
  for (const { survey, segments } of surveys) {
    const { slots, lost } = await chooseSlots(sql, { shop: shopId, survey }, segments, stopped);
    hasLost ||= lost;
    bySurvey.set(survey, { names: segments, slots });
  }
  // Until then another process may store answers that count by a value without a slot.
  if (hasLost) await sleep(cacheMs, undefined, { signal: stopped }).catch(() => {});
  return {
    dayAt: dayAt(shop.timezone),
    segmentsOf({ survey, properties, segments }) {
      const { names, slots } = bySurvey.get(survey) ?? { names: [], slots: new Map() };
      // An erased response has no properties any more, but its segments stay counted.
      const given = segmentsOf(names, properties ?? segments ?? undefined);
      if (!given) return null;
      const counted = Object.entries(given).map(([name, value]) => [
        name,
        slots.get(name)?.has(value) ? value : otherValue,
      ]);
      return Object.fromEntries(counted) as Record<string, string>;
    },
  };
}

type SlotsByName = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Gives the slots of a survey's segments to the values of trusted responses first, and then to the most
 * frequent values. Values that no response has lose their slots.
 */
async function chooseSlots(
  sql: Sql,
  { shop, survey }: { shop: number; survey: number },
  segments: readonly string[],
  stopped: AbortSignal,
): Promise<{ slots: SlotsByName; lost: boolean }> {
  let lost = false;
  const slots = new Map<string, ReadonlySet<string>>();
  await freeSlots(sql, { shop, survey }, segments);
  for (const property of segments) {
    const limit = limits.segmentValues;
    // No timeout, because it reads all responses of the survey.
    const values = await withoutStatementTimeout(sql, stopped, (transaction) =>
      listPropertyValues(transaction, { shop, survey, property, limit }),
    );
    const place = { shop, survey, property };
    const named = values.filter(({ value }) => value !== otherValue);
    lost = (await replaceSlots(sql, place, named)) || lost;
    slots.set(property, await listSlots(sql, place));
  }
  return { slots, lost };
}

const beforeAll = { answeredAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Reads all responses without a lock, and moves those whose day or segments have changed. */
async function moveAllResponses(
  sql: Sql,
  shop: number,
  rules: Rules,
  stopped: AbortSignal,
): Promise<void> {
  let after: Pick<CountedBy, 'answeredAt' | 'id'> | undefined = beforeAll;
  while (after && !stopped.aborted) {
    const seen: CountedBy[] = await listInOrder(sql, shop, after, readRows);
    const ids = seen.filter((response) => isMoved(response, rules)).map(({ id }) => id);
    for (let from = 0; from < ids.length && !stopped.aborted; from += lockedRows) {
      const some = ids.slice(from, from + lockedRows);
      await retryCollisions(() => moveSome(sql, shop, some, rules));
    }
    after = seen.length < readRows ? undefined : seen.at(-1);
  }
}

function isMoved(response: CountedBy, rules: Rules): boolean {
  return (
    response.day !== rules.dayAt(Date.parse(response.answeredAt)) ||
    !isSame(response.segments, rules.segmentsOf(response))
  );
}

/**
 * Moves some responses. It locks them and checks them again, because a revision may have changed them
 * meanwhile.
 */
export function moveSome(
  sql: Sql,
  shop: number,
  ids: readonly string[],
  rules: Rules,
): Promise<void> {
  return inTransaction(sql, async (transaction) => {
    const locked = await lockResponses(transaction, shop, ids);
    const changes = locked
      .filter((response) => isMoved(response, rules))
      .map((before) => ({
        before,
        after: {
          ...before,
          day: rules.dayAt(Date.parse(before.answeredAt)),
          segments: rules.segmentsOf(before),
        },
      }));
    await Promise.all([
      moveResponses(
        transaction,
        shop,
        changes.map(({ after }) => after),
      ),
      addToRollups(transaction, countChanges(changes)),
    ]);
  });
}

function isSame(
  one: Readonly<Record<string, string>> | null,
  other: Readonly<Record<string, string>> | null,
): boolean {
  if (one === null || other === null) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}

async function moveAllViews(
  sql: Sql,
  shop: number,
  rules: Rules,
  stopped: AbortSignal,
): Promise<void> {
  let after: string | undefined = beforeAll.id;
  while (after && !stopped.aborted) {
    const from: string = after;
    after = await retryCollisions(() =>
      inTransaction(sql, async (transaction) => {
        const views = await lockViewsInOrder(transaction, shop, from, lockedRows);
        const changes = views.flatMap((before) => {
          const day = rules.dayAt(Date.parse(before.viewedAt));
          return day === before.day ? [] : [{ before, after: { ...before, day } }];
        });
        const counted = changes.filter(({ before }) => before.kind === 'prompt');
        await Promise.all([
          moveViews(
            transaction,
            shop,
            changes.map((change) => change.after),
          ),
          addToRollups(transaction, countChanges(counted)),
        ]);
        return views.length < lockedRows ? undefined : views.at(-1)!.id;
      }),
    );
  }
}
