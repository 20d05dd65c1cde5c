import postgres from 'postgres';
import { countResponses, type Selection } from '../../src/responses/count.ts';
import type { Sql } from '../../src/database/sql.ts';

/** How PostgreSQL counts responses one by one: its plan and the pages that it read. */
export type Plan = {
  lines: readonly string[];
  /** Whether the responses were found by an index rather than a sequential scan. */
  isByIndex: boolean;
};

/** Counts as the server does, then reads the plan of that statement, with rows and pages. */
export async function explainCrossed(url: string, selection: Selection): Promise<Plan> {
  const asked: { query: string; parameters: unknown[] }[] = [];
  const sql = postgres(url, {
    max: 1,
    debug: (_, query, parameters) => asked.push({ query, parameters }),
    types: { day: { to: 1082, from: [1082], parse: String, serialize: String } },
  });
  try {
    await countResponses(sql as unknown as Sql, selection, ['moment']);
    const { query, parameters } = asked.find((each) => each.query.includes('from responses'))!;
    await sql.unsafe(`prepare crossed as ${query}`);
    const rows = await sql.unsafe(
      `explain (analyze, buffers, costs off) execute crossed(${parameters.map(literal).join(', ')})`,
    );
    const lines = rows.map((row) => String(row['QUERY PLAN']));
    const onResponses = lines.filter((line) => /Scan.* on responses/.test(line));
    const isByIndex =
      onResponses.length > 0 && onResponses.every((line) => /Index|Bitmap/.test(line));
    return { lines, isByIndex };
  } finally {
    await sql.end();
  }
}

function literal(parameter: unknown): string {
  const text = Array.isArray(parameter) ? `{${parameter.join(',')}}` : String(parameter);
  return `'${text.replaceAll("'", "''")}'`;
}
