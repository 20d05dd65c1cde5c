import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { inTransaction, type Sql } from '../database/sql.ts';
import { encodeId } from '../database/ids.ts';
import { defaultSurvey } from '../surveys/default-survey.ts';
import { insertSurvey } from '../surveys/store.ts';
import { storeNewKey } from './keys.ts';
import { snippetOf } from './snippet.ts';
import { insertShop } from './store.ts';
import { databaseTimeZone } from './time-zone.ts';

/**
 * Makes a shop with its first keys and a survey in its language: all of it or nothing. Throws 422 for a
 * time zone that the database does not know.
 */
export async function createShop(sql: Sql, shop: NewShop, publicUrl: string): Promise<CreatedShop> {
  return await inTransaction(sql, async (transaction) => {
    const timezone = await databaseTimeZone(transaction, shop.timezone);
    const { id } = await insertShop(transaction, { ...shop, timezone });
    const open = await storeNewKey(transaction, id, 'public');
    const secret = await storeNewKey(transaction, id, 'secret');
    const survey = await insertSurvey(transaction, id, defaultSurvey(shop.locale));
    return {
      shopId: encodeId(id),
      publicKey: open.key,
      secretKey: secret.key,
      surveyId: survey.id,
      snippet: snippetOf(publicUrl, open.key),
    };
  });
}
