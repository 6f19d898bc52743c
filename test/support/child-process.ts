// Child processes of tests: run one to its end, or keep one that must never outlive us.
// Also the one temporary folder of this process, removed when it exits. Knows no servers.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface ProgramResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Exit status; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  /** Text or bytes for stdin, or a stream of them; nothing by default. */
  readonly input?: string | Uint8Array | Readable;
  /** The whole environment; this process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end and returns what it said; a non-zero status is not an error here. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const [file, argv] = boundCommand(command, args);
  const child = spawn(file, argv, {
    stdio: 'pipe',
    env: options.env ?? process.env,
    cwd: options.cwd,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes));
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  const fed = feed(child, options.input);
  const [code, signal] = await ended;
  await fed;
  return {
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString('utf8'),
    code,
    signal,
  };
}

async function feed(child: ChildProcess, input: ProgramOptions['input']): Promise<void> {
  const stdin = child.stdin;
  if (stdin === null) return;
  // A program that ends before it has read everything tells so by its exit status.
  stdin.on('error', () => undefined);
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input);
    return;
  }
  try {
    await pipeline(input, stdin);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** A stream of a file's bytes, for `input`. */
export function fileInput(path: string): Readable {
  return createReadStream(path, { highWaterMark: 1 << 20 });
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();
const FOLDER_PREFIX = 'tsdump-test-';
/** A unix socket's path has 107 bytes at most, so a long TMPDIR is not for us. */
const TEMPORARY_BASE = tmpdir().length > 40 ? '/tmp' : tmpdir();
let setprivWorks: boolean | undefined;

/** With setpriv the kernel ends the child when we die, even of SIGKILL. */
function boundCommand(command: string, args: readonly string[]): [string, string[]] {
  setprivWorks ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  if (!setprivWorks) return [command, [...args]];
  return ['setpriv', ['--pdeathsig', 'KILL', command, ...args]];
}

/** Starts a long-running child, its output going to `logFd`. It does not keep us alive. */
export function startBound(command: string, args: readonly string[], logFd: number): ChildProcess {
  const [file, argv] = boundCommand(command, args);
  const child = spawn(file, argv, { stdio: ['ignore', logFd, logFd] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.unref();
  return child;
}

/** A new folder for this process alone, removed when it exits. Short: sockets go in there. */
export function makeTemporaryFolder(name: string): string {
  if (folders.size === 0) removeLeftovers();
  const folder = mkdtempSync(join(TEMPORARY_BASE, `${FOLDER_PREFIX}${process.pid}-${name}-`));
  folders.add(folder);
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Folders of test processes that were killed before they could tidy up. */
function removeLeftovers(): void {
  for (const name of readdirSync(TEMPORARY_BASE)) {
    const pid = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(TEMPORARY_BASE, name), { recursive: true, force: true });
    } catch {
      // Somebody else's: theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) removeTemporaryFolder(folder);
});
