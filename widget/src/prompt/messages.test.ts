import { describe, expect, it } from 'vitest';

const files = import.meta.glob<Record<string, string>>('./messages/*/*.ts', { eager: true });
const languages = [...new Set(Object.keys(files).map((file) => file.split('/')[2] ?? ''))];

function marks(text = ''): string[] {
  return text.match(/\{\w+\}/g) ?? [];
}

describe.each(languages)('%s', (language) => {
  it.each(['score', 'conversation'])('says in %s all that English says', (file) => {
    const english = files[`./messages/en/${file}.ts`] ?? {};
    const spoken = files[`./messages/${language}/${file}.ts`] ?? {};
    expect(Object.keys(spoken).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [name, text] of Object.entries(english)) {
      expect(spoken[name]?.trim()).toBeTruthy();
      expect(marks(spoken[name])).toEqual(marks(text));
    }
  });
});
