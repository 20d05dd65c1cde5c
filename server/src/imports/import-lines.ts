import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import {
  importedAnswerSchema,
  importedViewSchema,
  type ImportReport,
} from '@nines/shared/wire/import';
import { parse } from '../http/parse.ts';
import { HttpProblem, type Fault } from '../http/problem.ts';
import { prepareAnswer, prepareView } from '../ingest/prepare.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopEntry } from '../shops/directory.ts';

/** Lines that are under way at once: a batch, so that live answers never wait behind an import. */
const atOnce = 500;
const faultsTold = 100;

/**
 * Stores the lines of an NDJSON stream, each an answer or a view of the past with its own date. A bad
 * line is reported by its number and the others go in; a line that was stored before is known by its
 * id, so an import that broke off is simply sent again.
 */
export async function importLines(
  stream: Readable,
  entry: ShopEntry,
  writer: Writer,
): Promise<ImportReport> {
  const report: ImportReport = { stored: 0, known: 0, rejected: 0, errors: [] };
  let underWay: Promise<void>[] = [];
  let number = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    underWay.push(importLine(line, number, report, entry, writer));
    if (underWay.length === atOnce) {
      await Promise.all(underWay);
      underWay = [];
    }
  }
  await Promise.all(underWay);
  report.errors.sort((one, other) => one.line - other.line);
  return report;
}

async function importLine(
  line: string,
  number: number,
  report: ImportReport,
  entry: ShopEntry,
  writer: Writer,
): Promise<void> {
  try {
    const isNew = await store(readJson(line), Buffer.byteLength(line), entry, writer);
    report[isNew ? 'stored' : 'known'] += 1;
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.statusCode >= 500) throw error;
    report.rejected += 1;
    const faults: readonly Fault[] = error.faults ?? [{ path: '', message: error.message }];
    for (const fault of faults) {
      if (report.errors.length < faultsTold) report.errors.push({ line: number, ...fault });
    }
  }
}

async function store(
  value: unknown,
  bytes: number,
  entry: ShopEntry,
  writer: Writer,
): Promise<boolean> {
  if ((value as { type?: unknown } | null)?.type === 'view') {
    const view = parse(importedViewSchema, value);
    const past = { at: Date.parse(view.viewedAt), device: view.device };
    return writer.addView(prepareView(view, entry, past), bytes);
  }
  const answer = parse(importedAnswerSchema, value);
  const past = { at: Date.parse(answer.answeredAt), device: answer.device };
  return (await writer.addAnswer(prepareAnswer(answer, entry, past), bytes)).created;
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new HttpProblem(422, 'is not JSON');
  }
}
