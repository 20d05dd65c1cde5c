import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './api-error.ts';

/** Data on its way: what was last there, what went wrong, and whether something newer is coming. */
export type Load<Value> = {
  value: Value | undefined;
  error: ApiError | undefined;
  loading: boolean;
  /** Fetches again; the value stays meanwhile, and a `quiet` failure leaves it be. */
  reload(quiet?: boolean): Promise<void>;
};

/**
 * Runs `fetcher` at first and whenever it changes (keep it stable with `useCallback`); a run that was
 * overtaken is aborted and its outcome ignored.
 */
export function useLoad<Value>(fetcher: (signal: AbortSignal) => Promise<Value>): Load<Value> {
  const [outcome, setOutcome] = useState<{ value?: Value; error?: ApiError }>({});
  const [loading, setLoading] = useState(true);
  const running = useRef<AbortController>(undefined);

  const run = useCallback(
    async (quiet = false) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      if (!quiet) setLoading(true);
      const result = await settle(fetcher, controller.signal);
      if (controller.signal.aborted) return;
      setLoading(false);
      setOutcome((last) => ('value' in result ? result : quiet ? last : { ...last, ...result }));
    },
    [fetcher],
  );

  useEffect(() => {
    void run();
    return () => running.current?.abort();
  }, [run]);

  return { value: outcome.value, error: loading ? undefined : outcome.error, loading, reload: run };
}

async function settle<Value>(
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
