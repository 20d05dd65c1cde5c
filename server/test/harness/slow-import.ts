import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, type Reply } from './requests.ts';
import type { TestServer } from './server.ts';

/** An import whose body is sent piece by piece. */
export type SlowImport = {
  send(text: string): Promise<void>;
  /** Ends the body and returns the reply. */
  end(): Promise<Reply>;
  /** The reply, which may come before the body has ended. Rejects when the connection is lost. */
  reply: Promise<Reply>;
  /** Closes the connection. */
  cut(): void;
};

export function startImport(server: TestServer, shop: CreatedShop, query = ''): SlowImport {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  // The reply reports it.
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
