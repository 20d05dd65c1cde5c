// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHistory } from './history.ts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

function refuse(): never {
  throw new DOMException('refused', 'SecurityError');
}

describe('openHistory', () => {
  it('finds on a later page what an earlier one remembered', () => {
    openHistory().remember({ asked: { s: 5 } });
    openHistory().remember({ orders: ['1'] });
    expect(openHistory().recall()).toEqual({ asked: { s: 5 }, orders: ['1'] });
  });

  it('takes a spoilt memory for an empty one', () => {
    localStorage.setItem('nines', '{spoilt');
    expect(openHistory().recall()).toEqual({});
  });

  it('remembers as long as the page stands where storage is refused', () => {
    vi.stubGlobal('localStorage', new Proxy({}, { get: refuse, set: refuse, ownKeys: refuse }));
    const history = openHistory();
    history.remember({ asked: { s: 7 } });
    expect(history.recall()).toEqual({ asked: { s: 7 } });
    expect(history.unsent()).toBeUndefined();
    expect(() => history.forget()).not.toThrow();
    expect(history.recall()).toEqual({});
  });

  it('forgets its own and leaves what is the shop’s', () => {
    localStorage.setItem('cart', '3');
    localStorage.setItem('nines.v1/views0', '{}');
    const history = openHistory();
    history.remember({ fate: 0.5 });
    expect(history.unsent()).toBe('nines.v1/views0');
    history.forget();
    expect({ ...localStorage }).toEqual({ cart: '3' });
  });
});
