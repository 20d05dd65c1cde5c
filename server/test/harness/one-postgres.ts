import { inject, it } from 'vitest';

/**
 * A test of the plans, processes or locks of one PostgreSQL. It is skipped on a Citus, whose workers have
 * these.
 */
export const onOnePostgres: ReturnType<typeof it.skipIf> = it.skipIf(inject('isCitus'));
