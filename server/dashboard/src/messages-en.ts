import type { Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Period } from './view.ts';

const periodNames: Record<Period, string> = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '365d': 'Year',
};
const intervalNames: Record<Interval, string> = {
  day: 'day',
  week: 'week',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
};
const dimensionNames: Record<Dimension, string> = {
  moment: 'By moment',
  locale: 'By language',
  device: 'By device',
  channel: 'By channel',
};
/** Names of values. A value without a name is shown as the shop wrote it. */
const valueNames: Record<Dimension, Record<string, string>> = {
  moment: {
    checkout: 'After checkout',
    delivery: 'After delivery',
    service: 'After customer service',
    recovery: 'After a complaint was solved',
    checkin: 'At a check-in',
  },
  locale: {},
  device: {
    phone: 'Phone',
    tablet: 'Tablet',
    desktop: 'Computer',
    other: 'Other',
  },
  channel: {
    widget: 'In the shop',
    page: 'Rating page',
    email: 'E-mail',
    qr: 'QR code',
    api: 'Your own system',
  },
};

/** All texts in English. The other languages have the same structure. */
export const en = {
  title: (shop: string) => `${shop} · Nines`,
  signIn: {
    heading: 'Welcome back',
    intro: 'Enter the secret key of your shop to see how it is doing.',
    label: 'Secret key',
    hint: 'You were given it when the shop was made. It stays in this tab and is gone when you close it.',
    submit: 'Show my score',
    checking: 'One moment…',
    empty: 'Enter your secret key first.',
    wrong:
      'This key does not open a shop. Did you perhaps copy the public key, or miss the last character?',
    expired: 'Your key no longer opens this shop; it may have been replaced. Enter the new one.',
  },
  signOut: 'Sign out',
  survey: 'Survey',
  sample:
    'You are looking at sample data. These shoppers were made up, so that you can see how Nines looks once it has run for a year.',
  heading: 'Would they recommend you?',
  period: 'Period',
  periods: periodNames,
  loading: 'Fetching your figures…',
  failure: {
    unreachable: {
      heading: 'Nines cannot be reached right now',
      text: 'Your answers are safe; only this page cannot fetch them. Check your connection, then try again.',
    },
    busy: {
      heading: 'It is busy for a moment',
      text: 'Your answers are safe. Wait a few seconds, then try again.',
    },
    failed: {
      heading: 'Something went wrong on our side',
      text: 'Your answers are safe. Try again; if it keeps happening, tell whoever runs Nines for you.',
    },
    request: (id: string) => `Request ${id}`,
    retry: 'Try again',
  },
  emptyShop: {
    heading: 'Ready for your first answer',
    intro: 'One line in your shop, and shoppers can tell you how likely they are to recommend you.',
    steps: [
      'Copy this tag.',
      'Paste it just before </body> on the page that thanks a shopper for an order.',
      'Place a test order and tap a score. It appears here by itself.',
    ],
    tag: 'The tag for your shop',
    copy: 'Copy the tag',
    copied: 'Copied',
    copyFailed: 'Press Ctrl+C or ⌘C to copy',
    waiting: 'Waiting for the first answer…',
    seen: (views: string, many: boolean) =>
      many
        ? `The tag works: the question has been seen ${views} times. Waiting for the first answer…`
        : 'The tag works: the question has been seen once. Waiting for the first answer…',
  },
  emptyPeriod: {
    heading: 'No answers in this period',
    text: 'There are older ones. Look further back.',
    older: 'The last ones are more than a year old.',
    action: 'Show a year',
  },
  score: {
    name: 'Net Promoter Score',
    axis: 'From −100 (nobody would recommend you) to 100 (everybody would).',
    gauge: (score: string, low: string, high: string) =>
      `On a line from −100 to 100, the score is ${score}; the true score lies most likely between ${low} and ${high}.`,
  },
  signed: {
    all: 'All answers are signed: each belongs to an order of yours.',
    part: (share: string) =>
      `${share} of the answers are signed: those belong to an order of yours. The others may be from anybody.`,
    none: 'No answer is signed, so anybody may have given them.',
    how: 'How to sign orders',
  },
  burst: {
    address: (day: string, answers: string, of: string) =>
      `On ${day}, ${answers} of ${of} unsigned answers came from one address.`,
    'no-origin': (day: string, answers: string, of: string) =>
      `On ${day}, ${answers} of ${of} unsigned answers came from no web page, so perhaps from a script.`,
    advice: 'That is far more than usual in your shop. Look at them before you rely on this score.',
    others: (days: string, many: boolean) =>
      many ? `There are ${days} other days like it.` : 'There is one other day like it.',
  },
  facts: {
    answers: 'Answers',
    rate: 'Response rate',
    mean: 'Average score',
    ofViews: (views: string, many: boolean) =>
      many ? `of the ${views} times it was asked` : 'of the one time it was asked',
    unknownRate: 'Unknown for answers that came in without a view',
    outOf: 'out of 10',
    spread: (deviation: string) => `out of 10, spread ±${deviation}`,
  },
  bands: {
    heading: 'Who said what',
    note: 'Only a 9 or a 10 is a recommendation. Your score is the share of promoters less the share of detractors.',
    promoter: { name: 'Promoters', text: 'Would recommend you' },
    passive: { name: 'Passives', text: 'Content, but not won' },
    detractor: { name: 'Detractors', text: 'May warn others off' },
    count: (count: string, total: string) => `${count} of ${total}`,
    histogram: 'How often each score was given',
    scoreColumn: 'Score',
    countColumn: 'Answers',
    bandColumn: 'Counts as',
    six: (count: string, many: boolean) =>
      many
        ? `A 6 looks like a pass, but it is a warning: these ${count} shoppers count as detractors.`
        : 'A 6 looks like a pass, but it is a warning: this shopper counts as a detractor.',
  },
  trend: {
    heading: 'Over time',
    note: (interval: string) =>
      `Each point is one ${interval}. The band shows where the true score most likely lies: wide where answers are few.`,
    intervals: intervalNames,
    week: (day: string) => `Week of ${day}`,
    answers: (count: string, many: boolean) => `${count} ${many ? 'answers' : 'answer'}`,
    span: (low: string, high: string) => `${low} to ${high}`,
    none: 'No answers',
    table: 'Show as a table',
    columns: ['When', 'NPS', 'Between', 'Answers'],
  },
  breakdown: {
    heading: 'Where it comes from',
    note: 'The bar is the score, the line across it where the true score most likely lies. Where lines overlap, the difference may be chance.',
    dimensions: dimensionNames,
    values: valueNames,
    unknown: 'Unknown',
    columns: ['Answers from', 'From −100 to 100', 'NPS'],
  },
  exact: {
    summary: 'How is this worked out?',
    formula: (promoters: string, detractors: string, total: string, score: string) =>
      `(${promoters} promoters − ${detractors} detractors) ÷ ${total} answers × 100 = ${score}`,
    interval: (percent: string, low: string, high: string) =>
      `${percent} confidence interval: ${low} to ${high} (adjusted Wald).`,
    change: (difference: string, low: string, high: string, p: string) =>
      `Change: ${difference}, interval ${low} to ${high}, p = ${p}.`,
  },
  developers: 'For developers: these figures by API',
  privacy: 'Privacy: which data, for what and how long',
  privacyPage: '/docs/privacy',
  phrases: {
    between: (low: string, high: string) => `Most likely somewhere between ${low} and ${high}.`,
    about: (value: string) => `Most likely very close to ${value}.`,
    one: 'One answer says nothing yet about all your shoppers.',
    tiny: (count: string) => `${count} answers are too few to say more.`,
    few: (count: string) => `${count} answers are few, so read it with care.`,
    fair: (count: string) => `With ${count} answers, that is a fair picture.`,
    sharp: (count: string) => `With ${count} answers, that is a sharp picture.`,
    before: (days: string) => `the ${days} days before`,
    nothingBefore: (before: string) => `Nothing to compare with: no answers in ${before}.`,
    same: (before: string) => `About the same as in ${before}.`,
    up: (points: string, many: boolean, before: string) =>
      `${points} ${many ? 'points' : 'point'} higher than in ${before}`,
    down: (points: string, many: boolean, before: string) =>
      `${points} ${many ? 'points' : 'point'} lower than in ${before}`,
    chance: (change: string) => `${change}, but that may well be chance.`,
    real: (change: string) => `${change}, and that is real: chance alone seldom does this.`,
    trend: (from: string, first: string, to: string, last: string) =>
      `The score over time: from ${first} (${from}) to ${last} (${to}).`,
    trendOne: (when: string, score: string) => `The score over time: ${score} (${when}).`,
    trendNone: 'No answers in this period.',
  },
};
