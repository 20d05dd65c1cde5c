import { inject, it } from 'vitest';

/**
 * As `it`, for tests that look at the plans, locks, processes or triggers of one PostgreSQL. They are skipped
 * on a Citus, which has several.
 */
export const itOnOnePostgres = it.skipIf(inject('isCitus')) as typeof it;
