import type { Survey } from '@nines/shared/wire/survey';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Api, Shop } from '../api.ts';
import { useLanguage } from '../language.ts';
import { dayAt, loadReport, type Report } from '../report.ts';
import { useLoad, useRefresh } from '../use-load.ts';
import { readView, writeView, type Period, type View } from '../view.ts';
import { BandsSection } from './bands.tsx';
import { BreakdownSection } from './breakdown.tsx';
import { Facts } from './facts.tsx';
import { Heading } from './heading.tsx';
import { EmptyPeriod, EmptyShop, Failure, Skeleton } from './placeholders.tsx';
import { Score } from './score.tsx';
import { TrendSection } from './trend.tsx';
import './overview.css';

/** How often the page of a shop without responses looks for the first one, in milliseconds. */
const pollIntervalMs = 5_000;

/** The report of one survey in one period. */
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
  const { value: report, error, loading, reload } = useReport(api, shop, view);
  const isEmptyShop = report?.counts.responses === 0;

  useRefresh(
    useCallback(() => void reload(true), [reload]),
    isEmptyShop ? pollIntervalMs : undefined,
  );
  useEffect(() => writeView(view, surveys), [view, surveys]);
  useEffect(() => {
    if (error?.code === 'unauthorised') onExpired();
  }, [error, onExpired]);

  // The heading waits for the first report as well, so that nothing on the page moves.
  if (!report && !error) return <Skeleton />;
  const current = error ? undefined : report;
  return (
    <>
      <SampleBanner name={surveys.find(({ id }) => id === view.survey)?.name ?? ''} />
      {!isEmptyShop && (
        <Heading surveys={surveys} view={view} onChange={setView} report={current} />
      )}
      {error && <Failure error={error} onRetry={() => void reload()} />}
      {current && (
        <div class="report" aria-busy={loading || current.period !== view.period}>
          <ReportBody
            report={current}
            shop={shop}
            onShowYear={() => setView({ ...view, period: '365d' })}
          />
        </div>
      )}
    </>
  );
}

/** Loads the report of the view, with the period that it belongs to. */
function useReport(api: Api, shop: Shop, { survey, period }: View) {
  const fetchReport = useCallback(
    async (signal: AbortSignal) => {
      const today = dayAt(new Date(), shop.timezone);
      return { period, ...(await loadReport(api, { survey, period, today }, signal)) };
    },
    [api, shop, survey, period],
  );
  return useLoad(fetchReport);
}

/** The report, or what to do if there is none. */
function ReportBody({
  report: { aggregate, interval, counts, period },
  shop,
  onShowYear,
}: {
  report: Report & { period: Period };
  shop: Shop;
  onShowYear: () => void;
}) {
  const { messages } = useLanguage();
  if (counts.responses === 0) return <EmptyShop tag={shop.snippet} views={counts.views} />;
  if (aggregate.total.responses === 0) {
    return <EmptyPeriod onShowYear={period === '365d' ? undefined : onShowYear} />;
  }
  return (
    <>
      <Score aggregate={aggregate} />
      <Facts figures={aggregate.total} />
      <BandsSection figures={aggregate.total} scale={aggregate.scale} />
      <TrendSection trend={aggregate.trend} interval={interval} />
      <BreakdownSection breakdown={aggregate.breakdown} />
      <footer class="report-foot">
        <a href="/docs">{messages.developers}</a>
        <a href={messages.privacyPage}>{messages.privacy}</a>
      </footer>
    </>
  );
}

/** The demo adds this to the name of a survey with made-up responses. Shoppers never see the name. */
const sampleMarker = '(sample data)';

/** Says that the responses are made up, if the survey's name says so. */
function SampleBanner({ name }: { name: string }) {
  const { messages } = useLanguage();
  if (!name.toLowerCase().includes(sampleMarker)) return null;
  return <p class="sample-banner">{messages.sample}</p>;
}
