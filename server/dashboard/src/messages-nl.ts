import type { Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { en } from './messages-en.ts';
import type { Period } from './view.ts';

const periodNames: Record<Period, string> = {
  '7d': '7 dagen',
  '30d': '30 dagen',
  '90d': '90 dagen',
  '365d': 'Jaar',
};
const intervalNames: Record<Interval, string> = {
  day: 'dag',
  week: 'week',
  month: 'maand',
  quarter: 'kwartaal',
  year: 'jaar',
};
const dimensionNames: Record<Dimension, string> = {
  moment: 'Per moment',
  locale: 'Per taal',
  device: 'Per apparaat',
  channel: 'Per kanaal',
};
/** Names of values. A value without a name is shown as the shop wrote it. */
const valueNames: Record<Dimension, Record<string, string>> = {
  moment: {
    checkout: 'Na het afrekenen',
    delivery: 'Na de levering',
    service: 'Na klantenservice',
    recovery: 'Na een opgeloste klacht',
    checkin: 'Bij een belletje zomaar',
  },
  locale: {},
  device: {
    phone: 'Telefoon',
    tablet: 'Tablet',
    desktop: 'Computer',
    other: 'Overig',
  },
  channel: {
    widget: 'In de winkel',
    page: 'Beoordelingspagina',
    email: 'E-mail',
    qr: 'QR-code',
    api: 'Je eigen systeem',
  },
};

/** All texts in Dutch. */
export const nl: typeof en = {
  title: (shop: string) => `${shop} · Nines`,
  signIn: {
    heading: 'Welkom terug',
    intro: 'Vul de geheime sleutel van je winkel in om te zien hoe die het doet.',
    label: 'Geheime sleutel',
    hint: 'Je kreeg hem toen de winkel werd aangemaakt. Hij blijft in dit tabblad en verdwijnt als je het sluit.',
    submit: 'Toon mijn score',
    checking: 'Een ogenblik…',
    empty: 'Vul eerst je geheime sleutel in.',
    wrong:
      'Deze sleutel opent geen winkel. Kopieerde je misschien de openbare sleutel, of viel het laatste teken weg?',
    expired:
      'Je sleutel opent deze winkel niet meer; misschien is hij vervangen. Vul de nieuwe in.',
  },
  signOut: 'Uitloggen',
  survey: 'Vragenlijst',
  sample:
    'Je kijkt naar voorbeeldgegevens. Deze klanten zijn verzonnen, zodat je ziet hoe Nines eruitziet als het een jaar draait.',
  heading: 'Zouden ze je aanbevelen?',
  period: 'Periode',
  periods: periodNames,
  loading: 'Je cijfers worden opgehaald…',
  failure: {
    unreachable: {
      heading: 'Nines is even niet bereikbaar',
      text: 'Je antwoorden zijn veilig; alleen deze pagina kan ze niet ophalen. Controleer je verbinding en probeer het opnieuw.',
    },
    busy: {
      heading: 'Het is even druk',
      text: 'Je antwoorden zijn veilig. Wacht een paar tellen en probeer het opnieuw.',
    },
    failed: {
      heading: 'Er ging bij ons iets mis',
      text: 'Je antwoorden zijn veilig. Probeer het opnieuw; blijft het misgaan, meld het dan bij wie Nines voor je beheert.',
    },
    request: (id: string) => `Verzoek ${id}`,
    retry: 'Opnieuw proberen',
  },
  emptyShop: {
    heading: 'Klaar voor je eerste antwoord',
    intro: 'Eén regel in je winkel, en klanten kunnen je vertellen of ze je zouden aanbevelen.',
    steps: [
      'Kopieer deze tag.',
      'Plak hem vlak voor </body> op de pagina die een klant bedankt voor een bestelling.',
      'Plaats een proefbestelling en tik op een cijfer. Het verschijnt hier vanzelf.',
    ],
    tag: 'De tag voor je winkel',
    copy: 'Kopieer de tag',
    copied: 'Gekopieerd',
    copyFailed: 'Druk op Ctrl+C of ⌘C om te kopiëren',
    waiting: 'Wachten op het eerste antwoord…',
    seen: (views: string, many: boolean) =>
      many
        ? `De tag werkt: de vraag is ${views} keer gezien. Wachten op het eerste antwoord…`
        : 'De tag werkt: de vraag is één keer gezien. Wachten op het eerste antwoord…',
  },
  emptyPeriod: {
    heading: 'Geen antwoorden in deze periode',
    text: 'Er zijn wel oudere. Kijk verder terug.',
    older: 'De laatste zijn meer dan een jaar oud.',
    action: 'Toon een jaar',
  },
  score: {
    name: 'Net Promoter Score',
    axis: 'Van −100 (niemand zou je aanbevelen) tot 100 (iedereen).',
    gauge: (score: string, low: string, high: string) =>
      `Op een lijn van −100 tot 100 is de score ${score}; de werkelijke score ligt hoogstwaarschijnlijk tussen ${low} en ${high}.`,
  },
  signed: {
    all: 'Alle antwoorden zijn getekend: elk hoort bij een bestelling van jou.',
    part: (share: string) =>
      `${share} van de antwoorden is getekend: die horen bij een bestelling van jou. De andere kunnen van iedereen zijn.`,
    none: 'Geen antwoord is getekend; ze kunnen dus van iedereen zijn.',
    how: 'Zo teken je bestellingen',
  },
  burst: {
    address: (day: string, answers: string, of: string) =>
      `Op ${day} kwamen ${answers} van de ${of} niet-getekende antwoorden van één adres.`,
    'no-origin': (day: string, answers: string, of: string) =>
      `Op ${day} kwamen ${answers} van de ${of} niet-getekende antwoorden niet van een webpagina; misschien van een script.`,
    advice:
      'Dat is veel meer dan gewoonlijk in je winkel. Bekijk ze voordat je op deze score vertrouwt.',
    others: (days: string, many: boolean) =>
      many ? `Er zijn nog ${days} zulke dagen.` : 'Er is nog zo’n dag.',
  },
  facts: {
    answers: 'Antwoorden',
    rate: 'Respons',
    mean: 'Gemiddeld cijfer',
    ofViews: (views: string, many: boolean) =>
      many
        ? `van de ${views} keer dat de vraag is gezien`
        : 'van de ene keer dat de vraag is gezien',
    unknownRate: 'Onbekend bij antwoorden zonder weergave',
    outOf: 'op een schaal tot 10',
    spread: (deviation: string) => `tot 10, spreiding ±${deviation}`,
  },
  bands: {
    heading: 'Wie zei wat',
    note: 'Alleen een 9 of een 10 is een aanbeveling. Je score is het aandeel promotors min het aandeel criticasters.',
    promoter: { name: 'Promotors', text: 'Bevelen je aan' },
    passive: { name: 'Passief tevreden', text: 'Tevreden, niet gewonnen' },
    detractor: { name: 'Criticasters', text: 'Raden je misschien af' },
    count: (count: string, total: string) => `${count} van ${total}`,
    histogram: 'Hoe vaak elk cijfer is gegeven',
    scoreColumn: 'Cijfer',
    countColumn: 'Antwoorden',
    bandColumn: 'Telt als',
    six: (count: string, many: boolean) =>
      many
        ? `Een 6 lijkt een voldoende, maar is een waarschuwing: deze ${count} klanten tellen als criticaster.`
        : 'Een 6 lijkt een voldoende, maar is een waarschuwing: deze klant telt als criticaster.',
  },
  trend: {
    heading: 'Door de tijd',
    note: (interval: string) =>
      `Elk punt is één ${interval}. De band laat zien waar de werkelijke score hoogstwaarschijnlijk ligt: breed waar weinig antwoorden zijn.`,
    intervals: intervalNames,
    week: (day: string) => `Week van ${day}`,
    answers: (count: string, many: boolean) => `${count} ${many ? 'antwoorden' : 'antwoord'}`,
    span: (low: string, high: string) => `${low} tot ${high}`,
    none: 'Geen antwoorden',
    table: 'Toon als tabel',
    columns: ['Wanneer', 'NPS', 'Tussen', 'Antwoorden'],
  },
  breakdown: {
    heading: 'Waar het vandaan komt',
    note: 'De balk is de score, de lijn erover waar de werkelijke score hoogstwaarschijnlijk ligt. Waar lijnen overlappen, kan het verschil toeval zijn.',
    dimensions: dimensionNames,
    values: valueNames,
    unknown: 'Onbekend',
    columns: ['Antwoorden van', 'Van −100 tot 100', 'NPS'],
  },
  exact: {
    summary: 'Hoe is dit berekend?',
    formula: (promoters: string, detractors: string, total: string, score: string) =>
      `(${promoters} promotors − ${detractors} criticasters) ÷ ${total} antwoorden × 100 = ${score}`,
    interval: (percent: string, low: string, high: string) =>
      `${percent}-betrouwbaarheidsinterval: ${low} tot ${high} (aangepast Wald-interval).`,
    change: (difference: string, low: string, high: string, p: string) =>
      `Verandering: ${difference}, interval ${low} tot ${high}, p = ${p}.`,
  },
  developers: 'Voor ontwikkelaars: deze cijfers via de API',
  privacy: 'Privacy: welke gegevens, waarvoor en hoe lang',
  privacyPage: '/docs/nl/privacy',
  phrases: {
    between: (low: string, high: string) => `Hoogstwaarschijnlijk ergens tussen ${low} en ${high}.`,
    about: (value: string) => `Hoogstwaarschijnlijk heel dicht bij ${value}.`,
    one: 'Eén antwoord zegt nog niets over al je klanten.',
    tiny: (count: string) => `${count} antwoorden is te weinig om meer te zeggen.`,
    few: (count: string) =>
      `${count} antwoorden is weinig, dus lees dit met enige voorzichtigheid.`,
    fair: (count: string) => `Met ${count} antwoorden is dat een redelijk beeld.`,
    sharp: (count: string) => `Met ${count} antwoorden is dat een scherp beeld.`,
    before: (days: string) => `de ${days} dagen ervoor`,
    nothingBefore: (before: string) =>
      `Nog niets om mee te vergelijken: geen antwoorden in ${before}.`,
    same: (before: string) => `Ongeveer gelijk aan ${before}.`,
    up: (points: string, many: boolean, before: string) =>
      `${points} ${many ? 'punten' : 'punt'} hoger dan in ${before}`,
    down: (points: string, many: boolean, before: string) =>
      `${points} ${many ? 'punten' : 'punt'} lager dan in ${before}`,
    chance: (change: string) => `${change}, maar dat kan goed toeval zijn.`,
    real: (change: string) => `${change}, en dat is echt: zoiets is zelden toeval.`,
    trend: (from: string, first: string, to: string, last: string) =>
      `De score door de tijd: van ${first} (${from}) naar ${last} (${to}).`,
    trendOne: (when: string, score: string) => `De score door de tijd: ${score} (${when}).`,
    trendNone: 'Geen antwoorden in deze periode.',
  },
};
