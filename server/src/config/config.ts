import { z } from 'zod';
import { proxyTrustSchema, type ProxyTrust } from './proxies.ts';
import { secretListSchema } from './secrets.ts';

/**
 * The server cannot start with this configuration or on this machine. The message is printed as one line,
 * without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres://' })
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://nines.example' })
    .optional(),
  ADMIN_TOKEN: secretListSchema.optional(),
  METRICS_TOKEN: secretListSchema.optional(),
  TRUST_PROXY: proxyTrustSchema.optional(),
  WEBHOOKS_TO_PRIVATE_ADDRESSES: z.enum(['true', 'false']).default('false'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).default(120),
});

/** The settings of this process, read from its environment. */
export type Config = {
  port: number;
  host: string;
  /** `undefined`: the embedded database in `dataDirectory`. */
  databaseUrl: string | undefined;
  dataDirectory: string;
  /** How shoppers reach the server, without a trailing slash; `undefined`: from host and port. */
  publicUrl: string | undefined;
  /** The tokens of the operator. Without any, nobody makes shops. */
  adminTokens: readonly string[];
  /** The tokens that read `/metrics`. Without any, only this machine does. */
  metricsTokens: readonly string[];
  /** Which proxies are trusted to give the client's address. */
  trustProxy: ProxyTrust;
  /** Whether webhooks may go to private addresses and over plain HTTP. */
  webhooksToPrivateAddresses: boolean;
  logLevel: string;
  /**
   * Requests per minute of one client address (an IPv6 /64 network counts as one) on public routes; 0 is
   * no limit. Each process counts for itself, so n processes allow up to n times as many.
   */
  rateLimitPerMinute: number;
};

/** Reads the environment. Throws a `StartError` that names each wrong variable. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  // Shells and Docker Compose pass a variable that is not set as an empty one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(given);
  if (error) {
    const faults = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartError(`The environment is not right: ${faults.join('; ')}`);
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    dataDirectory: data.DATA_DIR,
    publicUrl: data.PUBLIC_URL?.replace(/\/+$/, ''),
    adminTokens: data.ADMIN_TOKEN ?? [],
    metricsTokens: data.METRICS_TOKEN ?? [],
    trustProxy: data.TRUST_PROXY ?? false,
    webhooksToPrivateAddresses: data.WEBHOOKS_TO_PRIVATE_ADDRESSES === 'true',
    logLevel: data.LOG_LEVEL,
    rateLimitPerMinute: data.RATE_LIMIT_PER_MINUTE,
  };
}
