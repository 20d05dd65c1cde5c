export const nonce = 'r4nd0m';

/** Content Security Policies as strict shops have them. `server` is where Nines runs. */
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

/** Notes each breach of the policy in `breaches`, in the page itself. */
export const watch = `<script nonce="${nonce}">breaches = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => breaches.push(violatedDirective));
</script>`;
