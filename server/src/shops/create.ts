import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { type Sql, inTransaction } from '../database/sql.ts';
import { encodeId } from '../database/ids.ts';
import { defaultSurvey } from '../surveys/default-survey.ts';
import { insertSurvey } from '../surveys/store.ts';
import { storeNewKey } from './keys.ts';
import { insertShop } from './store.ts';

/** Creates a shop with its first keys and a survey in its language, in one transaction. */
export async function createShop(sql: Sql, shop: NewShop, publicUrl: string): Promise<CreatedShop> {
  return inTransaction(sql, async (transaction) => {
    const { id } = await insertShop(transaction, shop);
    const open = await storeNewKey(transaction, id, { kind: 'public' });
    const secret = await storeNewKey(transaction, id, { kind: 'secret' });
    await storeNewKey(transaction, id, { kind: 'signing' });
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

/** The tag that a shop owner pastes. */
export function snippetOf(publicUrl: string, publicKey: string): string {
  return `<script async src="${publicUrl}/w/${publicKey}.js"></script>`;
}
