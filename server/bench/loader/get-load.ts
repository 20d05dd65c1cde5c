import { Agent, get } from 'node:http';

/** The settings of a run: each connection sends its next request after the reply. */
export type GetOrder = { url: string; connections: number; milliseconds: number };
/** Replies per second, and the bytes of one reply. */
export type GetResult = { perSecond: number; bytes: number; failed: number };

process.on('message', (order: GetOrder) => {
  void run(order).then((result) => process.send!(result));
});
process.on('disconnect', () => process.exit());
process.send!('ready');

async function run({ url, connections, milliseconds }: GetOrder): Promise<GetResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result = { replies: 0, bytes: 0, failed: 0 };
  const end = performance.now() + milliseconds;
  const started = performance.now();
  const ask = async () => {
    while (performance.now() < end) {
      const { status, bytes } = await fetchOnce(url, agent);
      if (status === 200) result.replies += 1;
      else result.failed += 1;
      result.bytes = bytes;
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  agent.destroy();
  const seconds = (performance.now() - started) / 1e3;
  return { perSecond: result.replies / seconds, bytes: result.bytes, failed: result.failed };
}

function fetchOnce(url: string, agent: Agent): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'br' } }, (reply) => {
      let bytes = 0;
      reply.on('data', (chunk: Buffer) => (bytes += chunk.length));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, bytes }));
    }).on('error', reject);
  });
}
