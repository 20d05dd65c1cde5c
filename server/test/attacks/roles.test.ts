import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { includesRole, roles, type Role } from '@nines/shared/wire/key';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

/** The routes that others than owners may use. A route that is not here is for owners only. */
const lesserRoutes: Record<string, Role> = {
  'GET /v1/me': 'viewer',
  'GET /v1/shop': 'viewer',
  'GET /v1/surveys': 'viewer',
  'GET /v1/surveys/{id}': 'viewer',
  'GET /v1/surveys/{id}/aggregate': 'viewer',
  'GET /v1/cases/summary': 'viewer',
  'GET /delighted/v1/metrics': 'viewer',
  'GET /v1/responses': 'member',
  'GET /v1/responses/{id}': 'member',
  'GET /v1/cases': 'member',
  'GET /v1/cases/{id}': 'member',
  'PATCH /v1/cases/{id}': 'member',
  'POST /v1/cases/{id}/notes': 'member',
  'GET /v1/customers/{ref}': 'member',
  'GET /v1/webhooks': 'member',
  'GET /v1/webhooks/{id}/deliveries': 'member',
  'GET /delighted/v1/people': 'member',
  'GET /delighted/v1/people/{id}': 'member',
  'GET /delighted/v1/survey_responses': 'member',
  'GET /delighted/v1/survey_responses/{id}': 'member',
  'GET /delighted/v1/unsubscribes': 'member',
  'GET /delighted/v1/bounces': 'member',
};

type Operation = { 'x-role'?: Role; security?: object[]; description?: string };
type Description = { paths: Record<string, Record<string, Operation>> };

let server: TestServer;
let shop: CreatedShop;
let operations: [string, Operation][];
const keys = {} as Record<Role, string>;

const json = { 'content-type': 'application/json' };

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  for (const role of roles) {
    const added = await ask(server, shop, '/v1/shop/keys', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ kind: 'secret', role, name: `A ${role}` }),
    });
    keys[role] = added.body.key;
  }
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as Description;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
});
afterAll(() => server.stop());

/** Calls an operation with ids of nothing, and no body. */
function call(operation: string, key: string) {
  const [method = '', template = ''] = operation.split(' ');
  const path = template.replace(/\{\w+\}/g, 'none');
  const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return ask(server, { secretKey: key }, path, {
    method,
    headers: path.startsWith('/delighted') ? { authorization: basic } : {},
  });
}

const privateRoutes = () => operations.filter(([, operation]) => operation['x-role']);

describe('a secret key of a lesser role', () => {
  it('opens the routes of its role and nothing else', async () => {
    expect(privateRoutes().length).toBeGreaterThanOrEqual(40);
    for (const [operation] of privateRoutes()) {
      const needed = lesserRoutes[operation] ?? 'owner';
      for (const role of roles.filter((each) => !includesRole(each, needed))) {
        const { status, body } = await call(operation, keys[role]);
        expect(status, `${role}: ${operation}`).toBe(403);
        expect(body.detail ?? body.message).toBe(
          `This needs the role ${needed}, and yours is ${role}`,
        );
      }
    }
  });

  it('is told no 403 where its role suffices', async () => {
    for (const [operation] of privateRoutes()) {
      const needed = lesserRoutes[operation] ?? 'owner';
      // Such as the removal of the whole shop.
      if (operation.startsWith('DELETE') && !operation.includes('{')) continue;
      for (const role of roles.filter((each) => includesRole(each, needed))) {
        const { status } = await call(operation, keys[role]);
        expect([401, 403, 500], `${role}: ${operation}`).not.toContain(status);
      }
    }
  });

  it('is described on each route, as are the keys of routes outside of the roles', () => {
    for (const [name, operation] of operations) {
      const role = operation['x-role'];
      if (role === undefined) expect(operation.security, `security of ${name}`).toBeDefined();
      else {
        expect(role, name).toBe(lesserRoutes[name] ?? 'owner');
        expect(operation.description).toContain(`Role: \`${role}\``);
      }
    }
    const names = operations.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(lesserRoutes)));
  });

  it('reads no secret that signs orders', async () => {
    for (const role of roles) {
      const { body } = await ask(server, { secretKey: keys[role] }, '/v1/shop');
      expect(body.signingKeys).toHaveLength(role === 'owner' ? 1 : 0);
    }
  });

  it('makes no key of a higher role, and closes none', async () => {
    for (const role of ['viewer', 'member'] as const) {
      const add = await ask(server, { secretKey: keys[role] }, '/v1/shop/keys', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ kind: 'secret', role: 'owner' }),
      });
      expect(add.status).toBe(403);
      const { body } = await ask(server, shop, '/v1/shop/keys');
      for (const { id } of body.keys) {
        const close = await ask(server, { secretKey: keys[role] }, `/v1/shop/keys/${id}`, {
          method: 'DELETE',
        });
        expect(close.status).toBe(403);
      }
    }
  });

  it('exports nobody: neither as a list, nor as CSV, nor by HEAD', async () => {
    await postAnswer(server, shop, { comment: 'For the shop only' });
    for (const accept of ['application/json', 'text/csv', 'application/x-ndjson']) {
      const reply = await ask(server, { secretKey: keys.viewer }, '/v1/responses', {
        headers: { accept },
      });
      expect(reply.status).toBe(403);
      expect(JSON.stringify(reply.body)).not.toContain('For the shop only');
    }
    const head = await fetch(`${server.url}/v1/responses`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${keys.viewer}` },
    });
    expect(head.status).toBe(403);
  });
});

it('tells each key who it is', async () => {
  for (const role of roles) {
    const { body } = await ask(server, { secretKey: keys[role] }, '/v1/me');
    expect(body).toEqual({
      shop: { id: shop.shopId, name: 'Test shop' },
      role,
      key: { id: expect.any(String), name: `A ${role}` },
    });
  }
  const first = await ask(server, shop, '/v1/me');
  expect(first.body).toMatchObject({ role: 'owner', key: { name: null } });
});
