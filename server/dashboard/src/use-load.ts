import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './api.ts';

/** The state of a request. */
export type Load<Value> = {
  /** The last value that was loaded. It stays while a newer one is loading and after an error. */
  value: Value | undefined;
  error: ApiError | undefined;
  loading: boolean;
  /** Loads again. A `quiet` reload shows no loading state and ignores errors. */
  reload(quiet?: boolean): Promise<void>;
};

/**
 * Calls `fetcher` on mount and whenever it changes, so keep it stable with `useCallback`. A new call
 * aborts the previous one, whose result is ignored.
 */
export function useLoad<Value>(fetcher: (signal: AbortSignal) => Promise<Value>): Load<Value> {
  const [result, setResult] = useState<{ value?: Value; error?: ApiError }>({});
  const [loading, setLoading] = useState(true);
  const running = useRef<AbortController>(undefined);

  const run = useCallback(
    async (quiet = false) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      if (!quiet) setLoading(true);
      const next = await fetchResult(fetcher, controller.signal);
      if (controller.signal.aborted) return;
      setLoading(false);
      setResult((last) => ('value' in next ? next : quiet ? last : { ...last, ...next }));
    },
    [fetcher],
  );

  useEffect(() => {
    void run();
    return () => running.current?.abort();
  }, [run]);

  return { value: result.value, error: loading ? undefined : result.error, loading, reload: run };
}

/** Never rejects. */
async function fetchResult<Value>(
  fetcher: (signal: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
): Promise<{ value: Value } | { error: ApiError }> {
  try {
    return { value: await fetcher(signal) };
  } catch (cause) {
    if (cause instanceof ApiError) return { error: cause };
    return { error: new ApiError('failed', 'The page could not read the reply', { cause }) };
  }
}

/** Data older than this is refreshed when the page becomes visible. */
const staleAfterMs = 60_000;

/**
 * Calls `refresh` when the page becomes visible with data older than `staleAfterMs` and, if `intervalMs` is given, also
 * at that interval. Never calls it while the page is hidden.
 */
export function useRefresh(refresh: () => void, intervalMs?: number): void {
  useEffect(() => {
    let refreshedAt = Date.now();
    const refreshNow = () => {
      refreshedAt = Date.now();
      refresh();
    };
    const onVisibilityChange = () => {
      if (!document.hidden && Date.now() - refreshedAt > staleAfterMs) refreshNow();
    };
    document.addEventListener('visibilitychange', onVisibilityChange);
    const timer =
      intervalMs === undefined
        ? undefined
        : setInterval(() => !document.hidden && refreshNow(), intervalMs);
    return () => {
      document.removeEventListener('visibilitychange', onVisibilityChange);
      clearInterval(timer);
    };
  }, [refresh, intervalMs]);
}
