import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { useVoice } from '../voice-context.ts';

/**
 * Copies `text`. Where the browser forbids it, as it does on plain http, the `source` element's
 * contents are selected for the reader to copy.
 */
export function CopyButton({
  text,
  source,
}: {
  text: string;
  source: RefObject<HTMLElement | null>;
}) {
  const { words } = useVoice();
  const [state, setState] = useState<'copy' | 'copied' | 'copyFailed'>('copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
      setTimeout(() => setState('copy'), 3_000);
    } catch {
      if (source.current) getSelection()?.selectAllChildren(source.current);
      setState('copyFailed');
    }
  };
  return (
    <>
      <button class="button" type="button" onClick={copy}>
        {words.empty[state]}
      </button>
      <span class="unseen" role="status">
        {state === 'copy' ? '' : words.empty[state]}
      </span>
    </>
  );
}
