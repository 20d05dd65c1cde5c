import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { makeTemplates, type Template } from './answers.ts';

/**
 * The settings of a run: `connections` clients, each of which sends its next answer when the last was replied
 * to.
 */
export type LoadOrder = {
  port: number;
  connections: number;
  keys: readonly string[];
  origin: string;
  warmUpMilliseconds: number;
  milliseconds: number;
};

/** The results of a run. Latencies in milliseconds; `failed` counts replies other than 2xx. */
export type LoadResult = {
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
  /** Of the whole run, with the warm-up and the last replies. */
  acknowledged: number;
  failed: number;
  /** The first failed reply, unchanged. */
  failure: string;
};

/** Latencies are counted in bins of 10 µs, up to ten seconds. */
const binsPerMillisecond = 100;
const bins = new Uint32Array(10_000 * binsPerMillisecond);

let serial = randomInt(2 ** 40);

process.on('message', (order: LoadOrder) => {
  void runLoad(order).then((result) => process.send!(result));
});
process.on('disconnect', () => process.exit());
process.send!('ready');

type Run = Pick<LoadResult, 'acknowledged' | 'failed' | 'failure'> & {
  from: number;
  until: number;
  counted: number;
};

async function runLoad(order: LoadOrder): Promise<LoadResult> {
  bins.fill(0);
  const run: Run = { from: 0, until: 0, acknowledged: 0, counted: 0, failed: 0, failure: '' };
  const sockets = await Promise.all(
    Array.from({ length: order.connections }, () => openSocket(order.port)),
  );
  run.from = performance.now() + order.warmUpMilliseconds;
  run.until = run.from + order.milliseconds;
  await Promise.all(
    sockets.map((socket) => converse(socket, makeTemplates(order.keys, order.origin), run)),
  );
  return {
    perSecond: (run.counted / order.milliseconds) * 1_000,
    p50: quantile(0.5, run.counted),
    p99: quantile(0.99, run.counted),
    max: quantile(1, run.counted),
    acknowledged: run.acknowledged,
    failed: run.failed,
    failure: run.failure,
  };
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Sends answers one after the other until the time is over. Their bytes are made before. */
function converse(socket: Socket, templates: readonly Template[], run: Run): Promise<void> {
  let turn = randomInt(templates.length);
  let sent = 0;
  let received = '';
  function send(): void {
    const { request, id, order } = templates[(turn += 1) % templates.length]!;
    serial += 1;
    const [time, tail] = [Date.now().toString(16).padStart(12, '0'), serial.toString(16)];
    request.write(`${time.slice(0, 8)}-${time.slice(8)}`, id, 'latin1');
    request.write(tail.padStart(12, '0'), id + 24, 'latin1');
    request.write(String(serial).slice(-10), order, 'latin1');
    sent = performance.now();
    socket.write(request);
  }
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new Error('The server hung up')));
    socket.on('data', (chunk: Buffer) => {
      received = received ? received + chunk.toString('latin1') : chunk.toString('latin1');
      if (!isWhole(received)) return;
      const now = performance.now();
      if (received.startsWith('20', 9)) run.acknowledged += 1;
      else {
        run.failed += 1;
        run.failure ||= received;
      }
      received = '';
      if (now >= run.from && now < run.until) {
        run.counted += 1;
        const bin = ((now - sent) * binsPerMillisecond) | 0;
        bins[Math.min(bin, bins.length - 1)]! += 1;
      }
      if (now < run.until) return send();
      socket.removeAllListeners('close').end();
      resolve();
    });
    send();
  });
}

function isWhole(reply: string): boolean {
  const end = reply.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(reply);
  return reply.length >= end + 4 + Number(length?.[1] ?? 0);
}

function quantile(share: number, count: number): number {
  let left = Math.max(1, Math.ceil(share * count));
  for (let bin = 0; bin < bins.length; bin += 1) {
    left -= bins[bin]!;
    if (left <= 0) return (bin + 1) / binsPerMillisecond;
  }
  return 0;
}
