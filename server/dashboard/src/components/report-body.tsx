import type { Shop } from '../api.ts';
import type { Report } from '../load-report.ts';
import type { Period } from '../periods.ts';
import { useVoice } from '../voice-context.ts';
import { BandsSection } from './bands-section.tsx';
import { BreakdownSection } from './breakdown-section.tsx';
import { EmptyState } from './empty-state.tsx';
import { Facts } from './facts.tsx';
import { QuietPeriod } from './quiet-period.tsx';
import { ScoreHero } from './score-hero.tsx';
import { TrendSection } from './trend-section.tsx';
import './report-body.css';

/** The report from the score down to where it comes from; or what to do when there is none yet. */
export function ReportBody({
  report,
  shop,
  onLookBack,
}: {
  report: Report & { period: Period };
  shop: Shop;
  onLookBack: () => void;
}) {
  const { words } = useVoice();
  const { aggregate, interval, ever, period } = report;
  if (ever.responses === 0) return <EmptyState tag={shop.snippet} views={ever.views} />;
  if (aggregate.total.responses === 0) {
    return <QuietPeriod onLookBack={period === '365d' ? undefined : onLookBack} />;
  }
  return (
    <>
      <ScoreHero aggregate={aggregate} />
      <Facts figures={aggregate.total} />
      <BandsSection figures={aggregate.total} scale={aggregate.scale} />
      <TrendSection trend={aggregate.trend} interval={interval} />
      <BreakdownSection breakdown={aggregate.breakdown} />
      <footer class="report-foot">
        <a href="/docs">{words.developers}</a>
      </footer>
    </>
  );
}
