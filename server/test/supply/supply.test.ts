import { glob, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkAdvisories } from '../../build/advisories.ts';
import { faultsOf, makeSbom, type Component } from '../../build/sbom.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

type Package = Record<
  'dependencies' | 'optionalDependencies',
  Record<string, string> | undefined
> & {
  packageManager?: string;
};

async function readPackage(folder: string): Promise<Package> {
  return JSON.parse(await readFile(`${root}${folder}package.json`, 'utf8')) as Package;
}

describe('production', () => {
  it.each(['server/', 'shared/'])('%ssrc imports nothing but its dependencies', async (folder) => {
    const { dependencies, optionalDependencies } = await readPackage(folder);
    const allowed = new Set(Object.keys({ ...dependencies, ...optionalDependencies }));
    const found = new Set<string>();
    for await (const path of glob('src/**/*.ts', { cwd: root + folder })) {
      if (path.endsWith('.test.ts')) continue;
      const text = await readFile(`${root}${folder}${path}`, 'utf8');
      for (const name of importsOf(text)) found.add(name);
    }
    expect(found.size).toBeGreaterThan(0);
    expect([...found].filter((name) => !allowed.has(name))).toEqual([]);
  });

  it('starts on the pinned Node, which is a dependency of the project', async () => {
    expect(Object.keys((await readPackage('')).dependencies ?? {})).toContain('node');
  });

  it('is installed by a pnpm that is pinned with its hash', async () => {
    const { packageManager } = await readPackage('');
    expect(packageManager).toMatch(/^pnpm@12\.\d+\.\d+\+sha512\.[0-9a-f]{128}$/);
  });
});

/** The packages that a file imports, types left out. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\s(?!type\s)(?:[\w$*,{}\s]+?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'/gm,
  );
  return [...statements]
    .map(([, name, dynamic]) => (name ?? dynamic)!)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .filter((name) => !builtinModules.includes(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

describe('the bill of materials', () => {
  it('is valid CycloneDX, and names every package of production with version and licence', async () => {
    const text = await makeSbom();
    expect(await faultsOf(text)).toEqual([]);
    const bom = JSON.parse(text) as { components: Component[] };
    const names = bom.components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    const { dependencies } = await readPackage('server/');
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies ?? {})));
    expect(names).not.toContain('vitest');

    const [first] = bom.components;
    const unlisted = bom.components.filter(({ name }) => name !== 'fastify');
    expect(await faultsOf(JSON.stringify({ ...bom, components: unlisted }))).toEqual([
      expect.stringMatching(/^fastify@\S+ is installed and not listed$/),
    ]);
    const licenses = [{ license: { id: 'AGPL-3.0-only' } }];
    const added = { ...first!, 'bom-ref': 'added', name: 'added', licenses };
    expect(
      await faultsOf(JSON.stringify({ ...bom, components: [...bom.components, added] })),
    ).toEqual([expect.stringContaining('licence that is not allowed')]);
    const invalid = JSON.stringify({ ...bom, components: [{ name: 1 }] });
    expect((await faultsOf(invalid))[0]).toMatch(/^not a CycloneDX/);
  });
});

describe('advisories', () => {
  let registry: Server | undefined;

  afterEach(() => {
    registry?.close();
    registry?.closeAllConnections();
  });

  /** A registry that answers an audit so. */
  async function registryWith(status: number, body: object): Promise<string[]> {
    const server = createServer((_, reply) =>
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
    registry = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return ['--registry', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`];
  }

  const advisory = (severity: string) => ({
    fastify: [
      {
        id: 1,
        url: 'https://advisories.example/1',
        title: 'Anybody may do anything',
        severity,
        vulnerable_versions: '>=0.0.0',
        cwe: ['CWE-1'],
        cvss: { score: 9.8, vectorString: null },
      },
    ],
  });

  it.each([
    ['critical', 1, 'critical: fastify >=0.0.0: Anybody may do anything'],
    ['none', 0, 'Advisories checked: 0 high or critical, 0 others'],
    ['low', 0, 'Advisories checked: 0 high or critical, 1 others'],
  ])('of the severity %s end with the code %i', async (severity, code, line) => {
    const known = severity === 'none' ? {} : advisory(severity);
    const verdict = await checkAdvisories(await registryWith(200, known));
    expect(verdict).toEqual({
      code,
      lines: expect.arrayContaining([expect.stringContaining(line)]),
    });
  });

  it('are said not to be checked where the registry does not answer, which is no failure', async () => {
    const verdict = await checkAdvisories(await registryWith(405, {}));
    const line = expect.stringMatching(/NOT CHECKED: the registry does not answer \(ERR_PNPM_/);
    expect(verdict).toEqual({ code: 0, lines: [line] });
  });
});
