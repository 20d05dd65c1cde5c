import { readFile, writeFile } from 'node:fs/promises';

/** The memory of a process in bytes: its resident set. */
export function memoryOf(pid: number): Promise<number> {
  return statusOf(pid, 'VmRSS');
}

/** The peak memory of a process since `forgetPeak` in bytes, as the kernel measures it. */
export function peakOf(pid: number): Promise<number> {
  return statusOf(pid, 'VmHWM');
}

/** Resets the peak memory of a process (proc(5), clear_refs: 5). */
export function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function statusOf(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
