import type { Aggregate } from '@nines/shared/wire/aggregate';
import { useLanguage } from '../language.ts';
import { signedPhrase } from '../phrases.ts';
import './provenance.css';

/** Whose answers the score rests on: how many are signed, and how to sign them where some are not. */
export function Provenance({ aggregate: { total } }: { aggregate: Aggregate }) {
  const language = useLanguage();
  const phrase = signedPhrase(total, language);
  if (phrase === '') return null;
  return (
    <div class="provenance">
      <p>
        {phrase}{' '}
        {total.verified !== total.responses && (
          <a href="/docs#description/signed-orders">{language.messages.signed.how}</a>
        )}
      </p>
    </div>
  );
}
