import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
});

async function addSurvey(): Promise<string> {
  const { body } = await ask(server, shop, '/v1/surveys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'After delivery', language: 'nl' }),
  });
  return body.id;
}

function remove(id: string, by = shop) {
  return ask(server, by, `/v1/surveys/${id}`, { method: 'DELETE' });
}

describe('removing a survey', () => {
  it('removes it from every list, and keeps its answers', async () => {
    const id = await addSurvey();
    const answer = { id: uuidv7(), survey: id, score: 3 };
    await postAnswer(server, shop, answer);
    await postAnswer(server, shop, { score: 10 });
    expect((await remove(id)).status).toBe(204);

    const { body } = await ask(server, shop, '/v1/surveys');
    expect(body.surveys.map((survey: { id: string }) => survey.id)).toEqual([shop.surveyId]);
    for (const path of [`/v1/surveys/${id}`, `/v1/surveys/${id}/aggregate`]) {
      expect((await ask(server, shop, path)).status).toBe(404);
    }
    expect((await remove(id)).status).toBe(404);
    const all = await ask(server, shop, '/v1/surveys/all/aggregate');
    expect(all.body.total).toMatchObject({ responses: 1, promoters: 1 });
    const kept = await ask(server, shop, `/v1/responses/${answer.id}`);
    expect(kept.body).toMatchObject({ survey: id, score: 3 });
  });

  it('keeps answers that arrive later, and asks nobody with it', async () => {
    const id = await addSurvey();
    await remove(id);
    const late = { id: uuidv7(), survey: id, score: 4 };
    expect((await postAnswer(server, shop, late)).status).toBe(201);
    expect((await ask(server, shop, `/v1/responses/${late.id}`)).body.survey).toBe(id);

    const second = await addSurvey();
    await remove(shop.surveyId);
    // The remaining active survey is the oldest.
    const next = { id: uuidv7(), score: 8 };
    await postAnswer(server, shop, next);
    expect((await ask(server, shop, `/v1/responses/${next.id}`)).body.survey).toBe(second);
    const loader = await (await fetch(`${server.url}/w/${shop.publicKey}.js`)).text();
    expect(loader).toContain(second);
    expect(loader).not.toContain(shop.surveyId);
  });

  it('keeps the last one, also when two are removed at the same time', async () => {
    expect((await remove(shop.surveyId)).status).toBe(409);
    const id = await addSurvey();
    const replies = await Promise.all([remove(shop.surveyId), remove(id)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    const { body } = await ask(server, shop, '/v1/surveys');
    expect(body.surveys).toHaveLength(1);
  });

  it('is impossible for another shop', async () => {
    await addSurvey();
    expect((await remove(shop.surveyId, await createShop(server))).status).toBe(404);
    expect((await aggregateOf(server, shop)).total.responses).toBe(0);
  });
});
