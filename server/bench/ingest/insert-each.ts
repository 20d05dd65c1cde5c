import postgres from 'postgres';
import { serveWithZod } from './zod-app.ts';

/**
 * Yardstick (c): the simplest implementation. Each answer is one transaction with one INSERT and one upsert of
 * the day's counts, through a pool of ten.
 */
const [databaseUrl, ids] = process.argv.slice(2);
const sql = postgres(databaseUrl!, { max: 10 });
const shops = new Map(JSON.parse(ids!) as [key: string, ids: [shop: number, survey: number]][]);

await serveWithZod(async (answer) => {
  const [shop, survey] = shops.get(answer.key)!;
  const day = new Date().toISOString().slice(0, 10);
  const { order } = answer;
  await sql.begin(async (transaction) => {
    const stored = await transaction`
      insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
        moment, channel, device, locale, comment, url, order_id, order_value, order_currency)
      values (${shop}, ${survey}, ${answer.id}, now(), ${day}, ${answer.revision}, ${answer.score},
        false, ${answer.moment}, ${answer.channel}, 'phone', ${answer.locale ?? null},
        ${answer.comment ?? null}, ${answer.url ?? null}, ${order?.id ?? null},
        ${order?.value ?? null}, ${order?.currency ?? null})
      on conflict do nothing`;
    if (stored.count === 0) return;
    const count = transaction(`c${answer.score}`);
    const key = transaction`${shop}, ${survey}, ${day}`;
    await transaction`
      insert into rollups as r (shop_id, survey_id, day, dimension, value, ${count}) values
        (${key}, '', '', 1), (${key}, 'moment', ${answer.moment}, 1),
        (${key}, 'locale', ${answer.locale ?? 'und'}, 1), (${key}, 'device', 'phone', 1),
        (${key}, 'channel', ${answer.channel}, 1)
      on conflict (shop_id, survey_id, dimension, day, value)
      do update set ${count} = r.${count} + 1`;
  });
});
