/**
 * The first of the wishes (language tags) that is spoken, by its main language ("nl-BE" is "nl", and both kinds of Norwegian are "no"), or
 * `fallback`. `spoken` are the languages there are prompts for, as in "en,nl".
 */
export function chooseLanguage(
  wishes: readonly (string | undefined)[],
  spoken: string,
  fallback: string,
): string {
  const mains = wishes.map((wish) =>
    `${wish}`
      .slice(0, 2)
      .toLowerCase()
      .replace(/^n[bn]/, 'no'),
  );
  return mains.find((main) => main[1] && spoken.includes(main)) ?? fallback;
}
