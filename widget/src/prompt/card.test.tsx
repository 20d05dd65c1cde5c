// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Card } from './card.tsx';
import { steps } from './later/later.ts';
import { question } from './rating.tsx';
import type { Survey } from './survey.ts';

afterEach(cleanup);

const reasons = ['delivery', 'price'].map((id) => ({ id, label: { en: id.toUpperCase() } }));

/** Shows the card of a survey whose only follow-up is `step`, if any, at that step. */
function show(step?: keyof typeof steps, survey: Partial<Survey> = {}) {
  const followUps = step && step !== 'thanks' ? [step] : [];
  const settings = {
    key: 'k',
    shop: 'Oever',
    reasons,
    followUps: { promoter: followUps, passive: followUps, detractor: followUps },
    ...survey.settings,
  };
  const acts = { answer: vi.fn(), go: vi.fn(), close: vi.fn() };
  const state = { language: 'en', replies: { score: 3 }, position: step ? 1 : 0, ...survey };
  render(<Card survey={{ ...state, settings }} steps={{ question, ...steps }} {...acts} />);
  return acts;
}

const names = (role: string) =>
  screen.getAllByRole(role).map((part) => part.getAttribute('aria-label') ?? part.textContent);

describe('the rating', () => {
  it('asks with the shop’s name, and says what the ends of the scale mean', () => {
    show(undefined, { replies: {} });
    expect(screen.getByRole('heading').textContent?.trim()).toBe(
      'How likely are you to recommend Oever to a friend?',
    );
    expect(names('radio')).toEqual([
      '0, Not at all likely',
      ...'123456789',
      '10, Extremely likely',
    ]);
  });

  it('starts at 1 where the scale does', () => {
    show(undefined, { replies: {}, settings: { key: 'k', shop: 'Oever', scale: '1-10' } });
    expect(names('radio')).toHaveLength(10);
    expect(names('radio')[0]).toBe('1, Not at all likely');
  });

  it('is answered by one tap, and entered by Tab at the first radio or the chosen one', () => {
    const { answer } = show(undefined, { replies: {} });
    const tabStops = () => screen.getAllByRole('radio').filter(({ tabIndex }) => tabIndex === 0);
    expect(tabStops().map((radio) => radio.textContent)).toEqual(['0']);
    fireEvent.click(screen.getByRole('radio', { name: '9' }));
    expect(answer).toHaveBeenCalledExactlyOnceWith(9, true);
    cleanup();
    show(undefined, { replies: { score: 7 } });
    expect(tabStops().map((radio) => radio.textContent)).toEqual(['7']);
    expect(screen.getByRole('radio', { checked: true }).textContent).toBe('7');
  });

  it('has a button that closes the card', () => {
    const { close } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('a later step', () => {
  it('comment: its title is that of the band, and the answer is without spaces around it', () => {
    const { answer } = show('comment');
    expect(screen.getByRole('heading').textContent).toContain('What went wrong?');
    const field = screen.getByRole('textbox');
    fireEvent.input(field, { target: { value: ' late  ' } });
    expect(answer).toHaveBeenLastCalledWith('late');
    fireEvent.input(field, { target: { value: '   ' } });
    expect(answer).toHaveBeenLastCalledWith(undefined);
  });

  it.each([
    [3, true],
    [7, false],
  ])('comment: after a %i the reader is named: %s', (score, named) => {
    const settings = { key: 'k', shop: 'Oever', reader: { name: 'Anna' } };
    show('comment', { settings, replies: { score } });
    expect(screen.queryByText('Anna reads this today.') !== null).toBe(named);
  });

  it('reasons: a tap chooses one, another tap takes it back', () => {
    const { answer } = show('reasons', { replies: { score: 3, reasons: ['price'] } });
    fireEvent.click(screen.getByRole('button', { name: 'DELIVERY', pressed: false }));
    expect(answer).toHaveBeenLastCalledWith(['price', 'delivery']);
    fireEvent.click(screen.getByRole('button', { name: 'PRICE', pressed: true }));
    expect(answer).toHaveBeenLastCalledWith([]);
  });

  it('effort: a tap answers and goes on', () => {
    const { answer } = show('effort');
    expect(names('radio')).toEqual(['1, Very hard', ...'23456', '7, Very easy']);
    fireEvent.click(screen.getByRole('radio', { name: /^2/ }));
    expect(answer).toHaveBeenCalledExactlyOnceWith(2, true);
  });

  it('expectation: a tap answers with the server’s name of the level', () => {
    const { answer } = show('expectation');
    fireEvent.click(screen.getByRole('radio', { name: 'I was amazed' }));
    expect(answer).toHaveBeenCalledExactlyOnceWith('amazed', true);
  });

  it.each([
    ['kim@mail.example', 'kim@mail.example'],
    ['kim@mail', undefined],
    ['', undefined],
  ])('email: %j answers %j', (value, expected) => {
    const { answer } = show('email');
    fireEvent.input(screen.getByRole('textbox'), { target: { value } });
    expect(answer).toHaveBeenLastCalledWith(expected);
  });

  it.each([
    [3, false],
    [9, true],
  ])('thanks: after a %i the link to review is prominent: %s', (score, prominent) => {
    const review = { url: 'https://reviews.example/', site: 'Kiyoh' };
    show('thanks', { settings: { key: 'k', shop: 'Oever', review }, replies: { score } });
    const link = screen.getByRole('link', { name: 'Review us on Kiyoh' });
    expect(link.getAttribute('href')).toBe(review.url);
    expect(link.classList.contains('go')).toBe(prominent);
  });
});

describe('the footer', () => {
  it.each([
    [{ score: 3 }, 'Skip'],
    [{ score: 3, reasons: [] }, 'Skip'],
    [{ score: 3, reasons: ['price'] }, 'Send'],
  ])('after %j says %s, and goes on or back', (replies, label) => {
    const { go } = show('reasons', { replies });
    fireEvent.click(screen.getByRole('button', { name: label }));
    expect(go).toHaveBeenLastCalledWith(2);
    fireEvent.click(screen.getByRole('button', { name: 'Back, you chose 3' }));
    expect(go).toHaveBeenLastCalledWith(0);
  });
});
