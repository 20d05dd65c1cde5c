import { readFile, writeFile } from 'node:fs/promises';

/** What a process holds in memory now, in bytes: its resident set. */
export function memoryOf(pid: number): Promise<number> {
  return statusOf(pid, 'VmRSS');
}

/** Gives the most that a process has held since `forgetPeak`, in bytes, as the kernel keeps it. */
export function peakOf(pid: number): Promise<number> {
  return statusOf(pid, 'VmHWM');
}

/** Lets the kernel begin anew with the most that a process has held (proc(5), clear_refs: 5). */
export function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function statusOf(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
