import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { weaknessOf } from '../../src/config/secrets.ts';
import { ninesProcess, type NinesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { createDatabase } from '../harness/server.ts';
import { adminToken } from '../harness/shops.ts';

const forwarded = [
  { 'x-forwarded-for': '203.0.113.77' },
  { forwarded: 'for=203.0.113.77' },
  { 'x-forwarded-proto': 'https' },
  { 'x-forwarded-host': 'evil.example' },
];

const makeShop = (server: { url: string }, token: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/v1/shops`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ name: 'X', origins: [] }),
  });

describe('an ADMIN_TOKEN that can be guessed', () => {
  it.each([
    'short',
    'a'.repeat(40),
    'abcdefghijklmnopqrstuvwxyz0123456789',
    '0123456789'.repeat(4),
    'the-admin-token-of-the-tests-and-demos',
    'choose-a-long-one-choose-a-long-one',
    'correct-horse-battery-staple-for-us',
    'MyAdminTokenPassword1234567890!!!!!!',
    'CHANGE_ME_PLEASE_CHANGE_ME_PLEASE_CHANGE_ME',
    'Tr0ub4dor&3Tr0ub4dor&3Tr0ub4dor&3',
    `${randomBytes(24).toString('base64')} ${randomBytes(24).toString('base64')}`,
  ])('does not start the server: %s', (token) => {
    const read = () => readConfig({ ADMIN_TOKEN: token });
    expect(read).toThrow(
      /^The environment is not right: ADMIN_TOKEN: [^\n]+openssl rand -base64 32/,
    );
    // The log of a failed start must not hold a secret.
    expect(read).not.toThrow(token.slice(0, 12));
  });

  it('is refused beside a good one too, and the line says which it is', () => {
    const good = randomBytes(32).toString('base64');
    expect(() => readConfig({ ADMIN_TOKEN: `${good},${'a'.repeat(40)}` })).toThrow(
      /secret 2 of 2 can be guessed/,
    );
    expect(() => readConfig({ ADMIN_TOKEN: `${good},` })).toThrow(/secret 2 of 2 must have/);
  });

  it('is never a random one, however it was made', () => {
    for (let time = 0; time < 300; time += 1) {
      for (const token of [
        randomBytes(32).toString('base64'),
        randomBytes(24).toString('base64url'),
        randomBytes(16).toString('hex'),
        randomBytes(32).toString('hex'),
      ]) {
        expect(weaknessOf(token), token).toBeUndefined();
      }
    }
  });
});

describe('a server whose ADMIN_TOKEN is being changed, behind a proxy that nobody named', () => {
  const fresh = randomBytes(32).toString('base64');
  let nines: NinesProcess;

  beforeAll(async () => {
    nines = ninesProcess(await freePort(), {
      DATABASE_URL: await createDatabase(),
      LOG_LEVEL: 'info',
      ADMIN_TOKEN: `${adminToken}, ${fresh}`,
    });
    await nines.start();
  });
  afterAll(() => nines.stop());

  it('takes the old and the new token, and no other', async () => {
    expect((await makeShop(nines, adminToken)).status).toBe(201);
    expect((await makeShop(nines, fresh)).status).toBe(201);
    expect((await makeShop(nines, `${adminToken}, ${fresh}`)).status).toBe(401);
    expect((await makeShop(nines, '')).status).toBe(401);
    expect(readConfig({ ADMIN_TOKEN: fresh }).adminTokens).toEqual([fresh]);
    expect(readConfig({}).adminTokens).toEqual([]);
  });

  it('warns once of the headers, with the name of the setting and no address', async () => {
    const warnings = () => nines.log().match(/^.*headers of a proxy.*$/gm) ?? [];
    expect(warnings()).toEqual([]);
    for (const headers of [...forwarded, ...forwarded]) {
      expect((await makeShop(nines, adminToken, headers)).status).toBe(201);
    }
    await makeShop(nines, 'the last one');
    await expect.poll(() => nines.log()).toMatch(/"status":401[^\n]*\n?$/);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('TRUST_PROXY');
    expect(warnings()[0]).not.toContain('127.0.0.1');
    expect(nines.log()).not.toMatch(/203\.0\.113|evil\.example/);
  });
});

it('TRUST_PROXY=true, with which each client chooses its own address, does not start', () => {
  expect(() => readConfig({ TRUST_PROXY: 'true' })).toThrow(
    /^The environment is not right: TRUST_PROXY: true would [^\n]+ how many proxies [^\n]+10\.0\.0\.0\/8\)$/,
  );
});
