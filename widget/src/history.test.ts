// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHistory } from './history.ts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

function throwBlocked(): never {
  throw new DOMException('blocked', 'SecurityError');
}

describe('openHistory', () => {
  it('reads on a later page what an earlier page stored', () => {
    openHistory().update({ asked: { s: 5 } });
    openHistory().update({ orders: { '#1': 9 } });
    expect(openHistory().read()).toEqual({ asked: { s: 5 }, orders: { '#1': 9 } });
  });

  it('is empty when the stored JSON is invalid', () => {
    localStorage.setItem('nines', '{invalid');
    expect(openHistory().read()).toEqual({});
  });

  it('lasts as long as the page where localStorage is blocked', () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      vi.spyOn(window, name as 'localStorage', 'get').mockImplementation(throwBlocked);
    }
    const history = openHistory();
    history.update({ asked: { s: 7 } });
    expect(history.read()).toEqual({ asked: { s: 7 } });
    history.session['nines.v1/views0'] = '{}';
    expect(history.hasUnsent()).toBe(true);
    history.clear();
    expect(history.hasUnsent()).toBe(false);
    expect(history.read()).toEqual({});
  });

  it('lasts as long as the page where localStorage is full', () => {
    const full = new Proxy({} as Record<string, string>, { set: throwBlocked });
    vi.spyOn(window, 'localStorage', 'get').mockReturnValue(full as unknown as Storage);
    const history = openHistory();
    history.update({ asked: { s: 7 } });
    expect(history.read()).toEqual({ asked: { s: 7 } });
  });

  it('clears its own keys and leaves the shop’s', () => {
    localStorage.setItem('cart', '3');
    localStorage.setItem('ninesomething', '1');
    sessionStorage.setItem('nines.v1/views0', '{}');
    localStorage.setItem('nines.v1/views1', '{}');
    const history = openHistory();
    history.update({ fate: 0.5 });
    expect(history.hasUnsent()).toBe(true);
    history.clear();
    expect(history.hasUnsent()).toBe(false);
    expect({ ...localStorage, ...sessionStorage }).toEqual({ cart: '3', ninesomething: '1' });
  });
});
