/**
 * The first of the wishes (language tags) that is spoken, by its main language ("nl-BE" is "nl"), or
 * `fallback`. `spoken` are the languages there are prompts for.
 */
export function chooseLanguage(
  wishes: readonly (string | undefined)[],
  spoken: readonly string[],
  fallback: string,
): string {
  const mains = wishes.map((wish) => `${wish}`.slice(0, 2).toLowerCase());
  return mains.find((main) => spoken.includes(main)) ?? fallback;
}
