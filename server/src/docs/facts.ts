import { limits } from '@nines/shared/limits';
import { maxShown } from '../customers/routes.ts';
import { daysKept } from '../webhooks/sweep.ts';

/** What the pages say in figures, from where the code has them. */
export const facts: Readonly<Record<string, number | string>> = {
  outboxDays: limits.outboxDays,
  deliveryDays: daysKept,
  commonValue: limits.commonValue,
  shownAtOnce: maxShown,
};
