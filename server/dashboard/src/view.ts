import { isPeriod, type Period } from './periods.ts';

/** What the owner looks at: kept in the address, so that a reload or a bookmark finds it again. */
export type View = { survey: string; period: Period };

const usual: Period = '30d';

/** The view in the address, or the shop's oldest survey over 30 days. An unknown survey is ignored. */
export function readView(surveys: readonly { id: string }[]): View {
  const query = new URLSearchParams(location.search);
  const [asked, period] = [query.get('survey'), query.get('period')];
  const known = surveys.find(({ id }) => id === asked) ?? surveys[0];
  return { survey: known?.id ?? 'all', period: isPeriod(period) ? period : usual };
}

/** Writes the view into the address, the usual one as no words at all. */
export function keepView({ survey, period }: View, surveys: readonly { id: string }[]): void {
  const query = new URLSearchParams();
  if (survey !== surveys[0]?.id) query.set('survey', survey);
  if (period !== usual) query.set('period', period);
  const search = query.size > 0 ? `?${query}` : '';
  if (search !== location.search) {
    history.replaceState(history.state, '', location.pathname + search + location.hash);
  }
}
