import { describe, expect, it } from 'vitest';

const languages = import.meta.glob<Record<string, string>>('./messages/*.ts', {
  eager: true,
  import: 'default',
});
const english = languages['./messages/en.ts'] ?? {};

function placeholdersOf(text = ''): string[] {
  return text.match(/\{\w+\}/g) ?? [];
}

describe.each(Object.entries(languages))('%s', (_, messages) => {
  it('has every text that English has, with the same placeholders', () => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [name, text] of Object.entries(english)) {
      expect(messages[name]?.trim()).toBeTruthy();
      expect(placeholdersOf(messages[name])).toEqual(placeholdersOf(text));
    }
  });
});
