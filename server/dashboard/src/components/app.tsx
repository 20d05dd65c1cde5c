import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { createApi } from '../api.ts';
import type { Voice } from '../phrases.ts';
import { forgetKey, keepKey, readKey } from '../session.ts';
import { VoiceContext } from '../voice-context.ts';
import { Dashboard } from './dashboard.tsx';
import { SignIn } from './sign-in.tsx';

/** The owner's pages: signed out, a form; signed in, the shop behind the key. */
export function App({ voice }: { voice: Voice }) {
  const [key, setKey] = useState(readKey);
  const [fault, setFault] = useState<'wrong' | 'expired'>();

  useEffect(() => {
    const onHashChange = () => setKey(readKey());
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, []);

  useEffect(() => {
    if (key === null) document.title = 'Nines';
  }, [key]);

  const enter = useCallback((entered: string) => {
    keepKey(entered);
    setFault(undefined);
    setKey(entered);
  }, []);
  const leave = useCallback((because?: 'wrong' | 'expired') => {
    forgetKey();
    setFault(because);
    setKey(null);
  }, []);
  const api = useMemo(() => (key === null ? null : createApi(key)), [key]);

  return (
    <VoiceContext.Provider value={voice}>
      {api ? (
        <Dashboard key={key} api={api} onLeave={leave} />
      ) : (
        <SignIn fault={fault} onEnter={enter} />
      )}
    </VoiceContext.Provider>
  );
}
