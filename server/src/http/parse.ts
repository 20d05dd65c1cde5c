import type { z } from 'zod';
import { HttpProblem, type Fault } from './problem.ts';

/** The value as the schema has it. Throws a 422 that names each wrong field. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error) throw invalid(error.issues);
  return data;
}

/** Whoever sends a thousand faults learns of the first few. */
const mostFaults = 20;

/** The 422 for what zod found. */
export function invalid(issues: readonly z.core.$ZodIssue[]): HttpProblem {
  const faults = issues.slice(0, mostFaults).map(toFault);
  const [first] = faults;
  return new HttpProblem(
    422,
    first ? (first.path ? `${first.path}: ${first.message}` : first.message) : 'It is not valid',
    {
      faults,
    },
  );
}

function toFault({ path, message }: z.core.$ZodIssue): Fault {
  return { path: path.map(String).join('.').slice(0, 300), message: message.slice(0, 300) };
}
