import { describe, expect, it } from 'vitest';

const languages = import.meta.glob<Record<string, string>>('./messages/*.ts', { eager: true });
const english = languages['./messages/en.ts'] ?? {};

function marks(text = ''): string[] {
  return text.match(/\{\w+\}/g) ?? [];
}

describe.each(Object.entries(languages))('%s', (_, spoken) => {
  it('says all that English says, with the same marks', () => {
    expect(Object.keys(spoken).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [name, text] of Object.entries(english)) {
      expect(spoken[name]?.trim()).toBeTruthy();
      expect(marks(spoken[name])).toEqual(marks(text));
    }
  });
});
