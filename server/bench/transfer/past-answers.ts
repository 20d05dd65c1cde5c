import { randomBytes } from 'node:crypto';

const comments = [
  'Snel geleverd en netjes ingepakt, dank!',
  'Too late, and nobody answered',
  '',
  '',
];

/** A CSV of answers of the past year, ordered by time, in pieces of a thousand rows. */
export async function* pastCsv(rows: number, run: string): AsyncGenerator<Buffer> {
  yield Buffer.from('date,score,comment,moment,locale,device,order id,email\n');
  for await (const piece of pieces(rows)) {
    const lines = piece.map(
      ({ at, n, score, comment }) =>
        `${at},${score},"${comment}",${['checkout', 'delivery'][n % 2]},${['nl', 'en'][n % 2]},phone,${run}-${n},c${n % 50_000}@shop.example\n`,
    );
    yield Buffer.from(lines.join(''));
  }
}

/** The same as NDJSON, with ids. */
export async function* pastNdjson(rows: number, run: string): AsyncGenerator<Buffer> {
  for await (const piece of pieces(rows)) {
    const lines = piece.map(
      ({ at, n, score, comment }) =>
        `${JSON.stringify({
          id: idAt(Date.parse(at)),
          answeredAt: at,
          score,
          ...(comment && { comment }),
          moment: ['checkout', 'delivery'][n % 2],
          locale: ['nl', 'en'][n % 2],
          device: 'phone',
          order: { id: `${run}-${n}`, value: 59.95, currency: 'EUR' },
          customer: { email: `c${n % 50_000}@shop.example` },
        })}\n`,
    );
    yield Buffer.from(lines.join(''));
  }
}

type Past = { at: string; n: number; score: number; comment: string };

async function* pieces(rows: number): AsyncGenerator<Past[]> {
  const [began, year] = [Date.now() - 365 * 86_400_000, 365 * 86_400_000];
  for (let from = 0; from < rows; from += 1_000) {
    yield Array.from({ length: Math.min(1_000, rows - from) }, (_, index) => {
      const n = from + index;
      return {
        at: new Date(began + Math.floor((year * n) / rows)).toISOString(),
        n,
        score: [10, 9, 8, 9, 10, 7, 6, 10, 3, 9, 8][n % 11]!,
        comment: comments[n % 4]!,
      };
    });
  }
}

function idAt(time: number): string {
  const stamp = time.toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
