import type { Answer, View } from '@nines/shared/wire/answer';
import type { Device } from '@nines/shared/wire/fields';
import { seededDraws, uuidAt, type Draws } from './random.ts';
import { sampleComment } from './sample-comments.ts';

/** One line of an import: an answer or a view, with its date. */
export type SampleLine =
  | (Partial<Answer> & { device: Device; answeredAt: string })
  | (Partial<View> & { type: 'view'; device: Device; viewedAt: string });

/**
 * A year of a small shop, up to the instant `until`: about 14,000 views and 4,000 answers, in order of
 * time. Weekends are quieter. Sales peak before Christmas, when late deliveries lower the scores. From April
 * to November the scores are better. The same `until` gives the same lines with the same ids. Every answer
 * has the property `sample`.
 */
export function* sampleHistory(until: Date): Generator<SampleLine> {
  const draws = seededDraws(2_003);
  const lastDay = Date.UTC(until.getUTCFullYear(), until.getUTCMonth(), until.getUTCDate());
  for (let age = 364; age >= 0; age -= 1) {
    const day = new Date(lastDay - age * dayLength);
    const times = Array.from({ length: draws.count(shoppersOn(day, age)) }, () =>
      timeOn(day, draws),
    );
    for (const time of times.toSorted((one, other) => one - other)) {
      const lines = shopper(new Date(time), draws);
      yield* lines.filter((line) => dateOf(line) <= until.toISOString());
    }
  }
}

const dayLength = 86_400_000;

/** The mean number of shoppers on a day: by weekday, by month, and a third more over the year. */
function shoppersOn(day: Date, age: number): number {
  const weekday = [0.72, 1.12, 1.08, 1.05, 1.05, 1.1, 0.78][day.getUTCDay()] ?? 1;
  const month = [0.8, 0.85, 0.95, 1, 1.05, 0.95, 0.8, 0.8, 1, 1.05, 1.3, 1.55][day.getUTCMonth()];
  return 40 * weekday * (month ?? 1) * (1.15 - (0.3 * age) / 364);
}

/** A random time between 6:00 and 21:00 UTC, later hours being more likely. */
function timeOn(day: Date, draws: Draws): number {
  const hour = 6 + 15 * Math.max(draws.random(), draws.random() * 0.9);
  return day.getTime() + Math.round(hour * 3_600_000);
}

/** The lines of one shopper: a view, and in over a quarter of cases an answer within two minutes. */
function shopper(at: Date, draws: Draws): SampleLine[] {
  const moment = draws.weigh([
    ['checkout', 68],
    ['delivery', 23],
    ['service', 9],
  ]);
  const asked = {
    moment,
    channel: moment === 'checkout' ? ('widget' as const) : ('email' as const),
    locale: draws.weigh([
      ['nl', 72],
      ['nl-BE', 10],
      ['en', 18],
    ]),
    device: draws.weigh([
      ['phone', 64],
      ['desktop', 29],
      ['tablet', 7],
    ]),
    order: sampleOrder(at, draws),
    customer: { id: `sample-${Math.floor(draws.random() ** 1.6 * 6_000)}` },
  };
  const id = uuidAt(at.getTime(), draws.random);
  const view: SampleLine = { type: 'view', id, ...asked, viewedAt: at.toISOString() };
  if (!draws.happens(moment === 'service' ? 0.36 : 0.275)) return [view];
  const answeredAt = new Date(at.getTime() + 4_000 + Math.floor(draws.random() * 110_000));
  return [view, answer(asked, answeredAt, draws)];
}

function answer(
  asked: Pick<Answer, 'moment' | 'channel'> & { locale: string; device: Device },
  at: Date,
  draws: Draws,
): SampleLine {
  const band = draws.weigh(bandWeights(asked.moment, at));
  const late = band === 'detractor' && asked.moment !== 'service' && isRush(at);
  const language = asked.locale.startsWith('nl') ? 'nl' : 'en';
  const hasComment = draws.happens({ promoter: 0.2, passive: 0.16, detractor: 0.42 }[band]);
  return {
    id: uuidAt(at.getTime(), draws.random),
    ...asked,
    score: draws.weigh(scoreWeights[band]),
    ...(hasComment ? { comment: sampleComment(draws, { language, band, late }) } : {}),
    properties: { sample: true },
    answeredAt: at.toISOString(),
  };
}

function bandWeights(moment: string, at: Date) {
  const better = at.getUTCMonth() >= 3 && at.getUTCMonth() <= 10 ? 5 : 0;
  const [promoters, detractors] =
    moment === 'service' ? [44, 30] : moment === 'checkout' ? [59, 13] : [55, 18];
  const rush = isRush(at) && moment !== 'service' ? (moment === 'delivery' ? 26 : 8) : 0;
  const promoter = promoters + better - rush;
  const detractor = detractors - better / 2 + rush;
  return [
    ['promoter', promoter],
    ['passive', 100 - promoter - detractor],
    ['detractor', detractor],
  ] as const;
}

/** The busy weeks of December and the first days of January. */
function isRush(at: Date): boolean {
  return at.getUTCMonth() === 11 || (at.getUTCMonth() === 0 && at.getUTCDate() <= 5);
}

const scoreWeights = {
  promoter: [
    [10, 46],
    [9, 54],
  ],
  passive: [
    [8, 63],
    [7, 37],
  ],
  detractor: [
    [6, 36],
    [5, 24],
    [4, 13],
    [3, 10],
    [2, 8],
    [1, 4],
    [0, 5],
  ],
} as const;

function sampleOrder(at: Date, draws: Draws) {
  const mugs = draws.weigh([
    [1, 55],
    [2, 30],
    [4, 10],
    [6, 5],
  ]);
  const value = mugs === 1 ? 38.95 : mugs * 34;
  const tail = Math.floor(draws.random() * 16 ** 6).toString(16);
  const id = `S-${at.toISOString().slice(2, 10).replaceAll('-', '')}-${tail.padStart(6, '0')}`;
  return { id, value, currency: 'EUR' };
}

function dateOf(line: SampleLine): string {
  return 'viewedAt' in line ? line.viewedAt : line.answeredAt;
}
