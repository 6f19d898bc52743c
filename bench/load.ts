// `npm run bench:load`: the same rows into a server in turn by the stock client, by LOAD DATA as one
// would write it by hand, by myloader (where it is) and by tsload; a report of it in bench/results.
//
//   npm run bench:load -- [--size-mb 600] [--runs 5] [--flavor mysql|mariadb] [--threads 2]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavor } from '../src/model/server.js';
import { makeTemporaryFolder } from '../test/support/child-process.js';
import { projectPath } from '../test/support/project.js';
import { findServers, startServer } from '../test/support/servers.js';
import type { TestServer } from '../test/support/test-server.js';
import { findMydumper } from './contestants.js';
import { loadData } from './data.js';
import { drawTable, median } from './report.js';
import { type Measurement, readBytes, runCommand } from './run-command.js';

interface Options {
  readonly sizeMb: number;
  readonly runs: number;
  readonly threads: number;
  readonly flavor: string | undefined;
}

interface Contestant {
  readonly name: string;
  /** Makes the database and its rows. */
  readonly command: readonly string[];
}

const STOCK = 'stock client';
const TABLES_SQL = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'bench'";

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      'size-mb': { type: 'string', default: '600' },
      runs: { type: 'string', default: '5' },
      threads: { type: 'string', default: '2' },
      flavor: { type: 'string' },
    },
  });
  const [sizeMb, runs, threads] = [values['size-mb'], values.runs, values.threads].map(Number);
  return { sizeMb: sizeMb ?? 0, runs: runs ?? 0, threads: threads ?? 0, flavor: values.flavor };
}

/** The dumps of the data, as each contestant wants them. */
async function buildContestants(
  server: TestServer,
  database: string,
  folder: string,
  threads: number,
): Promise<{ contestants: Contestant[]; sqlBytes: number }> {
  const dump = join(folder, 'dump.sql');
  const connect = [`--socket=${server.socket}`, '--user=root'];
  run(server.binaries.dump, [
    ...server.connectArgs(),
    ...(server.flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
    `--result-file=${dump}`,
    '--databases',
    database,
  ]);
  const client = [server.binaries.client, ...server.connectArgs()];
  const tsload = [process.execPath, projectPath('bin', 'tsload'), '--no-defaults', ...connect];
  const byHand = await writeLoadScript(server, database, folder);
  const contestants: Contestant[] = [
    { name: STOCK, command: fromFile(client, dump) },
    { name: 'LOAD DATA by hand', command: fromFile([...client, '--local-infile=1'], byHand) },
    {
      name: `tsload, ${threads} connections`,
      command: fromFile([...tsload, `--threads=${threads}`, '--quiet'], dump),
    },
  ];
  const mydumper = findMydumper();
  const myloader = mydumper === undefined ? undefined : join(dirname(mydumper), 'myloader');
  if (mydumper !== undefined && myloader !== undefined && existsSync(myloader)) {
    const outputdir = join(folder, 'mydumper');
    run(mydumper, [...connect, `--database=${database}`, `--outputdir=${outputdir}`]);
    const args = [
      ...connect,
      `--directory=${outputdir}`,
      `--threads=${threads}`,
      '--overwrite-tables',
    ];
    contestants.push({ name: `myloader, ${threads} threads`, command: [myloader, ...args] });
  }
  return { contestants, sqlBytes: readBytes(dump) };
}

/** Definitions, then a file for each table, as SELECT ... INTO OUTFILE writes it. */
async function writeLoadScript(
  server: TestServer,
  database: string,
  folder: string,
): Promise<string> {
  const definitions = join(folder, 'definitions.sql');
  run(server.binaries.dump, [
    ...server.connectArgs(),
    ...(server.flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
    '--no-data',
    `--result-file=${definitions}`,
    '--databases',
    database,
  ]);
  const lines = [readFileSync(definitions, 'utf8'), `USE ${database};`];
  for (const table of (await server.run(TABLES_SQL)).split('\n')) {
    const file = join(server.datadir, `${table}.txt`);
    const types = await server.run(
      `SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_NAME = '${table}'`,
    );
    // One character set for all of a file: that of its bytes where there are some.
    const charset = /blob|binary/.test(types) ? 'binary' : 'utf8mb4';
    await server.run(
      `SELECT * INTO OUTFILE '${file}' CHARACTER SET ${charset} FROM ${database}.${table}`,
    );
    lines.push(`LOAD DATA LOCAL INFILE '${file}' INTO TABLE ${table} CHARACTER SET ${charset};`);
  }
  const script = join(folder, 'load.sql');
  writeFileSync(script, `${lines.join('\n')}\n`);
  return script;
}

/** Through a shell, for the stock client reads its standard input only. */
function fromFile(command: readonly string[], file: string): string[] {
  return ['bash', '-c', 'exec "${@:2}" < "$1"', 'bash', file, ...command];
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} exited ${status}: ${stderr}`);
}

async function benchFlavor(flavor: Flavor, options: Options): Promise<void> {
  const pool = `--innodb-buffer-pool-size=${Math.ceil(2 * options.sizeMb + 256)}M`;
  await using server = await startServer(flavor, { args: [pool] });
  console.error(`bench: about ${options.sizeMb} MB in ${flavor} ...`);
  const database = await loadData(server, options.sizeMb);
  const folder = makeTemporaryFolder('bench');
  const { contestants, sqlBytes } = await buildContestants(
    server,
    database,
    folder,
    options.threads,
  );
  const sums = await readSums(server, database);
  const runs = new Map<string, Measurement[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < options.runs; round++) {
    const first = round % contestants.length;
    for (const each of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      await server.run(`DROP DATABASE ${database}`);
      const measured = await runCommand(
        { command: each.command, stdout: '/dev/null' },
        server.pid ?? 0,
      );
      const isRight = measured.exitCode === 0 && (await readSums(server, database)) === sums;
      if (!isRight) throw new Error(`${each.name} exited ${measured.exitCode}: ${measured.stderr}`);
      runs.get(each.name)?.push(measured);
      console.error(`bench: ${round + 1}. ${each.name}: ${measured.wallSeconds.toFixed(1)} s`);
    }
  }
  keepReport(server, options, sqlBytes, runs);
}

/** What every way has to arrive at. */
async function readSums(server: TestServer, database: string): Promise<string> {
  const tables = (await server.run(TABLES_SQL)).split('\n').filter((name) => name !== '');
  const names = tables.map((table) => `${database}.${table}`).join(', ');
  return await server.run(`CHECKSUM TABLE ${names}`);
}

function keepReport(
  server: TestServer,
  options: Options,
  sqlBytes: number,
  runs: ReadonlyMap<string, readonly Measurement[]>,
): void {
  const date = new Date().toISOString().slice(0, 10);
  const title = `Loads, ${server.flavor}, ${date}`;
  const report = [
    `# ${title}`,
    buildFigures(runs, sqlBytes),
    [
      `- machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, load average ${(loadavg()[0] ?? 0).toFixed(1)} at the end; server and clients share it`,
      `- server ${server.flavor} ${server.binaries.version}, binary log on, without syncing; ${(sqlBytes / 1e6).toFixed(0)} MB of SQL; medians of ${options.runs} rounds, ratios within a round`,
      '- after each run CHECKSUM TABLE is the same',
    ].join('\n'),
  ].join('\n\n');
  const folder = projectPath('bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${date}-${server.flavor}-load.md`), `${report}\n`);
  console.log(report);
}

function buildFigures(runs: ReadonlyMap<string, readonly Measurement[]>, sqlBytes: number): string {
  const rows = [
    [
      '',
      'wall s',
      'of stock',
      'server CPU s',
      'of stock',
      'client CPU s',
      'client CPU s/GB',
      'peak memory MB',
    ],
  ];
  const stock = runs.get(STOCK) ?? [];
  for (const [name, own] of runs) {
    const ratio = (of: (each: Measurement) => number): string =>
      median(own.map((each, at) => of(each) / of(stock[at] ?? each))).toFixed(2);
    const client = median(own.map((each) => each.cpuSeconds));
    rows.push([
      name,
      median(own.map((each) => each.wallSeconds)).toFixed(1),
      ratio((each) => each.wallSeconds),
      median(own.map((each) => each.serverCpuSeconds)).toFixed(1),
      ratio((each) => each.serverCpuSeconds),
      client.toFixed(1),
      (client / (sqlBytes / 1e9)).toFixed(1),
      (Math.max(...own.map((each) => each.peakBytes)) / 1e6).toFixed(0),
    ]);
  }
  return drawTable(rows);
}

const options = readOptions();
for (const { flavor } of await findServers()) {
  if (options.flavor === undefined || options.flavor === flavor) await benchFlavor(flavor, options);
}
