import { deviceOfBrowser } from '@nines/shared/device';
import { limits } from '@nines/shared/limits';
import { isOnScale } from '@nines/shared/score';
import type { Answer, View } from '@nines/shared/wire/answer';
import type { Device } from '@nines/shared/wire/fields';
import type { Survey } from '@nines/shared/wire/survey';
import { refsOf } from '../customers/identity.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { segmentsOf } from '../segments/segments-of.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { defaultSurveyOf } from '../surveys/store.ts';
import type { ViewRecord } from '../views/store.ts';
import type { SignedOrder } from './signed-order.ts';

/** What the server knows about an answer besides its content. */
export type Circumstances = {
  /** When it was given, in milliseconds since 1970. */
  at: number;
  device: Device;
  signedOrder?: SignedOrder | undefined;
  /** Whether it came through the private API. Then the shop trusts it. */
  isPrivate?: boolean;
};

/**
 * The record of an answer, checked against the shop's settings. Throws 422 for a score off the survey's scale,
 * a reason that the survey does not offer, or a survey that is not the shop's.
 */
export function prepareAnswer(
  answer: Omit<Answer, 'key'>,
  entry: ShopEntry,
  circumstances: Circumstances,
): ResponseRecord {
  const { signedOrder, isPrivate = false } = circumstances;
  const survey = surveyOf(signedOrder?.survey ?? answer.survey, entry);
  if (!isOnScale(answer.score, survey.scale)) {
    throw wrongField('score', `must be on the survey's scale ${survey.scale}`);
  }
  for (const [index, reason] of (answer.reasons ?? []).entries()) {
    if (!survey.reasons.some(({ id }) => id === reason)) {
      throw wrongField(`reasons.${index}`, `is not a reason of this survey: ${reason}`);
    }
  }
  return {
    ...common(answer, entry, survey, circumstances),
    answeredAt: new Date(circumstances.at).toISOString(),
    revision: answer.revision,
    score: answer.score,
    effort: answer.effort ?? null,
    expectation: answer.expectation ?? null,
    comment: answer.comment?.trim() || null,
    quotable: answer.quotable ?? false,
    // A repeated reason counts once.
    reasons: answer.reasons?.length ? [...new Set(answer.reasons)] : null,
    url: answer.url ?? null,
    verified: signedOrder !== undefined,
    trusted: signedOrder !== undefined || isPrivate,
    replyTo: answer.replyTo ?? null,
    formerRefs: null,
    properties: answer.properties ?? null,
    // A test takes no slot of a segment, because it is not counted.
    segments: answer.test ? null : (segmentsOf(survey.segments, answer.properties) ?? null),
    test: answer.test ?? false,
    updatedAt: null,
  };
}

/**
 * The record of a view. Only a view of the kind `order` holds an order and a customer. Throws 422 when it names no
 * order, or when its survey is not the shop's.
 */
export function prepareView(
  view: Omit<View, 'key'>,
  entry: ShopEntry,
  circumstances: Circumstances,
): ViewRecord {
  const survey = surveyOf(circumstances.signedOrder?.survey ?? view.survey, entry);
  // Prompts in a browser's cache may still send them.
  const kept = view.kind === 'order' ? view : { ...view, order: undefined, customer: undefined };
  const record = common(kept, entry, survey, circumstances);
  if (view.kind === 'order' && record.orderId === null) {
    throw wrongField('order', 'is needed in a view of the kind "order"');
  }
  return {
    ...record,
    viewedAt: new Date(circumstances.at).toISOString(),
    kind: view.kind,
  };
}

/** The fields that answers and views share. Signed values replace unsigned ones. */
function common(
  input: Omit<Answer | View, 'key'>,
  { shop, dayAt }: ShopEntry,
  survey: Survey,
  { at, device, signedOrder: signed }: Circumstances,
) {
  const order = signed
    ? { id: signed.order, value: signed.value, currency: signed.currency }
    : input.order;
  const signedCustomer = signed && (signed.customer ?? signed.email) !== undefined;
  const replyTo = 'replyTo' in input ? (input as Partial<Answer>).replyTo : undefined;
  const customer = signedCustomer ? { id: signed.customer, email: signed.email } : input.customer;
  return {
    shop: shop.id,
    survey: decodeId(survey.id)!,
    id: input.id,
    day: dayAt(at),
    moment: signed?.moment ?? input.moment,
    channel: input.channel,
    device,
    locale: input.locale ?? null,
    orderId: order?.id ?? null,
    orderValue: order?.value ?? null,
    orderCurrency: order?.currency ?? null,
    ...refsOf(customer, replyTo, shop.customerSecrets),
  };
}

/** The survey with this id; without an id, the shop's active survey. Throws 422 when there is none. */
function surveyOf(id: string | undefined, { surveys, removedSurveys }: ShopEntry): Survey {
  const survey = id
    ? [...surveys, ...removedSurveys].find((each) => each.id === id)
    : defaultSurveyOf(surveys);
  if (!survey) throw wrongField('survey', 'is not a survey of this shop');
  return survey;
}

/** An answer may arrive this long after it was given: the browser's outbox keeps it so long. */
const maxDelayMs = limits.outboxDays * 86_400_000;

/**
 * When an answer was given, in milliseconds since 1970: the time at the start of its UUIDv7. When that time is
 * too old or in the future, the client's clock is wrong, and `now` is returned.
 */
export function answeredAt(id: string, now: number): number {
  const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return time > now - maxDelayMs && time < now ? time : now;
}

/** Whether an answer is too old to open a case. */
export function isPast(at: number, now: number): boolean {
  return at < now - maxDelayMs;
}

/** The class of a device by its User-Agent header; `other` for what is no browser. */
export function deviceOf(header: string | undefined): Device {
  // Headers of browsers are shorter. The search takes quadratic time.
  const userAgent = header?.slice(0, 512);
  return userAgent?.startsWith('Mozilla/') ? deviceOfBrowser(userAgent) : 'other';
}
