import { detectionQuantiles, minimumDetectableChange } from '@nines/shared/detectable';
import { criticalValue, differenceOf, uncertaintyOf } from '@nines/shared/interval';
import {
  countBands,
  countResponses,
  meanScore,
  netPromoterScore,
  standardDeviation,
} from '@nines/shared/tally';
import type { Aggregate, Figures } from '@nines/shared/wire/aggregate';
import { cautionOf } from './caution.ts';
import type { Counts } from './counts.ts';
import { round } from './round.ts';

/** Turns counts into figures: everything exact from the counts, and rounded here, once. */
export type Reckoner = (counts: Counts) => Figures;

/** The figures at one confidence, whose quantiles are found once. */
export function reckonerAt(confidence: number): Reckoner {
  const [critical, detection] = [criticalValue(confidence), detectionQuantiles(confidence)];
  return ({ tally, views }) => {
    const responses = countResponses(tally);
    const counts = countBands(tally);
    const uncertainty = uncertaintyOf(counts, confidence, critical);
    const interval: Figures['interval'] = uncertainty && [
      round(uncertainty.interval[0]),
      round(uncertainty.interval[1]),
    ];
    return {
      responses,
      views,
      responseRate: views ? round(responses / views, 4) : null,
      promoters: counts.promoter,
      passives: counts.passive,
      detractors: counts.detractor,
      nps: round(netPromoterScore(counts)),
      interval,
      marginOfError: round(uncertainty?.marginOfError ?? null),
      confidence,
      minimumDetectableChange: round(minimumDetectableChange(counts, confidence, detection)),
      mean: round(meanScore(tally)),
      standardDeviation: round(standardDeviation(tally)),
      scores: [...tally],
      caution: cautionOf(responses, interval),
    };
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
