/**
 * The first of the preferred language tags that has a prompt, else `fallback`. Only the main language
 * counts: "nl-BE" is "nl", and "nb" and "nn" are both "no". `available` is a list such as "en,nl".
 */
export function chooseLanguage(
  preferred: readonly (string | undefined)[],
  available: string,
  fallback: string,
): string {
  const mainLanguages = preferred.map((tag) =>
    `${tag}`
      .slice(0, 2)
      .toLowerCase()
      .replace(/^n[bn]/, 'no'),
  );
  return mainLanguages.find((main) => main[1] && available.includes(main)) ?? fallback;
}
