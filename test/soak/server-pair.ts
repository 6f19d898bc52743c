// Two servers of a flavor, one to fill and dump, one empty to restore into; what is left
// out of them for speed has no part in a dump of schemas.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../src/model/manifest.js';
import type { Flavor } from '../../src/model/server.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { type CompareOptions, compareServers } from '../support/compare.js';
import type { ServerBinaries } from '../support/server-binaries.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';
import type { DumpWay } from './dump-ways.js';

/** MariaDB's client strips comments from bodies unless told not to. */
const KEEP_COMMENTS = { args: ['--comments'] };
const QUICK = [
  '--skip-log-bin',
  '--innodb-adaptive-hash-index=OFF',
  '--innodb-stats-persistent=OFF',
];
/** Complaints are read by people. */
const SHOWN_CHARS = 1500;

export interface OtherServer {
  readonly binaries: ServerBinaries;
  readonly comparison: CompareOptions;
}

/** Brings the dump at `path` into `target`; resolves with what went wrong. */
export type Restore = (target: TestServer, path: string) => Promise<string | undefined>;

export class ServerPair {
  readonly source: TestServer;
  readonly target: TestServer;
  readonly #folder: string = makeTemporaryFolder('pair');
  /** Of the SQL that was restored. */
  restoredBytes = 0;

  readonly #comparison: CompareOptions;
  readonly #restore: Restore | undefined;

  private constructor(
    source: TestServer,
    target: TestServer,
    comparison: CompareOptions,
    restore: Restore | undefined,
  ) {
    this.source = source;
    this.target = target;
    this.#comparison = comparison;
    this.#restore = restore;
  }

  /**
   * `other`: what is restored into, where that is another server than what is dumped. `restore`:
   * how, if not by the stock client.
   */
  static async start(flavor: Flavor, other?: OtherServer, restore?: Restore): Promise<ServerPair> {
    const [source, target] = await Promise.all([
      startServer(flavor, { args: QUICK }),
      startServer(flavor, { args: QUICK, ...(other && { binaries: other.binaries }) }),
    ]);
    return new ServerPair(source, target, other?.comparison ?? {}, restore);
  }

  async stop(): Promise<void> {
    await Promise.all([this.source.remove(), this.target.remove()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Loads, dumps, restores, compares; what is wrong, nothing if all came back. */
  async tryWay(sql: string, databases: readonly string[], way: DumpWay): Promise<string[]> {
    const loaded = await this.source.restore(Buffer.from(sql), KEEP_COMMENTS);
    if (loaded.code !== 0) return [`not loaded: ${loaded.stderr}`];
    const complaint = await this.#copy(databases, way);
    if (complaint !== undefined) return [complaint.slice(0, SHOWN_CHARS)];
    const differences = await compareServers(this.source, this.target, databases, this.#comparison);
    return differences.map(({ kind, object, detail }) =>
      `${kind} ${object}: ${detail}`.slice(0, SHOWN_CHARS),
    );
  }

  async drop(databases: readonly string[]): Promise<void> {
    const names = databases.map((name) => `\`${name.replaceAll('`', '``')}\``);
    const sql = `SET foreign_key_checks = 0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' ')}`;
    await Promise.all([this.source.run(sql), this.target.run(sql)]);
  }

  /** Dumps and restores; what went wrong. */
  async #copy(databases: readonly string[], way: DumpWay): Promise<string | undefined> {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { mode: 0o700 });
    const path = join(this.#folder, 'dump');
    const { code, stderr } = await runTsdump(this.source, [
      ...way.args,
      '--set-gtid-purged=off',
      way.inFiles ? `--output-dir=${path}` : `--result-file=${path}`,
      '--databases',
      ...databases,
    ]);
    if (code !== 0) return `exit ${code}: ${stderr.slice(-SHOWN_CHARS)}`;
    if (this.#restore !== undefined) return await this.#restore(this.target, path);
    const files = way.inFiles ? listFiles(path) : [path];
    const decoded = await runProgram('zstd', ['-dcf', '--', ...files]);
    if (decoded.code !== 0) return `not decoded: ${decoded.stderr}`;
    this.restoredBytes += decoded.stdout.length;
    const restored = await this.target.restore(decoded.stdout, KEEP_COMMENTS);
    return restored.code === 0 ? undefined : `not restored: ${restored.stderr}`;
  }
}

/** In the order of a restore; together they are one. */
function listFiles(directory: string): string[] {
  const text = readFileSync(join(directory, 'manifest.json'), 'utf8');
  const { sections } = JSON.parse(text) as Manifest;
  return [...new Set(sections.map(({ file = '' }) => join(directory, file)))];
}
