/** The SQLSTATE of a PostgreSQL error, or the driver's own code; `''` when the error has none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

const collisions = new Set(['40P01', '40001', '23505']);

/**
 * Whether two writers collided: a deadlock, a serialisation failure, or a unique key that the other one
 * inserted between our read and our write. Nothing was stored, and a retry sees what the other wrote.
 */
export function isCollision(error: unknown): boolean {
  return collisions.has(codeOf(error));
}

/** Whether the database refused a value (SQLSTATE classes 22 and 23). One bad row can cause it. */
export function isRefusedValue(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error)) && !isCollision(error);
}

const connectionCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether a connection could not be made, or is not to be used any more. SQLSTATE 57P01 to 57P03: PostgreSQL stops. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  return connectionCodes.has(code) || /^(08|57P0[1-3])/.test(code);
}

/**
 * Whether the database was unreachable, full, too slow, or failed by itself. The request is not the
 * cause, and a later try may succeed. SQLSTATE classes: 08 connection, 40 and collisions that every retry
 * ran into, 53 no space, 57 ended or timed out, 58 failing disk, XX internal error, 25006 read-only.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isConnectionLost(error) || isCollision(error) || /^(40|53|57|58|XX)|^(25006|55P03)$/.test(code)
  );
}
