// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetKey, keepKey, keyFrom, readKey } from './session.ts';

beforeEach(() => {
  sessionStorage.clear();
  location.href = 'http://localhost/dashboard?period=7d';
});

describe('readKey', () => {
  it('takes the key out of the address and remembers it', () => {
    location.hash = '#key=sk_1_abc';
    expect(readKey()).toBe('sk_1_abc');
    expect(location.href).toBe('http://localhost/dashboard?period=7d');
    expect(readKey()).toBe('sk_1_abc');
  });

  it('lets a new link replace the key of the tab', () => {
    keepKey('old');
    location.hash = '#key=new';
    expect(readKey()).toBe('new');
  });

  it('keeps the key of the tab when the link has none', () => {
    keepKey('kept');
    location.hash = '#key=';
    expect(readKey()).toBe('kept');
    location.hash = '#elsewhere';
    expect(readKey()).toBe('kept');
  });

  it('knows nothing once the key is forgotten', () => {
    keepKey('kept');
    forgetKey();
    expect(readKey()).toBeNull();
  });
});

describe('keyFrom', () => {
  it('takes the key itself, with the spaces that copying adds', () => {
    expect(keyFrom('  sk_1_abc\n')).toBe('sk_1_abc');
  });

  it('takes the key out of a whole link', () => {
    expect(keyFrom('http://127.0.0.1:8080/dashboard#key=sk_1_abc')).toBe('sk_1_abc');
  });
});
