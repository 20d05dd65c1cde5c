import type { Aggregate } from '@nines/shared/wire/aggregate';
import { useLanguage } from '../language.ts';
import { burstPhrase, signedPhrase } from '../phrases.ts';
import './provenance.css';

/** Whose answers the score rests on: how many are signed, how to sign them, and whether somebody flooded them. */
export function Provenance({ aggregate: { total, cautions } }: { aggregate: Aggregate }) {
  const language = useLanguage();
  const phrase = signedPhrase(total, language);
  const caution = burstPhrase(cautions, language);
  if (phrase === '' && caution === '') return null;
  return (
    <div class="provenance">
      {caution !== '' && <p class="provenance-caution">{caution}</p>}
      {phrase !== '' && (
        <p>
          {phrase}{' '}
          {total.verified !== total.responses && (
            <a href="/docs#description/signed-orders">{language.messages.signed.how}</a>
          )}
        </p>
      )}
    </div>
  );
}
