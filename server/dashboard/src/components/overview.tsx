import type { Survey } from '@nines/shared/wire/survey';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Api, Shop } from '../api.ts';
import { dayIn } from '../dates.ts';
import { loadReport } from '../load-report.ts';
import { useLoad } from '../use-load.ts';
import { useRefresh } from '../use-refresh.ts';
import { keepView, readView } from '../view.ts';
import { Failure } from './failure.tsx';
import { Heading } from './heading.tsx';
import { ReportBody } from './report-body.tsx';
import { SampleBanner } from './sample-banner.tsx';
import { Skeleton } from './skeleton.tsx';

/** How often a shop without an answer looks for its first, in milliseconds. */
const waitingPace = 5_000;

/** The first page: one survey in one period. */
export function Overview({
  api,
  shop,
  surveys,
  onExpired,
}: {
  api: Api;
  shop: Shop;
  surveys: readonly Survey[];
  onExpired: () => void;
}) {
  const [view, setView] = useState(() => readView(surveys));
  const { survey, period } = view;
  const fetchReport = useCallback(
    async (signal: AbortSignal) => {
      const today = dayIn(shop.timezone, new Date());
      return { period, ...(await loadReport(api, { survey, period, today }, signal)) };
    },
    [api, shop, survey, period],
  );
  const { value: report, error, loading, reload } = useLoad(fetchReport);
  const waiting = report?.ever.responses === 0;

  useRefresh(
    useCallback(() => void reload(true), [reload]),
    waiting ? waitingPace : undefined,
  );
  useEffect(() => keepView(view, surveys), [view, surveys]);
  useEffect(() => {
    if (error?.code === 'unauthorised') onExpired();
  }, [error, onExpired]);

  // Only once all is there, so that nothing on the page jumps.
  if (!report && !error) return <Skeleton />;
  return (
    <>
      <SampleBanner name={surveys.find(({ id }) => id === survey)?.name ?? ''} />
      {!waiting && (
        <Heading
          surveys={surveys}
          view={view}
          onChange={setView}
          report={error ? undefined : report}
        />
      )}
      {error ? (
        <Failure error={error} onRetry={() => void reload()} />
      ) : (
        report && (
          <div class="report" aria-busy={loading || report.period !== period}>
            <ReportBody
              report={report}
              shop={shop}
              onLookBack={() => setView({ ...view, period: '365d' })}
            />
          </div>
        )
      )}
    </>
  );
}
