import { earliestAnswer } from '@nines/shared/wire/day';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Survey } from '@nines/shared/wire/survey';
import { limits } from '@nines/shared/limits';
import { z } from 'zod';
import { findPerson } from '../addresses/people.ts';
import { type Sql, withLock } from '../database/sql.ts';
import { HttpProblem, notFound, wrongField } from '../http/problems.ts';
import { isPast, prepareAnswer } from '../ingest/prepare.ts';
import { currentForm } from '../customers/identity.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { findResponse as findRecord } from '../responses/find.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { defaultSurveyOf } from '../surveys/store.ts';
import { uuidv7 } from '../database/ids.ts';
import { readPersonKey } from './people.ts';
import { dated, type DatedResponse } from './present.ts';
import type { DelightedParts } from './schemas.ts';

/** The fields of a response in a request. `person` is the id of a person. */
type ResponseFields = {
  person?: string | number | undefined;
  score?: number | undefined;
  comment?: string | null | undefined;
  person_properties?: Record<string, string | number | boolean> | null | undefined;
  tags?: string[] | undefined;
  created_at?: number | undefined;
};

/** A response with the time of its last change. Throws 404 when the shop has none with this id, or a test. */
export async function findResponse(sql: Sql, shopId: number, id: string): Promise<DatedResponse> {
  const record = z.uuid().safeParse(id).success ? await findRecord(sql, shopId, id) : undefined;
  if (!record || record.test) throw notFound('response');
  return dated(record);
}

/**
 * Stores a new response of a person, as every answer is stored, and gives its id. It goes to the shop's
 * oldest active survey on 0–10, or to the oldest one. Throws 422 when the shop has no such survey.
 */
export async function createResponse(
  parts: DelightedParts,
  shopId: number,
  fields: ResponseFields & { person: string | number; score: number },
): Promise<string> {
  const person = await personOf(parts, shopId, fields.person);
  const entry = await entryOf(parts, shopId);
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
  const record = prepare(answer, entry, { at, device: 'other', isPrivate: true });
  await parts.writer.addAnswer(
    // A shop that moves its past responses here must not get a case for each bad score among them.
    {
      record: {
        ...record,
        customer: currentForm(person.customerRef, entry.shop.customerSecrets),
        emailRef: null,
      },
      isPast: isPast(at, now),
    },
    limits.bodyBytes,
  );
  return id;
}

/** Changes a response: given fields replace the stored ones. Throws 404 when it does not exist. */
export async function changeResponse(
  parts: DelightedParts,
  shopId: number,
  id: string,
  fields: ResponseFields,
): Promise<void> {
  const entry = await entryOf(parts, shopId);
  // Two requests that read the same revision would write the same next one, and one would be lost.
  await withLock(parts.locks, `delighted ${shopId} ${id.toLowerCase()}`, async () => {
    const stored = await findResponse(parts.sql, shopId, id);
    if (stored.revision === limits.erasedRevision) {
      throw wrongField('id', 'was erased and takes no changes');
    }
    const record = await findRecord(parts.sql, shopId, id);
    const person =
      fields.person === undefined || isPlaceholder(fields.person, stored)
        ? undefined
        : await personOf(parts, shopId, fields.person);
    const full = await parts.directory.withSurvey(entry, stored.survey);
    // What was read may have been hashed again meanwhile.
    const current = (ref: string | null | undefined) =>
      ref ? currentForm(ref, entry.shop.customerSecrets) : null;
    const names = {
      customer: current(person?.customerRef ?? record?.customer),
      emailRef: person ? null : current(record?.emailRef),
    };
    await storeRevision(parts, full, stored, { fields, names });
  });
}

async function storeRevision(
  { writer }: DelightedParts,
  entry: ShopEntry,
  stored: StoredResponse,
  {
    fields,
    names,
  }: { fields: ResponseFields; names: Pick<ResponseRecord, 'customer' | 'emailRef'> },
): Promise<void> {
  const record = prepare(nextRevision(stored, fields), entry, {
    at: Date.parse(stored.answeredAt),
    device: stored.device,
    isPrivate: true,
  });
  const keepsReasons = !areChanged(fields.tags, stored.reasons) && stored.reasons.length > 0;
  await writer.addAnswer(
    {
      record: {
        ...record,
        // Stored reasons are kept even if the survey has removed them since.
        ...(keepsReasons && { reasons: stored.reasons }),
        ...names,
      },
      isPast: false,
    },
    limits.bodyBytes,
  );
}

/** The whole answer again, with the given fields: a field that is left out would be cleared. */
function nextRevision(stored: StoredResponse, fields: ResponseFields) {
  const { order, comment } = stored;
  return {
    ...withoutNulls(stored),
    revision: stored.revision + 1,
    score: fields.score ?? stored.score,
    comment: (fields.comment === undefined ? comment : fields.comment) ?? undefined,
    // The shopper allowed to quote what they wrote themselves.
    quotable: stored.quotable && (fields.comment === undefined || fields.comment === comment),
    reasons: areChanged(fields.tags, stored.reasons) ? fields.tags : undefined,
    order: order ? withoutNulls(order) : undefined,
    // The stored one is a hash. The caller sets it in the record.
    customer: undefined,
    properties: fields.person_properties ?? stored.properties,
  };
}

type WithoutNulls<T> = {
  [Key in keyof T]: null extends T[Key] ? Exclude<T[Key], null> | undefined : T[Key];
};

/** The same with `undefined` for each `null`. */
function withoutNulls<T extends object>(value: T): WithoutNulls<T> {
  const entries = Object.entries(value).map(([name, each]) => [name, each ?? undefined]);
  return Object.fromEntries(entries) as WithoutNulls<T>;
}

/** Whether this is the id that a response without a person of the address list is shown with. */
function isPlaceholder(person: string | number, stored: DatedResponse): boolean {
  return person === stored.customer || person === stored.id;
}

async function personOf({ sql }: DelightedParts, shopId: number, id: string | number) {
  const key = readPersonKey(String(id));
  const person = key && (await findPerson(sql, shopId, key));
  if (!person) throw wrongField('person', 'does not exist');
  return person;
}

async function entryOf({ directory }: DelightedParts, shopId: number): Promise<ShopEntry> {
  const entry = await directory.findById(shopId);
  if (!entry) throw notFound('shop');
  return entry;
}

/** This API lists and counts only surveys on 0–10, so a response must go to one of these. */
function surveyOf({ surveys }: ShopEntry): Survey {
  const listed = surveys.filter(({ scale }) => scale === '0-10');
  const survey = defaultSurveyOf(listed);
  if (!survey) throw wrongField('base', 'The shop has no survey on the scale 0-10');
  return survey;
}

/** Whether reasons differ from the stored ones. The clients send back every field that they were given. */
function areChanged(given: readonly string[] | undefined, stored: readonly string[]): boolean {
  return given !== undefined && given.join() !== stored.join();
}

/** Prepares the row of an answer. In its faults reasons are called tags, as in this API. */
function prepare(...args: Parameters<typeof prepareAnswer>): ReturnType<typeof prepareAnswer> {
  try {
    return prepareAnswer(...args);
  } catch (error) {
    if (!(error instanceof HttpProblem) || !error.faults) throw error;
    const faults = error.faults.map(({ path, message }) => ({
      path: path.replace(/^reasons/, 'tags'),
      message,
    }));
    throw new HttpProblem(error.statusCode, error.message, { faults });
  }
}
