/** The SQLSTATE of an error of PostgreSQL's, or the driver's own code; an empty text where there is none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

const collisions = new Set(['40P01', '40001', '23505']);

/**
 * Whether two writers met: a deadlock, a serialisation failure, or a unique key that the other took
 * between our look and our write. Nothing was stored, and a second try sees what the other did.
 */
export function isCollision(error: unknown): boolean {
  return collisions.has(codeOf(error));
}

/** Whether the database refused a value (SQLSTATE classes 22 and 23), as one bad row can cause. */
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

/**
 * Whether the database was away, full or too slow, or failed by itself: nothing that was asked is to
 * blame, and later it may go well. In SQLSTATE: 08 connection, 40 and collisions to the end of patience,
 * 53 no room, 57 ended or taking too long, 58 a failing disk, XX a fault of its own, 25006 read-only.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    connectionCodes.has(code) ||
    isCollision(error) ||
    /^(08|40|53|57|58|XX)|^(25006|55P03)$/.test(code)
  );
}
