/** What the badge says in one language. Numbers come ready to be read. */
export type BadgeTexts = {
  score: string;
  answers(count: number): string;
  period: string;
  none: string;
  title(shop: string, score: string, answers: string): string;
  titleNone(shop: string): string;
  description(shares: [string, string, string], interval: [string, string]): string;
};

const en: BadgeTexts = {
  score: 'Net Promoter Score',
  answers: (count) => (count === 1 ? '1 answer' : `${count.toLocaleString('en')} answers`),
  period: 'past 12 months',
  none: 'No answers yet',
  title: (shop, score, answers) =>
    `${shop}: Net Promoter Score ${score}, from ${answers} in the past 12 months`,
  titleNone: (shop) => `${shop}: no answers yet`,
  description: ([promoters, passives, detractors], [low, high]) =>
    `${promoters} promoters, ${passives} passives, ${detractors} detractors. With 95% confidence the score lies between ${low} and ${high}. Measured with Nines.`,
};

const nl: BadgeTexts = {
  score: 'Net Promoter Score',
  answers: (count) => (count === 1 ? '1 antwoord' : `${count.toLocaleString('nl')} antwoorden`),
  period: 'afgelopen 12 maanden',
  none: 'Nog geen antwoorden',
  title: (shop, score, answers) =>
    `${shop}: Net Promoter Score ${score}, uit ${answers} in de afgelopen 12 maanden`,
  titleNone: (shop) => `${shop}: nog geen antwoorden`,
  description: ([promoters, passives, detractors], [low, high]) =>
    `${promoters} promoters, ${passives} passief tevreden, ${detractors} criticasters. Met 95% zekerheid ligt de score tussen ${low} en ${high}. Gemeten met Nines.`,
};

/** The texts for a language tag: Dutch for `nl-BE`, English for what is not spoken. */
export function badgeTexts(locale: string): BadgeTexts {
  return locale.toLowerCase().split('-')[0] === 'nl' ? nl : en;
}
