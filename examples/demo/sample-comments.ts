import type { Draws } from './random.ts';

type Band = 'promoter' | 'passive' | 'detractor';
type Sentences = readonly [string, ...string[]];
/** A comment is an opening, often followed by a second sentence. */
type Remarks = { openings: Sentences; seconds: Sentences };

/** A comment in Dutch or English. `late`: about a late parcel in December. */
export function sampleComment(
  draws: Draws,
  about: { language: 'nl' | 'en'; band: Band; late: boolean },
): string {
  const byLanguage = remarks[about.language];
  const { openings, seconds } = about.late ? byLanguage.late : byLanguage[about.band];
  const opening = draws.pick(openings);
  return draws.happens(0.45) ? `${opening} ${draws.pick(seconds)}` : opening;
}

const remarks: Record<'nl' | 'en', Record<Band | 'late', Remarks>> = {
  nl: {
    promoter: {
      openings: [
        'Prachtige mok, precies zoals op de foto.',
        'Snel binnen en met zorg ingepakt.',
        'Mijn derde bestelling en weer blij.',
        'Ligt heerlijk in de hand.',
        'Cadeau gegeven, groot succes.',
        'Wat een mooi glazuur!',
        'Vraag gesteld en binnen een uur antwoord van Anna.',
        'Een was gebroken, de volgende dag lag er een nieuwe.',
      ],
      seconds: [
        'Ik vertel het iedereen.',
        'Voor de feestdagen bestel ik er nog twee.',
        'Fijn dat er geen plastic in de doos zit.',
        'Zo hoort een webwinkel te zijn.',
        'Het kaartje erbij was een leuke verrassing.',
      ],
    },
    passive: {
      openings: [
        'Mooie mok, wel wat duur met verzending.',
        'Prima, niets op aan te merken.',
        'Kleur is iets donkerder dan ik dacht.',
        'Goed product, de levering duurde drie dagen.',
        'Kleiner dan verwacht, maar mooi gemaakt.',
      ],
      seconds: [
        'Misschien de inhoud duidelijker vermelden.',
        'Een betaling achteraf had ik fijn gevonden.',
        'Verder tevreden.',
        'Volgende keer kies ik Zand.',
      ],
    },
    detractor: {
      openings: [
        'Het oor zat los toen ik hem uitpakte.',
        'Al drie dagen geen antwoord op mijn mail.',
        'Verzendkosten zag ik pas bij het afrekenen.',
        'De code van de nieuwsbrief werkte niet.',
        'Terugsturen kost me zes euro.',
        'Afrekenen liep twee keer vast op mijn telefoon.',
      ],
      seconds: [
        'Jammer, want de mok is mooi.',
        'Ik had meer verwacht.',
        'Graag iemand die even belt.',
        'Zo bestel ik niet nog een keer.',
      ],
    },
    late: {
      openings: [
        'Vier dagen te laat, het was een sinterklaascadeau.',
        'De bezorger is niet aan de deur geweest.',
        'Track en trace stond een week stil.',
        'Pakket lag in de regen voor de deur.',
        'Beloofd voor kerst, gekomen op de achtentwintigste.',
      ],
      seconds: [
        'Zeg dan eerlijk dat het langer duurt.',
        'De mok zelf is mooi.',
        'Niemand die het uitlegt.',
        'Volgend jaar haal ik hem elders.',
      ],
    },
  },
  en: {
    promoter: {
      openings: [
        'Lovely mug, exactly like the picture.',
        'Here in two days and packed with care.',
        'My second order and happy again.',
        'Sits beautifully in the hand.',
        'Gave it as a present and it was a hit.',
        'Anna answered my question within the hour.',
      ],
      seconds: [
        'I tell everyone about it.',
        'No plastic in the box, thank you.',
        'This is how a shop should be.',
        'Already eyeing the moss one.',
      ],
    },
    passive: {
      openings: [
        'Nice mug, delivery abroad is pricey.',
        'All fine, nothing special.',
        'A little smaller than I thought.',
        'Good product, took a week to Dublin.',
      ],
      seconds: [
        'Please show the size in the photo.',
        'Happy otherwise.',
        'Would like to pay by card without typing it all.',
      ],
    },
    detractor: {
      openings: [
        'Arrived with a chip in the rim.',
        'No reply to two emails.',
        'Shipping costs came as a surprise at the end.',
        'The checkout froze on my phone.',
        'Returning it is up to me to pay.',
      ],
      seconds: [
        'A pity, the mug is beautiful.',
        'I would like someone to call me.',
        'Not ordering again like this.',
      ],
    },
    late: {
      openings: [
        'Came after Christmas, it was a gift.',
        'Tracking stood still for a week.',
        'Parcel left out in the rain.',
        'Promised two days, took nine.',
      ],
      seconds: ['Just be honest about it.', 'The mug itself is lovely.', 'Nobody explained.'],
    },
  },
};
