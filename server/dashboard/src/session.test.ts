// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { clearKey, parsePastedKey, readKey, storeKey } from './session.ts';

beforeEach(() => {
  sessionStorage.clear();
  location.href = 'http://localhost/dashboard?period=7d';
});

describe('readKey', () => {
  it('moves the key from the URL into the storage', () => {
    location.hash = '#key=sk_1_abc';
    expect(readKey()).toBe('sk_1_abc');
    expect(location.href).toBe('http://localhost/dashboard?period=7d');
    expect(readKey()).toBe('sk_1_abc');
  });

  it('replaces the stored key by the key in the URL', () => {
    storeKey('old');
    location.hash = '#key=new';
    expect(readKey()).toBe('new');
  });

  it('returns the stored key if the URL has none', () => {
    storeKey('stored');
    location.hash = '#key=';
    expect(readKey()).toBe('stored');
    location.hash = '#elsewhere';
    expect(readKey()).toBe('stored');
  });

  it('returns null after the key was cleared', () => {
    storeKey('stored');
    clearKey();
    expect(readKey()).toBeNull();
  });
});

describe('parsePastedKey', () => {
  it('removes spaces around the key', () => {
    expect(parsePastedKey('  sk_1_abc\n')).toBe('sk_1_abc');
  });

  it('finds the key in a link', () => {
    expect(parsePastedKey('http://127.0.0.1:8080/dashboard#key=sk_1_abc')).toBe('sk_1_abc');
  });
});
