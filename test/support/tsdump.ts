// Runs bin/tsdump against a test server as a user would: another process, its exit
// status, its stderr, its bytes on stdout.

import { type ChildProcess, spawn } from 'node:child_process';
import { makeTemporaryFolder, runProgram, type ProgramResult } from './child-process.js';
import { projectPath } from './project.js';
import type { TestServer } from './test-server.js';

const BINARY: string = projectPath('bin/tsdump');

let journals: string | undefined;

/** Journal folder of this test process; one per process, as a user has one. */
export function journalDir(): string {
  journals ??= makeTemporaryFolder('journal');
  return journals;
}

/** Options that point tsdump at `server`, over TCP as root. */
export function connectTo(server: Pick<TestServer, 'host' | 'port'>): string[] {
  return [
    '--no-defaults',
    `--host=${server.host}`,
    `--port=${server.port}`,
    '--user=root',
    `--journal-dir=${journalDir()}`,
  ];
}

/** Runs a dump to its end; bytes of stdout and whatever it said. */
export async function runTsdump(
  server: Pick<TestServer, 'host' | 'port'>,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramResult> {
  return await runProgram(process.execPath, [BINARY, ...connectTo(server), ...args], { env });
}

/** Dumps uncompressed; throws unless the exit status is 0. */
export async function dumpPlain(
  server: Pick<TestServer, 'host' | 'port'>,
  args: readonly string[],
): Promise<Buffer> {
  const result = await runTsdump(server, ['--compress=none', ...args]);
  if (result.code !== 0) throw new Error(`tsdump exited ${result.code}: ${result.stderr}`);
  return result.stdout;
}

export interface RunningDump {
  readonly child: ChildProcess;
  /** Resolves with exit status and signal when the process is gone. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
  /** Resolves when a JSON log line whose text contains `text` has been seen. */
  seen(text: string): Promise<void>;
}

/** Starts a dump whose log is JSON; stdout goes to `stdout` (a descriptor, or thrown away). */
export function startTsdump(
  server: Pick<TestServer, 'host' | 'port'>,
  args: readonly string[],
  stdout: number | 'ignore' | 'pipe' = 'ignore',
): RunningDump {
  return watchDump([BINARY, ...connectTo(server), ...args], stdout);
}

/** The same of a whole command line: arguments of node. */
export function watchDump(
  command: readonly string[],
  stdout: number | 'ignore' | 'pipe' = 'ignore',
): RunningDump {
  const child = spawn(process.execPath, [...command, '--log-format=json'], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  let stderr = '';
  const waiting: { text: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
    for (const wait of waiting) if (stderr.includes(wait.text)) wait.resolve();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>(
    (resolve) => {
      child.once('close', (code, signal) => {
        for (const wait of waiting) {
          wait.reject(new Error(`tsdump ended before it said ${wait.text}: ${stderr}`));
        }
        resolve({ code, signal, stderr });
      });
    },
  );
  return {
    child,
    ended,
    seen: async (text) => {
      if (stderr.includes(text)) return;
      await new Promise<void>((resolve, reject) => waiting.push({ text, resolve, reject }));
    },
  };
}
