import { pino, type Logger } from 'pino';

/** The server's log: JSON lines on the standard output, without personal data. */
export function createLog(level: string): Logger {
  return pino({
    level,
    // An error's detail can quote a row (PostgreSQL does), and with it a shopper's words.
    serializers: {
      err: ({ name, code, message, stack }: Error & { code?: string }) => ({
        name,
        code,
        message,
        stack,
      }),
      // Fastify would log the client's address.
      req: () => undefined,
    },
  });
}
