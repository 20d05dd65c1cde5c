import { useEffect } from 'preact/hooks';

/** A page that comes back to the front after this long is out of date, in milliseconds. */
const outdated = 60_000;

/**
 * Calls `refresh` when the page returns to the front after a while and, given `every` (milliseconds),
 * also at that pace; never while nobody is looking.
 */
export function useRefresh(refresh: () => void, every?: number): void {
  useEffect(() => {
    let last = Date.now();
    const go = () => {
      last = Date.now();
      refresh();
    };
    const onVisible = () => {
      if (!document.hidden && Date.now() - last > outdated) go();
    };
    document.addEventListener('visibilitychange', onVisible);
    const timer =
      every === undefined ? undefined : setInterval(() => !document.hidden && go(), every);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      clearInterval(timer);
    };
  }, [refresh, every]);
}
