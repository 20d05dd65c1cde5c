import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, type Reply } from './requests.ts';
import type { TestServer } from './server.ts';

/** An import whose body is sent piece by piece. */
export type SlowImport = {
  send(text: string): Promise<void>;
  /** Ends the body and gives the reply. */
  end(): Promise<Reply>;
  /** The reply, whether the body has ended or not; rejects when the connection is lost. */
  reply: Promise<Reply>;
  /** Cuts the connection. */
  cut(): void;
};

export function startImport(server: TestServer, shop: CreatedShop, query = ''): SlowImport {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  // Told by the reply.
  writer.closed.catch(() => {});
  const controller = new AbortController();
  const init = {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: readable,
    duplex: 'half',
    signal: controller.signal,
  };
  const reply = ask(server, shop, `/v1/imports?${query}`, init as RequestInit);
  reply.catch(() => {});
  return {
    send: (text) => writer.write(new TextEncoder().encode(text)),
    async end() {
      await writer.close();
      return reply;
    },
    reply,
    cut: () => controller.abort(),
  };
}
