// Who runs against whom: the command lines of the benchmark. All go over the same unix
// socket and dump one database; tsdump and the stock tool under a global read lock that is
// held to the end, mydumper under its own default, a snapshot on each of its connections.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '../test/support/project.js';
import type { TestServer } from '../test/support/test-server.js';
import type { CommandLine } from './run-command.js';

export interface Contestant {
  readonly name: string;
  /** tsdump tells how long its window was. */
  readonly tellsWindow: boolean;
  /** `target` is a path that does not exist yet, or /dev/null. */
  commandLine(target: string): CommandLine;
  /** Writes a folder, which cannot be /dev/null. */
  readonly writesFolder: boolean;
}

export interface Setting {
  readonly server: TestServer;
  readonly database: string;
  readonly journalDir: string;
  /** File with the SELECTs tsdump sends. */
  readonly selects: string;
  readonly mydumper: string | undefined;
}

/** In the report's ratios these names are looked up. */
export const NAMES = {
  floor: 'null client',
  tsdumpPlain: 'tsdump, plain',
  lanesPlain: 'tsdump --threads 2, plain',
  stockPlain: 'stock, plain',
  tsdumpZstd: 'tsdump zstd:1',
  lanesZstd: 'tsdump --threads 2 zstd:1',
  stockZstd: 'stock piped to zstd -1',
  mydumperPlain: 'mydumper --threads 2, plain',
  mydumperGzip: 'mydumper --threads 2 --compress (gzip)',
} as const;

export function buildContestants(setting: Setting): Contestant[] {
  const { server, selects, mydumper } = setting;
  const stock = buildStockCommand(setting);
  const nullClient = projectPath('dist', 'bench', 'null-client.js');
  const contestants = [
    toStdout(NAMES.floor, [process.execPath, nullClient, server.socket, selects]),
    toStdout(NAMES.tsdumpPlain, buildTsdumpCommand(setting, 'none', 1), { tellsWindow: true }),
    toStdout(NAMES.lanesPlain, buildTsdumpCommand(setting, 'none', 2), { tellsWindow: true }),
    toStdout(NAMES.stockPlain, stock),
    toStdout(NAMES.tsdumpZstd, buildTsdumpCommand(setting, 'zstd:1', 1), { tellsWindow: true }),
    toStdout(NAMES.lanesZstd, buildTsdumpCommand(setting, 'zstd:1', 2), { tellsWindow: true }),
    toStdout(NAMES.stockZstd, stock, { pipeTo: ['zstd', '-1', '-q', '-c'] }),
  ];
  if (mydumper !== undefined) {
    contestants.push(
      toFolder(NAMES.mydumperPlain, setting, mydumper, ['--threads=2']),
      toFolder(NAMES.mydumperGzip, setting, mydumper, ['--threads=2', '--compress']),
    );
  }
  return contestants;
}

export function buildTsdumpCommand(
  { server, journalDir, database }: Pick<Setting, 'server' | 'journalDir' | 'database'>,
  compress: string,
  threads: number,
): string[] {
  return [
    process.execPath,
    projectPath('bin', 'tsdump'),
    '--no-defaults',
    `--socket=${server.socket}`,
    '--user=root',
    `--journal-dir=${journalDir}`,
    '--log-format=json',
    '--read-only',
    `--compress=${compress}`,
    `--threads=${threads}`,
    database,
  ];
}

function buildStockCommand({ server, database }: Setting): string[] {
  const args = server.connectArgs();
  return [server.binaries.dump, ...args, '--lock-all-tables', '--routines', '--events', database];
}

function toStdout(
  name: string,
  command: readonly string[],
  more: { tellsWindow?: boolean; pipeTo?: readonly string[] } = {},
): Contestant {
  const { pipeTo } = more;
  return {
    name,
    tellsWindow: more.tellsWindow === true,
    writesFolder: false,
    commandLine: (stdout) => ({ command, stdout, ...(pipeTo === undefined ? {} : { pipeTo }) }),
  };
}

function toFolder(
  name: string,
  { server, database }: Setting,
  mydumper: string,
  args: readonly string[],
): Contestant {
  const connect = [`--socket=${server.socket}`, '--user=root', `--database=${database}`];
  return {
    name,
    tellsWindow: false,
    writesFolder: true,
    commandLine: (target) => ({
      command: [mydumper, ...connect, `--outputdir=${target}`, ...args],
      stdout: '/dev/null',
    }),
  };
}

/** On PATH, or where install-servers.sh --with-mydumper puts it. */
export function findMydumper(): string | undefined {
  const cache =
    process.env['TSDUMP_SERVERS'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tsdump', 'servers');
  const installed = join(cache, 'mydumper', 'bin', 'mydumper');
  if (existsSync(installed)) return installed;
  return spawnSync('mydumper', ['--version']).status === 0 ? 'mydumper' : undefined;
}
