import { runPnpm, type Ended } from './run-pnpm.ts';

/** What `pnpm audit --json` gives. */
type Report = {
  advisories?: Record<
    string,
    {
      module_name: string;
      severity: string;
      title: string;
      url: string;
      vulnerable_versions: string;
    }
  >;
};

/** What the registry knows against the packages of production: `code` is 1 for a high or critical advisory. */
export type Verdict = { code: 0 | 1; lines: string[] };

const grave: ReadonlySet<string> = new Set(['high', 'critical']);

/**
 * Reads what an audit wrote. Not every registry answers it, a mirror in particular, and a machine may be offline.
 * That is said and is no failure: otherwise nobody could work there.
 */
export function readAudit({ stdout, stderr }: Ended): Verdict {
  const report = parse(stdout);
  if (!report?.advisories) {
    const reason = /ERR_PNPM_\w+/.exec(stderr)?.[0] ?? 'no answer';
    return { code: 0, lines: [`Advisories NOT CHECKED: the registry does not answer (${reason})`] };
  }
  const all = Object.values(report.advisories);
  const found = all.filter(({ severity }) => grave.has(severity));
  const others = all.length - found.length;
  return {
    code: found.length > 0 ? 1 : 0,
    lines: [
      ...found.map(
        ({ severity, module_name: name, vulnerable_versions: versions, title, url }) =>
          `${severity}: ${name} ${versions}: ${title} ${url}`,
      ),
      `Advisories checked: ${found.length} high or critical, ${others} others`,
    ],
  };
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

/** One try, so that a machine offline is not kept waiting for a minute. */
const quick = ['--config.fetch-retries=0', '--config.fetch-timeout=20000'];

/** Asks the registry. `args` are further arguments of pnpm. */
export async function checkAdvisories(args: readonly string[] = []): Promise<Verdict> {
  return readAudit(await runPnpm(['audit', '--prod', '--json', ...quick, ...args]));
}

if (import.meta.main) {
  const { code, lines } = await checkAdvisories(process.argv.slice(2));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
}
