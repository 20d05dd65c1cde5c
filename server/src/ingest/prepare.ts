import { isOnScale } from '@nines/shared/score';
import type { Answer, View } from '@nines/shared/wire/answer';
import type { Device } from '@nines/shared/wire/fields';
import type { Survey } from '@nines/shared/wire/survey';
import { HttpProblem, wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import { segmentsOf } from '../segments/segments-of.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { customerRef } from './customer-ref.ts';
import { isOrderToken } from './order-token.ts';
import type { ResponseRow, ViewRow } from './row.ts';

/**
 * The row of an answer, checked against the shop's own settings. Throws 422 for a score off the
 * survey's scale, a reason that it does not offer or a survey that is not the shop's; 403 for a wrong
 * order token.
 */
export function prepareAnswer(
  answer: Omit<Answer, 'key'>,
  entry: ShopEntry,
  { at, device }: { at: number; device: Device },
): ResponseRow {
  const survey = surveyOf(answer.survey, entry);
  if (!isOnScale(answer.score, survey.scale)) {
    throw wrongField('score', `must be on the survey's scale ${survey.scale}`);
  }
  for (const [index, reason] of (answer.reasons ?? []).entries()) {
    if (!survey.reasons.some(({ id }) => id === reason)) {
      throw wrongField(`reasons.${index}`, `is not a reason of this survey: ${reason}`);
    }
  }
  return {
    ...common(answer, entry, survey),
    at: new Date(at).toISOString(),
    device,
    revision: answer.revision,
    score: answer.score,
    effort: answer.effort,
    verified: isVerified(answer.order, entry),
    expectation: answer.expectation,
    comment: answer.comment?.trim() || undefined,
    // A reason chosen twice is one reason.
    reasons: answer.reasons?.length ? [...new Set(answer.reasons)] : undefined,
    url: answer.url,
    reply_to: answer.replyTo,
    properties: answer.properties,
    segments: segmentsOf(survey.segments, answer.properties),
  };
}

/** The row of a view. Throws as `prepareAnswer`. */
export function prepareView(
  view: Omit<View, 'key'>,
  entry: ShopEntry,
  { at, device }: { at: number; device: Device },
): ViewRow {
  return {
    ...common(view, entry, surveyOf(view.survey, entry)),
    at: new Date(at).toISOString(),
    device,
    kind: view.kind,
  };
}

function common(input: Omit<Answer | View, 'key'>, { shop }: ShopEntry, survey: Survey) {
  return {
    shop: shop.id,
    survey: decodeId(survey.id)!,
    id: input.id,
    moment: input.moment,
    channel: input.channel,
    locale: input.locale,
    order_id: input.order?.id,
    order_value: input.order?.value,
    order_currency: input.order?.currency,
    customer_ref: customerRef(input.customer, shop.customerSecret),
  };
}

/** The survey that is meant: the one named, or the shop's oldest active one. */
function surveyOf(id: string | undefined, { surveys, removedSurveys }: ShopEntry): Survey {
  const isMeant = (known: Survey) => known.id === id;
  const survey = id
    ? (surveys.find(isMeant) ?? removedSurveys.find(isMeant))
    : (surveys.find(({ active }) => active) ?? surveys[0]);
  if (!survey) throw wrongField('survey', 'is not a survey of this shop');
  return survey;
}

function isVerified(order: Answer['order'], { shop }: ShopEntry): boolean {
  if (!order?.token) return false;
  if (!isOrderToken(order.token, order.id, shop.signingSecret)) {
    throw new HttpProblem(403, 'order.token does not belong to this order', {
      faults: [{ path: 'order.token', message: 'does not belong to this order' }],
    });
  }
  return true;
}
