import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';

it('has defaults for everything, and listens on the local machine only', () => {
  expect(readConfig({})).toMatchObject({ port: 8080, host: '127.0.0.1', rateLimitPerMinute: 120 });
});

it('treats an empty variable as unset', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: '' }).databaseUrl).toBeUndefined();
});

it.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://localhost'],
  ['PUBLIC_URL', 'nines.example'],
  ['ADMIN_TOKEN', 'short'],
  ['LOG_LEVEL', 'loud'],
  ['RATE_LIMIT_PER_MINUTE', '-1'],
])('names %s when it is %s, in one line', (name, value) => {
  const read = () => readConfig({ [name]: value });
  expect(read).toThrow(new RegExp(`^The environment is not right: ${name}: [^\n]+$`));
});

it('reads which proxies are trusted', () => {
  const trusts = ['false', '2', '10.0.0.0/8,127.0.0.1', ''];
  expect(trusts.map((TRUST_PROXY) => readConfig({ TRUST_PROXY }).trustProxy)).toEqual([
    false,
    2,
    '10.0.0.0/8,127.0.0.1',
    false,
  ]);
});
