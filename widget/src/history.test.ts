// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHistory } from './history.ts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

function throwBlocked(): never {
  throw new DOMException('blocked', 'SecurityError');
}

describe('openHistory', () => {
  it('reads on a later page what an earlier page stored', () => {
    openHistory().update({ asked: { s: 5 } });
    openHistory().update({ orders: { 1: 9 } });
    expect(openHistory().read()).toEqual({ asked: { s: 5 }, orders: { 1: 9 } });
  });

  it('is empty when the stored JSON is invalid', () => {
    localStorage.setItem('nines', '{invalid');
    expect(openHistory().read()).toEqual({});
  });

  it('lasts as long as the page where localStorage is blocked', () => {
    vi.stubGlobal(
      'localStorage',
      new Proxy({}, { get: throwBlocked, set: throwBlocked, ownKeys: throwBlocked }),
    );
    const history = openHistory();
    history.update({ asked: { s: 7 } });
    expect(history.read()).toEqual({ asked: { s: 7 } });
    expect(history.unsent()).toBeUndefined();
    expect(() => history.clear()).not.toThrow();
    expect(history.read()).toEqual({});
  });

  it('clears its own keys and leaves the shop’s', () => {
    localStorage.setItem('cart', '3');
    localStorage.setItem('nines.v1/views0', '{}');
    const history = openHistory();
    history.update({ fate: 0.5 });
    expect(history.unsent()).toBe('nines.v1/views0');
    history.clear();
    expect({ ...localStorage }).toEqual({ cart: '3' });
  });
});
