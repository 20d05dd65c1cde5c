import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system that a test can fill up. */
export type SmallDisk = {
  path: string;
  /** Fills it to the last byte. */
  fill(): Promise<void>;
  /** Frees that space again. */
  empty(): Promise<void>;
  remove(): void;
};

/** The message for developers where no file system can be mounted, in one line. */
export const noSmallDisk =
  'Not run: the tests with a full disk (server/test/database/full-disk.test.ts). They mount one of their own, which only root on Linux may do.';

/** Whether a file system can be mounted here. Tries it. */
export function canMountSmallDisk(): boolean {
  const disk = tryToMount(1);
  disk?.remove();
  return disk !== undefined;
}

/** Throws when none can be mounted. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const disk = tryToMount(megabytes);
  if (!disk) throw new Error(noSmallDisk);
  return disk;
}

function tryToMount(megabytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), 'nines-small-disk-'));
  const options = `size=${megabytes}m,mode=755`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status !== 0) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill() {
      const file = await open(filler, 'a');
      try {
        for (let room = await freeBytes(path); room > 0; room = await freeBytes(path)) {
          await file.write(new Uint8Array(Math.min(room, 1_048_576)));
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    empty: () => rm(filler, { force: true }),
    remove() {
      // Lazily, because a process that is ending may still have its working folder there.
      spawnSync('umount', ['--lazy', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
