import postgres from 'postgres';
import { readResponses } from '../../src/aggregate/from-responses.ts';
import type { Question } from '../../src/aggregate/question.ts';
import type { Sql } from '../../src/database/sql.ts';

/** How PostgreSQL answers a question from the responses: its plan, and what it read. */
export type Plan = {
  lines: readonly string[];
  /** Whether the responses were looked up in an index rather than read from end to end. */
  isByIndex: boolean;
};

/**
 * Asks the question as the server does, and then how that is answered, rows and pages included; as a
 * prepared statement, for a plan that is made once for all parameters is what the server has.
 */
export async function explainCrossed(url: string, question: Question): Promise<Plan> {
  const asked: { query: string; parameters: unknown[] }[] = [];
  const sql = postgres(url, {
    max: 1,
    connection: { plan_cache_mode: 'force_generic_plan' },
    debug: (_, query, parameters) => asked.push({ query, parameters }),
    types: { day: { to: 1082, from: [1082], parse: String, serialize: String } },
  });
  try {
    await readResponses(sql as unknown as Sql, question);
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
