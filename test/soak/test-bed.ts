// A server at work to dump from while something goes wrong, and the examination afterwards:
// the truth was told, the server is as it was found, nothing is left that looks whole.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorKinds } from '../../src/base/errors.js';
import type { Flavor } from '../../src/model/server.js';
import { sleep } from '../../src/base/clock.js';
import {
  type Bank,
  BANK_TOTAL,
  type BankReport,
  createBank,
  readBank,
  startBank,
} from '../support/bank.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { type StartOptions, startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { type RunningDump, watchDump } from '../support/tsdump.js';
import { createShop, SHOP_SCHEMA } from './shop.js';

const BINARY: string = projectPath('bin/tsdump');
/** The server must be as it was found so soon after we ended. */
const RESTORED_WITHIN_MS = 2_000;
const POLL_MS = 20;
const MANIFEST = 'manifest.json';
const CLIENTS = 2;
/** Stands for the default, in place of `--read-only`. */
export const SNAPSHOT = 'snapshot';
const MODES: ReadonlySet<string> = new Set([
  SNAPSHOT,
  '--lock-all-tables',
  '--single-transaction',
  '--lock-tables',
]);
/** Of an account that `read_only` binds, for a bed without clients. */
const AS_CLIENT: readonly string[] = ['--user=c1', '--password=c1'];
const WRITE = 'SET lock_wait_timeout = 1; UPDATE bank.accounts SET balance = balance + 0 LIMIT 1';
const OUTPUTS = /^--(result-file|output-dir)=/;
const DOCUMENTED: ReadonlySet<number> = new Set(Object.values(errorKinds).map(({ exit }) => exit));

/** How a dump ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
}

export interface StartedDump {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Outcome>;
}

export interface Expected {
  /** Exit statuses that are right; by default any documented one but 0 (see `mayPass`), 1 and 50. */
  readonly codes?: readonly number[];
  /** The fault may not have been noticed: then the dump must be whole. */
  readonly mayPass?: boolean;
  /** With exit status 0 it may be another dump if stderr says so. */
  readonly warning?: RegExp;
  /** What stderr must say when it failed. */
  readonly cause?: RegExp;
  /** It, or one before it: a dump killed with SIGKILL cannot remove its partial file, nor its note. */
  readonly killed?: boolean;
  /** The note with the way back may stay. */
  readonly keepsUndo?: boolean;
}

export class TestBed {
  readonly server: TestServer;
  /** Where dumps go; examined and emptied after each. */
  readonly output: string;
  readonly journal: string;
  readonly #bank: Bank;
  readonly #hasClients: boolean;
  /** What `read_only` was. */
  readonly #found: string;
  /** Hashes of what an undisturbed dump writes, over one connection and over lanes. */
  readonly #wholes = new Set<string>();

  private constructor(server: TestServer, bank: Bank, hasClients: boolean, found: string) {
    this.server = server;
    this.#bank = bank;
    this.#hasClients = hasClients;
    this.#found = found;
    this.output = makeTemporaryFolder('bed');
    this.journal = makeTemporaryFolder('bed-journal');
  }

  /** A server with some of everything in `shop`, `clients` writing into `bank` meanwhile. */
  static async start(
    flavor: Flavor,
    options: StartOptions & { readonly clients?: number } = {},
  ): Promise<TestBed> {
    return await TestBed.prepare(await startServer(flavor, options), options.clients);
  }

  /** The same of a server that is there. */
  static async prepare(server: TestServer, clients: number = CLIENTS): Promise<TestBed> {
    await createBank(server);
    await createShop(server);
    return await TestBed.on(server, await startBank(server, clients, 0, 3), clients > 0);
  }

  /** The same of a server that has all of that, and clients; `stop` is not for it. */
  static async on(server: TestServer, bank: Bank, hasClients: boolean = true): Promise<TestBed> {
    const found = await server.run('SELECT @@GLOBAL.read_only');
    const bed = new TestBed(server, bank, hasClients, found);
    for (const threads of [1, 2]) await bed.learn([SNAPSHOT, `--threads=${threads}`]);
    return bed;
  }

  /** What a dump with `args` writes when nobody disturbs it is what a whole one is. */
  async learn(args: readonly string[], schema: string = SHOP_SCHEMA): Promise<void> {
    const { code, stderr } = await this.startDump(args, schema).ended;
    if (code !== 0) throw new Error(`the dump nobody disturbs exited ${code}: ${stderr}`);
    this.#wholes.add(await this.#hashDump());
    this.clear();
  }

  /** Arguments of a dump of `shop` through `door` (the server, or a proxy before it). */
  buildArgs(
    door: { host: string; port: number },
    args: readonly string[],
    schema: string = SHOP_SCHEMA,
  ): string[] {
    return [
      BINARY,
      '--no-defaults',
      `--host=${door.host}`,
      `--port=${door.port}`,
      '--user=tsdump',
      `--journal-dir=${this.journal}`,
      ...(args.some((arg) => MODES.has(arg)) ? [] : ['--read-only']),
      '--skip-dump-date',
      '--set-gtid-purged=off',
      '--chunk-size=64K',
      ...(args.some((arg) => OUTPUTS.test(arg)) ? [] : [`--result-file=${this.file}`]),
      ...args.filter((arg) => arg !== SNAPSHOT),
      schema,
    ];
  }

  get file(): string {
    return join(this.output, 'dump.sql.zst');
  }

  /** For `--output-dir`. */
  get directory(): string {
    return join(this.output, 'dump');
  }

  /** Starts a dump, to be watched and disturbed. */
  startDump(
    args: readonly string[],
    schema?: string,
    nodeArgs: readonly string[] = [],
  ): RunningDump {
    const all = this.buildArgs(this.server, ['--log-level=debug', ...args], schema);
    return watchDump([...nodeArgs, ...all]);
  }

  /** Longest time a client's transfer took since this was last asked, milliseconds. */
  takeLongestStall(): number {
    return this.#bank.takeLongestMs();
  }

  /** Starts a dump of `shop`, for those who want to send it a signal. */
  start(door: { host: string; port: number }, args: readonly string[]): StartedDump {
    const child = spawn(process.execPath, this.buildArgs(door, args), {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stderr: Buffer.concat(said).toString('utf8'),
    }));
    return { kill: (signal) => child.kill(signal), ended };
  }

  /** Runs a dump of `shop` to its end. */
  async dump(
    door: { host: string; port: number },
    args: readonly string[],
    nodeArgs: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Outcome> {
    const { code, stderr } = await runProgram(
      process.execPath,
      [...nodeArgs, ...this.buildArgs(door, args)],
      { env: { ...process.env, ...env } },
    );
    return { code, stderr };
  }

  /** What is wrong after a dump ended so; nothing if all is well. Clears up for the next. */
  async examine({ code, stderr }: Outcome, expected: Expected = {}): Promise<string[]> {
    const complaints = [...this.#examineStatus(code, stderr, expected)];
    const files = readdirSync(this.output);
    const whole = files.filter((name) => expected.killed !== true || this.#looksWhole(name));
    if (code === 0) {
      const isTold = expected.warning?.test(stderr) === true;
      if (!isTold && !this.#wholes.has(await this.#hashDump()))
        complaints.push('exit 0, but other bytes');
    } else if (whole.length > 0) {
      // Killed when all was done, what has its name must be whole.
      const isWhole = expected.killed === true && this.#wholes.has(await this.#hashDump());
      if (!isWhole) complaints.push(`left files: ${whole.join(', ')}`);
    }
    complaints.push(...(await this.#examineServer()));
    const notes = readdirSync(this.journal);
    if (code === 50) complaints.push(...examineAdvice(stderr, notes));
    else if (notes.length > 0 && expected.killed !== true && expected.keepsUndo !== true) {
      complaints.push('the journal is not cleared');
    }
    this.clear();
    return complaints;
  }

  *#examineStatus(
    code: number | null,
    stderr: string,
    { codes, mayPass, cause, killed }: Expected,
  ): Generator<string> {
    if (killed === true && code === null) return;
    const said = stderr.trim().split('\n').slice(-4).join(' / ');
    if (code === 0) {
      if (mayPass !== true && codes?.includes(0) !== true) yield 'exit 0';
      return;
    }
    if (code === null || !DOCUMENTED.has(code)) yield `exit ${code}: ${said}`;
    else if (codes === undefined ? code === 1 || code === 50 : !codes.includes(code))
      yield `exit ${code}: ${said}`;
    else if (cause !== undefined && !cause.test(stderr)) yield `does not name the cause: ${said}`;
  }

  /** As it was found, and clients can write, within two seconds. */
  async #examineServer(): Promise<string[]> {
    const deadlineMs = performance.now() + RESTORED_WITHIN_MS;
    const before = this.#bank.committed();
    for (;;) {
      const state = await this.server.run(
        "SELECT @@GLOBAL.read_only, IS_USED_LOCK('tsdump.window') IS NOT NULL, (SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'tsdump')",
      );
      const written = this.#hasClients
        ? this.#bank.committed() > before
        : (await this.server.client(WRITE, { args: AS_CLIENT })).code === 0;
      if (state === `${this.#found}\t0\t0` && written) return [];
      if (performance.now() > deadlineMs) {
        // The next trial finds it as it should be.
        await this.server.run(`SET GLOBAL read_only = ${this.#found}`);
        return [`read_only, name taken, connections: ${state}; clients write: ${written}`];
      }
      await sleep(POLL_MS);
    }
  }

  #looksWhole(name: string): boolean {
    if (name === basename(this.directory)) return existsSync(join(this.directory, MANIFEST));
    return !name.endsWith('.partial');
  }

  async #hashDump(): Promise<string> {
    if (existsSync(this.directory)) return this.#hashDirectory();
    const { code, stdout } = await runProgram('zstd', ['-dc', this.file]);
    return code === 0 ? createHash('sha256').update(stdout).digest('hex') : 'unreadable';
  }

  /** Of all files but the one with the time in it. */
  #hashDirectory(): string {
    const hash = createHash('sha256');
    const names = readdirSync(this.directory);
    if (!names.includes(MANIFEST)) return 'incomplete';
    for (const name of names.filter((each) => each !== MANIFEST).sort()) {
      hash.update(name).update(readFileSync(join(this.directory, name)));
    }
    return hash.digest('hex');
  }

  clear(): void {
    for (const folder of [this.output, this.journal]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { mode: 0o700 });
    }
  }

  /** Ends the clients: what they saw, and what is wrong with the money. */
  async stop(): Promise<{ readonly report: BankReport; readonly complaints: string[] }> {
    const report = await this.#bank.stop();
    const held = await readBank(this.server);
    await this.server.remove();
    const complaints = [...report.errors];
    if (held.total !== BANK_TOTAL) complaints.push(`the money is ${held.total}`);
    if (this.#hasClients && held.transfers !== report.committed) {
      complaints.push(`${report.committed} transfers acknowledged, ${held.transfers} there`);
    }
    if (report.refusedAtCommit > 0) complaints.push(`${report.refusedAtCommit} COMMITs refused`);
    return { report, complaints };
  }
}

/** Who could not put the server back says how it is done, and keeps the note of it. */
function* examineAdvice(stderr: string, notes: readonly string[]): Generator<string> {
  if (!stderr.includes('SET GLOBAL read_only = IF(')) yield 'exit 50 without the SQL to run';
  if (notes.length !== 1) yield `exit 50 with ${notes.length} notes in the journal`;
}
