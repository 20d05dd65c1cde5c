export const nonce = 'r4nd0m';

/** Content Security Policies of strict shops. `server` is the origin of the Nines server. */
export function policiesFor(server: string): Record<string, string> {
  const rest = `connect-src ${server}; style-src 'none'; img-src data:`;
  const dynamic = `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; ${rest}`;
  return {
    'host lists': `default-src 'none'; script-src ${server}; ${rest}`,
    'a nonce and hosts': `default-src 'none'; script-src 'nonce-${nonce}' ${server}; ${rest}`,
    'strict-dynamic': dynamic,
    'Trusted Types': `${dynamic}; require-trusted-types-for 'script'; trusted-types 'none'`,
  };
}

/** A script for the page that records each violation of the policy in `violations`. */
export const recordViolations = `<script nonce="${nonce}">violations = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
</script>`;
