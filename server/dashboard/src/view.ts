/** The periods that an owner can choose. */
export const periods = ['7d', '30d', '90d', '365d'] as const;
export type Period = (typeof periods)[number];

/** The chosen survey and period. They are kept in the URL, so that reloads and bookmarks restore them. */
export type View = { survey: string; period: Period };

const defaultPeriod: Period = '30d';

/**
 * The view in the URL. The defaults are the shop's oldest survey (the first of `surveys`) and 30 days;
 * they also replace a survey or a period that does not exist.
 */
export function readView(surveys: readonly { id: string }[]): View {
  const query = new URLSearchParams(location.search);
  const [surveyId, period] = [query.get('survey'), query.get('period')];
  const survey = surveys.find(({ id }) => id === surveyId) ?? surveys[0];
  return { survey: survey?.id ?? 'all', period: isPeriod(period) ? period : defaultPeriod };
}

/** Writes the view into the URL. Defaults are left out. */
export function writeView({ survey, period }: View, surveys: readonly { id: string }[]): void {
  const query = new URLSearchParams();
  if (survey !== surveys[0]?.id) query.set('survey', survey);
  if (period !== defaultPeriod) query.set('period', period);
  const search = query.size > 0 ? `?${query}` : '';
  if (search !== location.search) {
    history.replaceState(history.state, '', location.pathname + search + location.hash);
  }
}

function isPeriod(text: string | null): text is Period {
  return periods.some((period) => period === text);
}
