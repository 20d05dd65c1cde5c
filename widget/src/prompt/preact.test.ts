// @vitest-environment happy-dom
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { build, type Rolldown } from 'vite';
import type { Card as CardComponent } from './card.tsx';

type Bundle = {
  show(properties: Parameters<typeof CardComponent>[0], root: Element): void;
};

/** The prompt's view with one of two Preacts: the whole one, or the reduced one of the build. */
async function bundle(reduced: boolean): Promise<Bundle> {
  const preact = `${import.meta.dirname}/../../node_modules/preact/src/index.js`;
  const entryFile = `${import.meta.dirname}/entry.tsx`;
  const entry = `
    import { h, render } from 'preact';
    import { Card } from './card.tsx';
    import { question } from './rating.tsx';
    import { steps } from './later/later.ts';
    export const show = (properties, root) =>
      render(h(Card, { ...properties, steps: { question, ...steps } }), root);`;
  const result = await build({
    configFile: false,
    logLevel: 'error',
    // Without what JSX adds for development.
    oxc: { jsx: { development: false } },
    root: `${import.meta.dirname}/../..`,
    resolve: reduced ? { alias: { preact } } : {},
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entryFile ? id : null),
        load: (id) => (id === entryFile ? entry : null),
      },
    ],
    build: { write: false, minify: false, lib: { entry: entryFile, formats: ['es'] } },
  });
  const [{ code } = { code: '' }] = (result as Rolldown.RolldownOutput[])[0]?.output ?? [];
  return (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  )) as Bundle;
}

let whole: Bundle;
let reduced: Bundle;
beforeAll(async () => {
  [whole, reduced] = await Promise.all([bundle(false), bundle(true)]);
});

const followUps = ['comment', 'reasons', 'effort', 'expectation', 'email'] as const;
const survey = fc.record({
  settings: fc.record({
    key: fc.constant('k'),
    shop: fc.constant('Oever'),
    reasons: fc.constant(['a', 'b', 'c'].map((id) => ({ id, label: { en: id } }))),
    reader: fc.option(fc.constant({ name: 'Anna' }), { nil: undefined }),
    review: fc.option(fc.constant({ url: 'https://r.example', site: 'R' }), { nil: undefined }),
    followUps: fc
      .uniqueArray(fc.constantFrom(...followUps), { minLength: 3 })
      .map((steps) => ({ promoter: steps, passive: steps, detractor: steps })),
  }),
  language: fc.constantFrom('en', 'ar'),
  replies: fc.record({
    score: fc.integer({ min: 0, max: 10 }),
    reasons: fc.subarray(['a', 'b', 'c']),
    comment: fc.option(fc.constant('late'), { nil: undefined }),
    effort: fc.integer({ min: 1, max: 7 }),
  }),
  position: fc.integer({ min: 0, max: 4 }),
});

it('the reduced Preact draws what the whole one draws, whatever is shown after whatever', () => {
  fc.assert(
    fc.property(fc.array(survey, { minLength: 1, maxLength: 8 }), (states) => {
      const calls: [string, unknown][][] = [[], []];
      const drawn = [whole, reduced].map((preact, index) => {
        const root = document.createElement('div');
        // The prompt moves the card into its shadow root once it is drawn.
        const place = document.createElement('div');
        const record = (name: string) => (value?: unknown) =>
          void calls[index]?.push([name, value]);
        const acts = { answer: record('answer'), go: record('go'), close: () => record('close')() };
        return states.map((state) => {
          preact.show({ survey: state as never, steps: {}, ...acts }, root);
          if (!place.firstChild) place.append(root.firstChild!);
          for (const button of place.querySelectorAll('button')) button.click();
          return place.innerHTML;
        });
      });
      expect(drawn[1]).toEqual(drawn[0]);
      expect(calls[1]).toEqual(calls[0]);
      expect(calls[0]?.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
