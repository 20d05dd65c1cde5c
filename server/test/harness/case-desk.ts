import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, postAnswer, type Reply } from './requests.ts';
import type { TestServer } from './server.ts';
import { uuidv7 } from './uuid.ts';

/** The requests of a shop's employee who works on cases. */
export type CaseDesk = ReturnType<typeof caseDesk>;

export function caseDesk(server: TestServer, shop: CreatedShop) {
  function send(method: string, path: string, body?: object): Promise<Reply> {
    const headers = body ? { 'content-type': 'application/json' } : {};
    return ask(server, shop, path, { method, headers, body: body ? JSON.stringify(body) : null });
  }
  return {
    send,
    find: (id: string) => send('GET', `/v1/cases/${id}`),
    patch: (id: string, body: object) => send('PATCH', `/v1/cases/${id}`, body),
    note: (id: string, body: object) => send('POST', `/v1/cases/${id}/notes`, body),
    summary: (query = '') => send('GET', `/v1/cases/summary?${query}`),
    /** Stores an answer, by default a detractor's, and returns its id. */
    async answer(fields: Record<string, unknown> = {}): Promise<string> {
      const id = uuidv7();
      const { status } = await postAnswer(server, shop, { id, score: 3, ...fields });
      if (status !== 201) throw new Error(`The answer was met with ${status}`);
      return id;
    },
    /** The ids of the first hundred cases of a list. */
    async listed(query = ''): Promise<string[]> {
      const { status, body } = await send('GET', `/v1/cases?limit=100&${query}`);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body.cases.map(({ id }: { id: string }) => id);
    },
  };
}
