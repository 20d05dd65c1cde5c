export const shopLanguages = ['nl', 'en'] as const;
export type Language = (typeof shopLanguages)[number];

/** The shop's texts, by language. */
export const texts = {
  nl: {
    locale: 'nl-NL',
    tagline: 'Steengoed uit Nijmegen',
    otherLanguage: 'English',
    nav: { making: 'Hoe het gemaakt wordt', sizes: 'Maten', delivery: 'Bezorging' },
    product: {
      name: 'Mok Waal',
      line: 'Met de hand gedraaid, twee keer gestookt, gemaakt om elke ochtend te pakken.',
      story:
        'Een mok van gespikkelde klei, met een duimbrede rand die koffie warm houdt en een oor waar drie vingers in passen. Geen twee zijn gelijk: het glazuur loopt zoals het wil.',
      glaze: 'Glazuur',
      glazes: { river: 'Rivier', sand: 'Zand', moss: 'Mos' },
      quantity: 'Aantal',
      buy: 'Naar de kassa',
      vat: 'inclusief btw',
      promises: [
        'Voor vijven besteld, overmorgen in huis',
        'Gratis verzending vanaf € 50',
        'Dertig dagen om terug te sturen',
      ],
      pictured: 'Een mok van gespikkelde klei, tot halverwege in glazuur gedoopt',
    },
    making: {
      title: 'Hoe het gemaakt wordt',
      steps: [
        [
          'Gedraaid',
          'Anna draait elke mok op de schijf, uit vierhonderd gram klei uit het Westerwald.',
        ],
        ['Gedoopt', 'Eén keer, tot halverwege. Waar het glazuur stopt, voel je de klei.'],
        ['Gestookt', 'Veertien uur tot 1.240 graden, op stroom van het eigen dak.'],
      ],
    },
    sizes: {
      title: 'Maten',
      rows: [
        ['Inhoud', '280 ml'],
        ['Hoogte', '9,5 cm'],
        ['Doorsnede', '8,5 cm'],
        ['Vaatwasser en magnetron', 'ja, allebei'],
      ],
    },
    delivery: {
      title: 'Bezorging',
      text: 'In een doos van golfkarton zonder plastic. Komt er iets in scherven aan? Stuur een foto en er gaat dezelfde dag een nieuwe weg.',
    },
    checkout: {
      title: 'Afrekenen',
      example: 'De gegevens zijn een voorbeeld. Er wordt niets betaald en niets verstuurd.',
      contact: 'Wie ben je?',
      name: 'Naam',
      email: 'E-mailadres',
      address: 'Waar mag het heen?',
      street: 'Straat en huisnummer',
      postcode: 'Postcode',
      city: 'Plaats',
      payment: 'Hoe betaal je?',
      methods: ['iDEAL', 'Kaart', 'Achteraf'],
      pay: 'Bestellen en betalen',
      summary: 'Je bestelling',
      shipping: 'Verzending',
      free: 'gratis',
      total: 'Totaal',
      sample: {
        name: 'Sanne de Vries',
        email: 'sanne@voorbeeld.nl',
        street: 'Waalkade 12',
        postcode: '6511 XP',
        city: 'Nijmegen',
      },
    },
    thanks: {
      title: 'Dank je wel,',
      line: 'Je bestelling is binnen. Een bevestiging is onderweg naar je mailbox.',
      order: 'Bestelnummer',
      steps: [
        ['Vandaag', 'Anna pakt je mok in.'],
        ['Morgen', 'De fietskoerier haalt hem op.'],
        ['Overmorgen', 'Je eerste koffie.'],
      ],
      back: 'Terug naar de winkel',
    },
    missing: {
      title: 'Deze pagina is er niet',
      line: 'Misschien is de winkel net opnieuw gestart.',
    },
    footer: 'Oever is een voorbeeldwinkel. De mokken bestaan alleen op deze pagina.',
  },
  en: {
    locale: 'en-IE',
    tagline: 'Stoneware from Nijmegen',
    otherLanguage: 'Nederlands',
    nav: { making: 'How it is made', sizes: 'Sizes', delivery: 'Delivery' },
    product: {
      name: 'Waal mug',
      line: 'Thrown by hand, fired twice, made to be reached for every morning.',
      story:
        'A mug of speckled clay, with a thumb-wide rim that keeps coffee warm and a handle that fits three fingers. No two are alike: the glaze runs as it pleases.',
      glaze: 'Glaze',
      glazes: { river: 'River', sand: 'Sand', moss: 'Moss' },
      quantity: 'Quantity',
      buy: 'Go to checkout',
      vat: 'VAT included',
      promises: [
        'Ordered by five, with you in two days',
        'Free delivery from €50',
        'Thirty days to send it back',
      ],
      pictured: 'A mug of speckled clay, dipped halfway in glaze',
    },
    making: {
      title: 'How it is made',
      steps: [
        [
          'Thrown',
          'Anna throws each mug on the wheel, from four hundred grams of Westerwald clay.',
        ],
        ['Dipped', 'Once, to halfway. Where the glaze ends, you feel the clay.'],
        ['Fired', 'Fourteen hours, up to 1,240 degrees, on power from our own roof.'],
      ],
    },
    sizes: {
      title: 'Sizes',
      rows: [
        ['Holds', '280 ml'],
        ['Height', '9.5 cm'],
        ['Diameter', '8.5 cm'],
        ['Dishwasher and microwave', 'yes, both'],
      ],
    },
    delivery: {
      title: 'Delivery',
      text: 'In a box of corrugated card, without plastic. Arrived in pieces? Send a photo and a new one leaves the same day.',
    },
    checkout: {
      title: 'Checkout',
      example: 'These details are an example. Nothing is paid and nothing is sent.',
      contact: 'Who are you?',
      name: 'Name',
      email: 'Email address',
      address: 'Where may it go?',
      street: 'Street and number',
      postcode: 'Postcode',
      city: 'Town',
      payment: 'How will you pay?',
      methods: ['iDEAL', 'Card', 'Afterwards'],
      pay: 'Place order and pay',
      summary: 'Your order',
      shipping: 'Delivery',
      free: 'free',
      total: 'Total',
      sample: {
        name: 'Sanne de Vries',
        email: 'sanne@example.com',
        street: 'Waalkade 12',
        postcode: '6511 XP',
        city: 'Nijmegen',
      },
    },
    thanks: {
      title: 'Thank you,',
      line: 'Your order is in. A confirmation is on its way to your inbox.',
      order: 'Order number',
      steps: [
        ['Today', 'Anna packs your mug.'],
        ['Tomorrow', 'The bicycle courier collects it.'],
        ['In two days', 'Your first coffee.'],
      ],
      back: 'Back to the shop',
    },
    missing: { title: 'This page is not here', line: 'Perhaps the shop has just been restarted.' },
    footer: 'Oever is an example shop. Its mugs exist on this page only.',
  },
} as const satisfies Record<Language, unknown>;

/** Formats an amount in euros for a language. */
export function euros(amount: number, language: Language): string {
  return new Intl.NumberFormat(texts[language].locale, {
    style: 'currency',
    currency: 'EUR',
  }).format(amount);
}
