import { useCallback, useEffect } from 'preact/hooks';
import type { Api } from '../api.ts';
import { useLoad } from '../use-load.ts';
import { useVoice } from '../voice-context.ts';
import { Failure } from './failure.tsx';
import { Overview } from './overview.tsx';
import { Skeleton } from './skeleton.tsx';
import { TopBar } from './top-bar.tsx';
import './dashboard.css';

/** The pages of the shop that the key opens. */
export function Dashboard({
  api,
  onLeave,
}: {
  api: Api;
  onLeave: (because?: 'wrong' | 'expired') => void;
}) {
  const { words } = useVoice();
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
    if (shopName !== undefined) document.title = words.title(shopName);
  }, [shopName, words]);
  useEffect(() => {
    if (error?.code === 'unauthorised') onLeave('wrong');
  }, [error, onLeave]);

  return (
    <>
      <TopBar shop={shopName} onSignOut={() => onLeave()} />
      <main class="page">
        {account ? (
          <Overview api={api} {...account} onExpired={() => onLeave('expired')} />
        ) : error ? (
          <Failure error={error} onRetry={() => void reload()} />
        ) : (
          <Skeleton />
        )}
      </main>
    </>
  );
}
