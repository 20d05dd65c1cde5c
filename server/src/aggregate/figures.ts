import { detectionQuantiles, minimumDetectableChange } from '@nines/shared/detectable';
import { criticalValue, differenceOf, uncertaintyOf } from '@nines/shared/interval';
import { countBands, countResponses, meanScore } from '@nines/shared/tally';
import { netPromoterScore, standardDeviation } from '@nines/shared/tally';
import type {
  Aggregate,
  Caution,
  EffortSummary,
  ExpectationSummary,
  Figures,
  PeriodFigures,
} from '@nines/shared/wire/aggregate';
import { expectations, otherValue } from '@nines/shared/wire/fields';
import { addDays, startOf, startsBetween } from '@nines/shared/calendar';
import type { Period, Question } from './query.ts';
import {
  mergeCounts,
  noCounts,
  type AnsweredCounts,
  type Counts,
  type PeriodCounts,
} from './read.ts';

/** The reply to a question, from the counts and from nothing else. */
export function aggregate(
  question: Question,
  counts: AnsweredCounts,
  cautions: readonly Caution[] = [],
): Aggregate {
  const { period, earlier, survey, timezone, scale, source, confidence } = question;
  const { current, recounting } = counts;
  const figures = createFigures(confidence);
  return {
    survey,
    ...period,
    timezone,
    scale,
    source,
    recounting,
    total: periodFigures(current, figures),
    cautions: [...cautions],
    ...(counts.earlier && {
      previous: {
        ...earlier!,
        ...periodFigures(counts.earlier, figures),
      },
      change: changeBetween(current.total, counts.earlier.total, confidence),
    }),
    trend: trendOf(current, question, figures),
    breakdown: Array.from(current.values, ([by, rows]) =>
      rows.map(({ value, counts: found }) => ({
        by,
        value,
        ...figures(found),
      })),
    ).flat(),
    capped: [...current.values]
      .filter(([by, rows]) => by.startsWith('property.') && rows.some(isOther))
      .map(([by]) => by),
  };
}

function isOther({ value }: { value: string }): boolean {
  return value === otherValue;
}

/** Gives the function that turns counts into figures at one confidence, whose quantiles are found once. */
function createFigures(confidence: number): (counts: Counts) => Figures {
  const [critical, detection] = [criticalValue(confidence), detectionQuantiles(confidence)];
  return ({ tally, views }) => {
    const responses = countResponses(tally);
    const bands = countBands(tally);
    const uncertainty = uncertaintyOf(bands, confidence, critical);
    const interval: Figures['interval'] = uncertainty && [
      round(uncertainty.interval[0]),
      round(uncertainty.interval[1]),
    ];
    return {
      responses,
      views,
      responseRate: views ? round(responses / views, 4) : null,
      promoters: bands.promoter,
      passives: bands.passive,
      detractors: bands.detractor,
      nps: round(netPromoterScore(bands)),
      interval,
      marginOfError: round(uncertainty?.marginOfError ?? null),
      confidence,
      minimumDetectableChange: round(minimumDetectableChange(bands, confidence, detection)),
      mean: round(meanScore(tally)),
      standardDeviation: round(standardDeviation(tally)),
      scores: [...tally],
      caution: cautionOf(responses, interval),
    };
  };
}

function periodFigures(counts: PeriodCounts, figures: (counts: Counts) => Figures): PeriodFigures {
  return {
    ...figures(counts.total),
    verified: counts.verified,
    effort: counts.effort && effortSummary(counts.effort),
    expectation: counts.expectation && expectationSummary(counts.expectation),
  };
}

/** A bucket for each start, also where nothing happened. */
function trendOf(
  { days, total }: PeriodCounts,
  { period, interval }: { period: Period } & Pick<Question, 'interval'>,
  figures: (counts: Counts) => Figures,
): Aggregate['trend'] {
  const none = total.views === null ? { ...noCounts, views: null } : noCounts;
  const starts = startsBetween(period.from, period.to, interval);
  if (interval === 'day') {
    return starts.map((start, number) => ({ start, ...figures(days.get(number) ?? none) }));
  }
  const buckets = new Map<string, Counts>(starts.map((start) => [start, none]));
  for (const [number, counts] of days) {
    const start = startOf(addDays(period.from, number), interval);
    buckets.set(start, mergeCounts(buckets.get(start) ?? none, counts));
  }
  return Array.from(buckets, ([start, counts]) => ({ start, ...figures(counts) }));
}

/** How the later counts differ from the earlier; all `null` when either has no responses. */
function changeBetween(
  later: Counts,
  earlier: Counts,
  confidence: number,
): NonNullable<Aggregate['change']> {
  const change = differenceOf(countBands(later.tally), countBands(earlier.tally), confidence);
  if (!change) return { nps: null, interval: null, pValue: null, significant: false };
  return {
    nps: round(change.nps),
    interval: [round(change.interval[0]), round(change.interval[1])],
    pValue: round(change.pValue, 4),
    significant: change.significant,
  };
}

/** How easy it was, 1…7. */
function effortSummary(counts: readonly number[]): EffortSummary {
  const responses = sum(counts);
  const points = sum(counts.map((count, index) => count * (index + 1)));
  return {
    responses,
    mean: round(responses === 0 ? null : points / responses),
    counts: [...counts],
  };
}

/** What the service was against what was expected. */
function expectationSummary(counts: NonNullable<PeriodCounts['expectation']>): ExpectationSummary {
  const responses = sum(Object.values(counts));
  const shares = Object.fromEntries(
    expectations.map((level) => [
      level,
      round(responses === 0 ? null : counts[level] / responses, 4),
    ]),
  ) as ExpectationSummary['shares'];
  return { responses, counts: { ...counts }, shares };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Below this many responses the interval itself is hardly reliable. */
const few = 30;
/** In NPS points. */
const wide = 30;

/** Why not to rely on a score, in words; `null` when there is none or it is sure enough. */
export function cautionOf(
  responses: number,
  interval: readonly [number, number] | null,
): string | null {
  if (responses === 0 || !interval) return null;
  if (responses < few) {
    return `Only ${responses} ${responses === 1 ? 'response' : 'responses'}: one more answer can move this score by points. Wait for ${few}, or look at a longer period.`;
  }
  const width = Math.round(interval[1] - interval[0]);
  if (width <= wide) return null;
  return `The true score may lie anywhere in ${width} points: compare it only with what is far from it.`;
}

/**
 * Rounds half away from zero to `digits` decimals. 1.005 × 100 is 100.49999999999999 in binary, so what
 * lies close to a half goes through its decimal text.
 */
export function round(value: number, digits?: number): number;
export function round(value: number | null, digits?: number): number | null;
export function round(value: number | null, digits = 2): number | null {
  if (value === null) return null;
  const scale = 10 ** digits;
  const size = Math.abs(value);
  const scaled = size * scale;
  const isNearHalf = Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-6;
  const whole = Math.round(isNearHalf ? Number(`${size.toFixed(12)}e${digits}`) : scaled);
  return Math.sign(value) * (whole / scale) || 0;
}
