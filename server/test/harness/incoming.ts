import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import type { Incoming } from '../../src/ingest/revisions.ts';
import { columns, fields, type ResponseRecord } from '../../src/responses/columns.ts';
import { uuidv7 } from './uuid.ts';

/** An answer with a 9, as the writer takes it, with the given fields. */
export function incomingAnswer(
  { shopId, surveyId }: Pick<CreatedShop, 'shopId' | 'surveyId'>,
  { isPast = false, ...given }: Partial<ResponseRecord> & { isPast?: boolean } = {},
): Incoming {
  const place = { shop: decodeId(shopId)!, survey: decodeId(surveyId)! };
  return { record: bareRecord({ ...place, ...given }), isPast };
}

/** The record of a minimal answer, with the given fields. Others are false or null. */
export function bareRecord(given: Partial<ResponseRecord> = {}): ResponseRecord {
  const unset = fields.map((field) => [field, columns[field].type === 'boolean' ? false : null]);
  return {
    ...(Object.fromEntries(unset) as ResponseRecord),
    shop: 1,
    survey: 2,
    id: uuidv7(),
    answeredAt: '2026-06-01T12:00:00.000Z',
    day: '2026-06-01',
    score: 9,
    moment: 'checkout',
    channel: 'widget',
    device: 'phone',
    trusted: given.verified ?? false,
    revision: 1,
    ...given,
  };
}
