// One real server of a test: its process, its folder, and the stock tools pointed at it.
// It cannot outlive the test process (see child-process.ts). Started by servers.ts.

import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import {
  fileInput,
  removeTemporaryFolder,
  runProgram,
  startBound,
  type ProgramResult,
} from './child-process.js';
import type { ServerBinaries } from './server-binaries.js';

export interface TlsFiles {
  readonly ca: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

export interface ClientOptions {
  readonly database?: string;
  /** Go on after an error. */
  readonly force?: boolean;
  /** Put column names first (and, with `--vertical`, before each value). */
  readonly columnNames?: boolean;
  /** Do not escape newlines, tabs and backslashes in values. */
  readonly raw?: boolean;
  /** More arguments of the stock client. */
  readonly args?: readonly string[];
}

export interface ClientResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface ServerLayout {
  readonly binaries: ServerBinaries;
  readonly folder: string;
  readonly port: number;
  readonly serverId: number;
  readonly tls: TlsFiles | undefined;
}

const START_WAIT_MS = 60_000;
const STOP_WAIT_MS = 30_000;

export class TestServer {
  readonly binaries: ServerBinaries;
  readonly flavor: Flavor;
  readonly host: string = '127.0.0.1';
  readonly port: number;
  readonly serverId: number;
  readonly user: string = 'root';
  readonly rootPassword: string = '';
  /** Everything of this server lies in here. */
  readonly folder: string;
  readonly datadir: string;
  readonly socket: string;
  readonly logFile: string;
  readonly tls: TlsFiles | undefined;
  private args: readonly string[] = [];
  private child: ChildProcess | undefined;

  constructor(layout: ServerLayout) {
    this.binaries = layout.binaries;
    this.flavor = layout.binaries.flavor;
    this.port = layout.port;
    this.serverId = layout.serverId;
    this.folder = layout.folder;
    this.datadir = join(layout.folder, 'data');
    this.socket = join(layout.folder, 's.sock');
    this.logFile = join(layout.folder, 'error.log');
    this.tls = layout.tls;
  }

  /** The server's process id; undefined while it is down. */
  get pid(): number | undefined {
    return this.isRunning() ? this.child?.pid : undefined;
  }

  private isRunning(): boolean {
    const child = this.child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts the process with these arguments and waits until it greets a client. */
  async start(args: readonly string[]): Promise<void> {
    this.args = args;
    const logFd = openSync(this.logFile, 'a');
    const child = startBound(this.binaries.mysqld, args, logFd);
    closeSync(logFd);
    this.child = child;
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
    });
    const deadlineMs = performance.now() + START_WAIT_MS;
    while (!(await isGreeting(this.socket))) {
      if (failure !== undefined || !this.isRunning()) {
        throw new Error(`${this.flavor} did not start:\n${await this.readLogTail()}`, {
          cause: failure,
        });
      }
      if (performance.now() > deadlineMs) {
        await this.kill();
        throw new Error(`${this.flavor} is not ready in time:\n${await this.readLogTail()}`);
      }
      await sleep(50);
    }
  }

  /** An orderly shutdown, or SIGKILL where that takes too long. The folder stays. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** SIGKILL: the server's crash. The folder stays. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (child === undefined || !this.isRunning()) return;
    const exited = once(child, 'exit');
    child.ref();
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WAIT_MS);
    await exited;
    clearTimeout(timer);
  }

  /** Starts it again on the same port and data, after stopping it if it still runs. */
  async restart(moreArgs: readonly string[] = []): Promise<void> {
    await this.stop();
    await this.start([...this.args, ...moreArgs]);
  }

  /** Kills it and removes its folder. Exiting does the same for those left. */
  async remove(): Promise<void> {
    await this.kill();
    removeTemporaryFolder(this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  /** Runs SQL with the stock client; an error is told by `code` and `stderr`. */
  async client(sql: string, options: ClientOptions = {}): Promise<ClientResult> {
    const args = [...this.clientArgs(options), '--batch', '--default-character-set=utf8mb4'];
    if (options.columnNames !== true) args.push('--skip-column-names');
    if (options.raw === true) args.push('--raw');
    const result = await this.runTool(this.binaries.client, args, sql);
    return { ...result, stdout: result.stdout.toString('utf8') };
  }

  /** Runs SQL as root; returns the output without its last newline, throws on an error. */
  async run(sql: string, options: ClientOptions = {}): Promise<string> {
    const { stdout, stderr, code } = await this.client(sql, options);
    if (code !== 0) throw new Error(`${this.flavor} client failed (${code}): ${stderr}\n${sql}`);
    return stdout.endsWith('\n') ? stdout.slice(0, -1) : stdout;
  }

  /** Feeds a dump to the stock client as a user would: a file's path, bytes or a stream. */
  async restore(
    source: string | Uint8Array | Readable,
    options: ClientOptions = {},
  ): Promise<ClientResult> {
    const input = typeof source === 'string' ? fileInput(source) : source;
    const result = await this.runTool(this.binaries.client, this.clientArgs(options), input);
    return { ...result, stdout: result.stdout.toString('utf8') };
  }

  /** Runs mysqldump or mariadb-dump. */
  async dump(args: readonly string[]): Promise<ProgramResult> {
    return await this.runTool(this.binaries.dump, [...this.connectArgs(), ...args]);
  }

  /** Runs mysqlbinlog or mariadb-binlog on files of the data directory. */
  async readBinlog(args: readonly string[]): Promise<ProgramResult> {
    return await this.runTool(this.binaries.binlog, ['--no-defaults', ...args]);
  }

  /** What points a stock tool at this server. */
  connectArgs(): string[] {
    return ['--no-defaults', `--socket=${this.socket}`, `--user=${this.user}`];
  }

  private clientArgs(options: ClientOptions): string[] {
    const args = [...this.connectArgs(), ...(options.args ?? [])];
    if (options.force === true) args.push('--force');
    if (options.database !== undefined) args.push(`--database=${options.database}`);
    return args;
  }

  private async runTool(
    tool: string,
    args: readonly string[],
    input?: string | Uint8Array | Readable,
  ): Promise<ProgramResult> {
    const env: NodeJS.ProcessEnv = { ...process.env, MYSQL_TEST_LOGIN_FILE: '/dev/null' };
    delete env['MYSQL_PWD'];
    delete env['MYSQL_HOST'];
    return await runProgram(tool, args, {
      env,
      cwd: this.datadir,
      ...(input === undefined ? {} : { input }),
    });
  }

  /** The last lines of the error log. */
  async readLogTail(): Promise<string> {
    const log = await readFile(this.logFile, 'utf8');
    return log.split('\n').slice(-25).join('\n');
  }
}

/** A server that accepts connections speaks first. */
async function isGreeting(socketPath: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.setTimeout(2000, () => settle(false));
  });
}
