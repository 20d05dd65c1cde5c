import { inject, it } from 'vitest';

/** A test of one PostgreSQL's plans, processes or locks. On a Citus it is skipped, because its workers hold these. */
export const onOnePostgres: ReturnType<typeof it.skipIf> = it.skipIf(inject('isCitus'));
