import { differenceOf, uncertaintyOf } from '@nines/shared/interval';
import {
  countBands,
  countResponses,
  meanScore,
  netPromoterScore,
  standardDeviation,
} from '@nines/shared/tally';
import type { Aggregate, Figures } from '@nines/shared/wire/aggregate';
import type { Counts } from './rollups.ts';

/** The figures of some counts: everything exact from them, and rounded here, once. */
export function figuresOf({ tally, views }: Counts, confidence: number): Figures {
  const responses = countResponses(tally);
  const counts = countBands(tally);
  const uncertainty = uncertaintyOf(counts, confidence);
  return {
    responses,
    views,
    responseRate: views === 0 ? null : round(responses / views, 4),
    promoters: counts.promoter,
    passives: counts.passive,
    detractors: counts.detractor,
    nps: round(netPromoterScore(counts)),
    interval: uncertainty && [round(uncertainty.interval[0]), round(uncertainty.interval[1])],
    marginOfError: round(uncertainty?.marginOfError ?? null),
    confidence,
    mean: round(meanScore(tally)),
    standardDeviation: round(standardDeviation(tally)),
    scores: [...tally],
  };
}

/** How the later counts differ from the earlier; all `null` when either has no responses. */
export function changeBetween(
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

/**
 * Rounds half away from zero, as people do. Scaled through the decimal text, because 1.005 × 100 is
 * 100.49999999999999 in binary.
 */
function round(value: number, digits?: number): number;
function round(value: number | null, digits?: number): number | null;
function round(value: number | null, digits = 2): number | null {
  if (value === null) return null;
  const scaled = Number(`${Math.abs(value).toFixed(12)}e${digits}`);
  return Math.sign(value) * (Math.round(scaled) / 10 ** digits) || 0;
}
