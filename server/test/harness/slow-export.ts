import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type postgres from 'postgres';
import type { CreatedShop } from '@nines/shared/wire/shop';

/** Stores so many answers of the shop, each with a comment of 200 characters. They are not counted. */
export async function fillWithAnswers(
  { sql }: { sql: postgres.Sql },
  of: CreatedShop,
  count: number,
): Promise<void> {
  await sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      moment, channel, device, comment)
    select ${Number.parseInt(of.shopId, 36)}, ${Number.parseInt(of.surveyId, 36)},
      gen_random_uuid(), now() - n * interval '1 second', current_date, 1, 9, false, 'checkout',
      'api', 'other', repeat('x', 200)
    from generate_series(1, ${count}) as n`;
}

/** An export that was begun, and of which nothing was read yet. */
export type BegunExport = {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** Reads the rest. Throws unless it ends properly. */
  read(): Promise<void>;
  close(): void;
};

/** Starts an export and reads nothing of it. */
export async function beginExport(
  { url }: { url: string },
  of: Pick<CreatedShop, 'secretKey'>,
): Promise<BegunExport> {
  const request = httpRequest(`${url}/v1/responses`, {
    headers: { authorization: `Bearer ${of.secretKey}`, accept: 'application/x-ndjson' },
    agent: false,
  });
  request.on('error', () => {});
  request.end();
  const reply = await new Promise<IncomingMessage>((resolve) => {
    request.once('response', resolve);
  });
  reply.on('error', () => {});
  const { statusCode: status, headers } = reply;
  return {
    status,
    headers,
    async read() {
      for await (const _ of reply);
    },
    close: () => request.destroy(),
  };
}
