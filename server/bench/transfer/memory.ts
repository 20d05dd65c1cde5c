import { readFile } from 'node:fs/promises';

/** Watches how much memory a process holds. */
export type MemoryWatch = {
  /** Ends the watch and gives the most that was held, in bytes. */
  peak(): Promise<number>;
};

/** What a process holds in memory now, in bytes: its resident set, without what files map into it. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]);
}

export function watchMemory(pid: number): MemoryWatch {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await memoryOf(pid));
  };
  const timer = setInterval(() => void look(), 50);
  return {
    async peak() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}
