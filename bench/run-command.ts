// Runs one command line to its end and measures it from outside: wall time, CPU seconds of
// all its processes (bash's `times`), their peak memory (VmHWM in /proc, looked at every
// 50 ms), and the CPU seconds of the server meanwhile. Knows nothing of dumps.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 50;
/** Kernel clock ticks per second, in /proc/PID/stat: 100 on every Linux Node runs on. */
const TICKS_PER_SECOND = 100;
const STDERR_MAX = 1 << 20;

export interface CommandLine {
  readonly command: readonly string[];
  /** The second process of a pipe. */
  readonly pipeTo?: readonly string[];
  /** File that gets standard output. */
  readonly stdout: string;
}

export interface Measurement {
  readonly wallSeconds: number;
  /** User and system time of the command's processes. */
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
  /** Peak resident set of the processes, summed. */
  readonly peakBytes: number;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export async function runCommand(line: CommandLine, serverPid: number): Promise<Measurement> {
  const serverBefore = readCpuSeconds(serverPid);
  const startedMs = performance.now();
  const child = spawn('bash', ['-c', buildScript(line)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    if (stderr.length < STDERR_MAX) stderr += bytes.toString('utf8');
  });
  (child.stdio[3] as NodeJS.ReadableStream).on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
  });
  const peaks = new Map<string, number>();
  const poll = setInterval(() => {
    for (const [, pid = ''] of said.matchAll(/^pid (\d+)$/gm)) {
      const bytes = readPeakBytes(pid);
      if (bytes !== undefined) peaks.set(pid, bytes);
    }
  }, POLL_MS);
  let endedMs = startedMs;
  child.once('exit', () => {
    endedMs = performance.now();
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return {
      wallSeconds: (endedMs - startedMs) / 1000,
      cpuSeconds: parseTimes(said),
      serverCpuSeconds: readCpuSeconds(serverPid) - serverBefore,
      peakBytes: [...peaks.values()].reduce((sum, bytes) => sum + bytes, 0),
      stderr,
      exitCode,
    };
  } finally {
    clearInterval(poll);
  }
}

/** Each process tells its id on descriptor 3, then becomes the program. */
function buildScript({ command, pipeTo, stdout }: CommandLine): string {
  const stages = [command, ...(pipeTo === undefined ? [] : [pipeTo])];
  const pipe = stages.map((words) => `stage ${words.map(quoteWord).join(' ')}`).join(' | ');
  return [
    'set -o pipefail',
    'stage() { echo "pid $BASHPID" >&3; exec "$@" 3>&-; }',
    `(${pipe}) >${quoteWord(stdout)}`,
    'status=$?',
    'times >&3',
    'exit $status',
  ].join('\n');
}

function quoteWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The last line of `times`: user and system time of the children. */
function parseTimes(said: string): number {
  const line = said.trimEnd().split('\n').at(-1) ?? '';
  const times = [...line.matchAll(/(\d+)m(\d+)[.,](\d+)s/g)];
  if (times.length !== 2) throw new Error(`bash did not tell its times: ${said}`);
  return times.reduce(
    (sum, [, minutes, seconds, fraction]) =>
      sum + Number(minutes) * 60 + Number(`${seconds}.${fraction}`),
    0,
  );
}

function readPeakBytes(pid: string): number | undefined {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return match === null ? undefined : Number(match[1]) * 1024;
  } catch {
    return undefined;
  }
}

function readCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Size of a file, or of all files of a folder. */
export function readBytes(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + readBytes(join(path, name)), 0);
}
