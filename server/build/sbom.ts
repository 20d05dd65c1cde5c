import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runPnpm } from './run-pnpm.ts';

/** One package of the bill of materials, as CycloneDX has it. */
export type Component = {
  group?: string;
  name: string;
  version?: string;
  purl?: string;
  licenses?: ({ license: { id?: string; name?: string } } | { expression: string })[];
};

/** Licences that let Nines be used and passed on under its own. Another one needs a decision. */
const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** The bill of materials of what production installs on this machine's platform, as text of CycloneDX 1.6. */
export async function makeSbom(): Promise<string> {
  const format = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6'];
  const scope = ['--sbom-type', 'application', '--prod'];
  const { code, stdout, stderr } = await runPnpm(['sbom', ...format, ...scope]);
  if (code !== 0) throw new Error(`pnpm sbom failed: ${stderr}`);
  return stdout;
}

/** What is wrong with a bill of materials; empty when nothing is. */
export async function faultsOf(text: string): Promise<string[]> {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const invalid = await validator.validate(text);
  if (invalid !== null) return [`not a CycloneDX 1.6: ${JSON.stringify(invalid)}`];
  const { components = [] } = JSON.parse(text) as { components?: Component[] };
  const listed = new Set(components.map(nameOf));
  const unlisted = (await listInstalled()).filter((name) => !listed.has(name));
  return [
    ...unlisted.map((name) => `${name} is installed and not listed`),
    ...components.flatMap(faultsOfComponent),
  ];
}

function faultsOfComponent(component: Component): string[] {
  const name = nameOf(component);
  if (!component.version || !component.purl) return [`${name} has no version or no purl`];
  const licences = component.licenses ?? [];
  if (licences.length === 0) return [`${name} names no licence`];
  return licences.some((each) => isAllowed(each))
    ? []
    : [`${name} has a licence that is not allowed: ${JSON.stringify(licences)}`];
}

/** Of a choice (`MIT OR GPL-3.0`) one must be allowed, of a combination (`AND`) each. */
function isAllowed(licence: NonNullable<Component['licenses']>[number]): boolean {
  const text = 'expression' in licence ? licence.expression : (licence.license.id ?? '');
  const choices = text.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((id) => allowedLicences.has(id)));
}

function nameOf({ group, name, version }: Component): string {
  return `${group ? `${group}/` : ''}${name}@${version}`;
}

/** The packages of others that production has installed here, by another command of pnpm than the bill's. */
async function listInstalled(): Promise<string[]> {
  const { code, stdout, stderr } = await runPnpm(['licenses', 'list', '-r', '--prod', '--json']);
  if (code !== 0) throw new Error(`pnpm licenses failed: ${stderr}`);
  const byLicence = JSON.parse(stdout) as Record<string, { name: string; versions: string[] }[]>;
  return Object.values(byLicence)
    .flat()
    .flatMap(({ name, versions }) => versions.map((version) => `${name}@${version}`));
}

// `pnpm run sbom` (`pnpm sbom` is pnpm's own command): writes and checks it.
if (import.meta.main) {
  const text = await makeSbom();
  const faults = await faultsOf(text);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else {
    const { length } = (JSON.parse(text) as { components: unknown[] }).components;
    const file = 'sbom.cdx.json';
    await writeFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)), text);
    process.stdout.write(
      `${length} packages, each with a version and an allowed licence: ${file}\n`,
    );
  }
}
