import { earliestAnswer } from '@nines/shared/wire/day';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Survey } from '@nines/shared/wire/survey';
import { limits } from '@nines/shared/limits';
import { wrongField, HttpProblem } from '../http/problems.ts';
import { isPast, prepareAnswer } from '../ingest/prepare.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { uuidv7 } from '../database/ids.ts';

/** What a call of the API says of a response. */
export type ResponseFields = {
  score?: number | undefined;
  comment?: string | null | undefined;
  person_properties?: Record<string, string | number | boolean> | null | undefined;
  tags?: string[] | undefined;
  created_at?: number | undefined;
};

/**
 * Stores a new response of a person through the same door as every answer, in the shop's oldest survey
 * on Delighted's scale, an active one where there is one; gives its id. Throws 422 where there is none.
 */
export async function createResponse(
  writer: Writer,
  entry: ShopEntry,
  fields: ResponseFields & { score: number },
  customerRef: string,
): Promise<string> {
  const now = Date.now();
  const at = fields.created_at === undefined ? now : fields.created_at * 1000;
  if (at > now + 60_000) throw wrongField('created_at', 'is in the future');
  if (at < earliestAnswer) throw wrongField('created_at', 'must be after 1999');
  const id = uuidv7(at);
  const answer = {
    id,
    survey: surveyOf(entry).id,
    revision: 1,
    score: fields.score,
    comment: fields.comment ?? undefined,
    reasons: fields.tags,
    properties: fields.person_properties ?? undefined,
    moment: 'checkout',
    channel: 'api' as const,
  };
  const circumstances = { at, device: 'other' as const, isPrivate: true };
  const record = prepare(() => prepareAnswer(answer, entry, circumstances));
  await writer.addAnswer(
    { record: { ...record, customer: customerRef }, isPast: isPast(at, now) },
    limits.bodyBytes,
  );
  return id;
}

/** Stores a next revision of a response, in which what is given replaces what stands. */
export async function updateResponse(
  writer: Writer,
  entry: ShopEntry,
  stored: StoredResponse,
  fields: ResponseFields,
  customerRef: string | undefined,
): Promise<void> {
  const revision = stored.revision + 1;
  const answer = {
    id: stored.id,
    survey: stored.survey,
    revision,
    score: fields.score ?? stored.score,
    comment: (fields.comment === undefined ? stored.comment : fields.comment) ?? undefined,
    reasons: isChanged(fields.tags, stored.reasons) ? fields.tags : undefined,
    effort: stored.effort ?? undefined,
    expectation: stored.expectation ?? undefined,
    moment: stored.moment,
    channel: stored.channel,
    locale: stored.locale ?? undefined,
    url: stored.url ?? undefined,
    order: stored.order
      ? {
          id: stored.order.id,
          value: stored.order.value ?? undefined,
          currency: stored.order.currency ?? undefined,
        }
      : undefined,
    replyTo: stored.replyTo ?? undefined,
    properties: fields.person_properties ?? stored.properties,
  };
  const { device } = stored;
  const circumstances = { at: Date.parse(stored.answeredAt), device, isPrivate: true };
  const record = prepare(() => prepareAnswer(answer, entry, circumstances));
  const kept = !isChanged(fields.tags, stored.reasons) && stored.reasons.length > 0;
  await writer.addAnswer(
    {
      record: {
        ...record,
        // Unchanged reasons stay, also where the survey no longer offers them.
        ...(kept && { reasons: stored.reasons }),
        customer: customerRef ?? stored.customer,
      },
      isPast: false,
    },
    limits.bodyBytes,
  );
}

/** What is stored elsewhere would be in no list and in no metrics of this API. */
function surveyOf({ surveys }: ShopEntry): Survey {
  const known = surveys.filter(({ scale }) => scale === '0-10');
  const survey = known.find(({ active }) => active) ?? known[0];
  if (!survey) throw wrongField('base', 'The shop has no survey on the scale 0-10');
  return survey;
}

/** The clients send back all that they were given. */
function isChanged(wanted: readonly string[] | undefined, stored: readonly string[]): boolean {
  return wanted !== undefined && wanted.join() !== stored.join();
}

/** In Delighted's words a reason is a tag. */
function prepare<Row>(make: () => Row): Row {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof HttpProblem) || !error.faults) throw error;
    const faults = error.faults.map(({ path, message }) => ({
      path: path.replace(/^reasons/, 'tags'),
      message,
    }));
    throw new HttpProblem(error.statusCode, error.message, { faults });
  }
}
