import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Before `pnpm start`: builds what the server serves, so that a fresh clone starts at once and an updated one never
// serves old files. An install without the dev dependencies has no tools to build with, and needs none: it serves
// the files that were built before it.

const root = fileURLToPath(new URL('../../', import.meta.url));
const builtFiles = ['widget/dist/manifest.json', 'server/dashboard/dist/index.html'];

function hasBuildTools(): boolean {
  try {
    import.meta.resolve('vite');
    return true;
  } catch {
    return false;
  }
}

if (hasBuildTools()) {
  const { status } = spawnSync(process.execPath, ['--run', 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  const missing = builtFiles.filter((path) => !existsSync(root + path));
  if (missing.length > 0) {
    const how = 'run "pnpm install" and "pnpm build" first, then "pnpm install --prod" if you like';
    process.stderr.write(
      `Not built, and no tools to build with: no ${missing.join(', no ')}; ${how}\n`,
    );
    process.exitCode = 1;
  }
}
