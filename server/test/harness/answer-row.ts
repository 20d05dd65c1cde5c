import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import type { ResponseRow } from '../../src/ingest/row.ts';
import { uuidv7 } from './uuid.ts';

/** A shopper's tap of a 9, as the writer takes it; `fields` says what is otherwise. */
export function answerRow(
  { shopId, surveyId }: Pick<CreatedShop, 'shopId' | 'surveyId'>,
  fields: Partial<ResponseRow> = {},
): ResponseRow {
  return {
    shop: decodeId(shopId)!,
    survey: decodeId(surveyId)!,
    id: uuidv7(),
    at: new Date().toISOString(),
    revision: 1,
    score: 9,
    verified: false,
    moment: 'checkout',
    channel: 'widget',
    device: 'phone',
    ...fields,
  };
}
