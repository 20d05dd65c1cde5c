import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { createApi, type Api } from '../api.ts';
import { LanguageContext, useLanguage, type Language } from '../language.ts';
import { clearKey, readKey, storeKey } from '../session.ts';
import { useLoad } from '../use-load.ts';
import { Overview } from './overview.tsx';
import { Failure, Skeleton } from './placeholders.tsx';
import { SignIn, type KeyError } from './sign-in.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page: the sign-in form, or the dashboard of the shop that the key belongs to. */
export function App({ language }: { language: Language }) {
  const [key, setKey] = useState(readKey);
  const [keyError, setKeyError] = useState<KeyError>();

  useEffect(() => {
    const onHashChange = () => setKey(readKey());
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, []);

  useEffect(() => {
    if (key === null) document.title = 'Nines';
  }, [key]);

  const signIn = useCallback((newKey: string) => {
    storeKey(newKey);
    setKeyError(undefined);
    setKey(newKey);
  }, []);
  const signOut = useCallback((error?: KeyError) => {
    clearKey();
    setKeyError(error);
    setKey(null);
  }, []);
  const api = useMemo(() => (key === null ? null : createApi(key)), [key]);

  return (
    <LanguageContext.Provider value={language}>
      {api ? (
        <Dashboard key={key} api={api} onSignOut={signOut} />
      ) : (
        <SignIn keyError={keyError} onSignIn={signIn} />
      )}
    </LanguageContext.Provider>
  );
}

/** Loads the shop and its surveys and shows the overview. */
function Dashboard({ api, onSignOut }: { api: Api; onSignOut: (error?: KeyError) => void }) {
  const { messages } = useLanguage();
  const fetchAccount = useCallback(
    async (signal: AbortSignal) => {
      const [shop, surveys] = await Promise.all([api.getShop(signal), api.listSurveys(signal)]);
      return { shop, surveys };
    },
    [api],
  );
  const { value: account, error, reload } = useLoad(fetchAccount);
  const shopName = account?.shop.name;

  useEffect(() => {
    if (shopName !== undefined) document.title = messages.title(shopName);
  }, [shopName, messages]);
  useEffect(() => {
    if (error?.code === 'unauthorised') onSignOut('wrong');
  }, [error, onSignOut]);

  return (
    <>
      <TopBar shop={shopName} onSignOut={() => onSignOut()} />
      <main class="page">
        {account ? (
          <Overview api={api} {...account} onExpired={() => onSignOut('expired')} />
        ) : error ? (
          <Failure error={error} onRetry={() => void reload()} />
        ) : (
          <Skeleton />
        )}
      </main>
    </>
  );
}
