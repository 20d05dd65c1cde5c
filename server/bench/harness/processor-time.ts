import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const microsecondsPerTick = 10_000;

/**
 * The processor time that a process and its children have used so far, in microseconds. Unlike throughput it
 * hardly depends on what else the machine does. `undefined` without /proc.
 */
export function processorTime(pid: number): number | undefined {
  try {
    return (
      [pid, ...childrenOf(pid)].reduce((sum, each) => sum + ticksOf(each), 0) * microsecondsPerTick
    );
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((each) => each > 0 && statOf(each)?.[1] === String(pid));
}

/** Its own time, and that of its children that have ended. */
function ticksOf(pid: number): number {
  const stat = statOf(pid);
  return stat ? stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) : 0;
}

/** The fields of /proc/PID/stat from the state on. The name before them may contain spaces. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
