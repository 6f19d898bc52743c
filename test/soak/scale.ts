// How much a dump takes, two parts: tens of thousands of tables, tables and rows as wide as a
// server lets them be; and rows without end from a server that makes them up while it is asked.

import { compareServers } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';
import { measureDump } from './measure-dump.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { HUGE_SHOP, listHugeTables, SyntheticRows } from './synthetic-rows.js';

const MIB = 1 << 20;
/** Of each trial that is counted, see defaultCount. */
const TABLES_PER_COUNT = 200;
const BYTES_PER_COUNT = 1e9;
/** Of the bytes of one connection, what two lanes are given too. */
const LANES_SHARE = 10;
const BUFFER_MIB = 32;
/** Node, code and buffers under way, as tests of memory have it; what is read but not written. */
const PEAK_BYTES_MAX = (200 + BUFFER_MIB) * MIB;
/** Between the second and the last quarter of a stream: what a heap may breathe. */
const GROWTH_BYTES_MAX = 24 * MIB;
/** Before that it is still warming up. */
const WARM_SECONDS = 30;
/** USE, SET, SHOW, SET for the definition; rows; proof; what a snapshot gives back. */
const STATEMENTS_PER_TABLE_MAX = 8;
const CATALOG_BYTES_PER_TABLE = 16 * 1024;

async function runStream(options: PartOptions): Promise<PartResult> {
  const { flavor, count } = options;
  const score = new Score();
  const figures: Record<string, string> = {};
  await using server = await startServer(flavor);
  await tryStream(server, count * BYTES_PER_COUNT, 1, score, figures);
  options.tell('streamed over one connection');
  await tryStream(server, (count * BYTES_PER_COUNT) / LANES_SHARE, 2, score, figures);
  return { tallies: score.tallies, figures, failures: score.failures };
}

async function runScale(options: PartOptions): Promise<PartResult> {
  const { flavor, count } = options;
  const score = new Score();
  const figures: Record<string, string> = {};
  await using server = await startServer(flavor, { args: ['--innodb-file-per-table=OFF'] });
  await tryWidest(server, score);
  await tryManyTables(server, count * TABLES_PER_COUNT, score, figures);
  return { tallies: score.tallies, figures, failures: score.failures };
}

export const stream: Part = { name: 'stream', defaultCount: 100, run: runStream };
export const scale: Part = { name: 'scale', defaultCount: 100, run: runScale };

async function tryStream(
  server: TestServer,
  bytes: number,
  lanes: number,
  score: Score,
  figures: Record<string, string>,
): Promise<void> {
  await server.run(`DROP DATABASE IF EXISTS huge; ${HUGE_SHOP}`);
  const rows = new SyntheticRows(bytes / lanes);
  const liar = await rows.start(server);
  try {
    const tables = listHugeTables(lanes);
    const args = [
      '--ssl-mode=disabled',
      '--read-only',
      '--compress=none',
      `--threads=${lanes}`,
      `--buffer-size=${BUFFER_MIB}M`,
    ];
    const { code, stderr, peakBytes, growthBytes, seconds } = await measureDump(liar, [
      ...args,
      'huge',
      ...tables,
    ]);
    const complaints: string[] = [];
    if (code !== 0) complaints.push(`exit ${code}: ${stderr.slice(-300)}`);
    if (peakBytes > PEAK_BYTES_MAX) complaints.push(`peak ${toMib(peakBytes)}`);
    const grows = seconds > WARM_SECONDS && growthBytes > GROWTH_BYTES_MAX;
    if (grows) complaints.push(`grows by ${toMib(growthBytes)}`);
    if (code === 0 && rows.sentBytes < bytes) complaints.push(`only ${rows.sentBytes} bytes`);
    const what = `${(rows.sentBytes / 1e9).toFixed(1)} GB over ${lanes === 1 ? 'one connection' : `${lanes} lanes`}`;
    figures[`peak memory, ${what}`] = toMib(peakBytes);
    figures[`memory grown in the last half, ${what}`] = toMib(growthBytes);
    figures[`speed, ${what}`] = `${Math.round(rows.sentBytes / 1e6 / seconds)} MB/s`;
    score.count('rows without end, streamed', what, complaints);
  } finally {
    await liar.close();
  }
}

function toMib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}

/** As many columns, and bytes in a row, as the server takes; there and back. */
async function tryWidest(server: TestServer, score: Score): Promise<void> {
  await server.run('DROP DATABASE IF EXISTS wide; CREATE DATABASE wide');
  const tried: readonly (readonly [kind: string, table: string, values: string])[] = [
    ['1017 columns of InnoDB', `(${columns(1017)}) ENGINE=InnoDB`, valuesOf(1017)],
    ['4096 columns of MyISAM', `(${columns(4096)}) ENGINE=MyISAM`, valuesOf(4096)],
    ['2000 columns of MyISAM', `(${columns(2000)}) ENGINE=MyISAM`, valuesOf(2000)],
    [
      'a row of 65,535 bytes',
      '(v VARCHAR(65533) CHARACTER SET latin1 NOT NULL) ENGINE=MyISAM',
      "(REPEAT('x''y', 16383))",
    ],
    ['names of 64 letters', `(${longNames(300)})`, valuesOf(300)],
  ];
  const kinds: string[] = [];
  for (const [index, [kind, table, values]] of tried.entries()) {
    const sql = `CREATE TABLE t${index} ${table}; INSERT INTO t${index} VALUES ${values}, ${values};`;
    const { code } = await server.client(sql, { database: 'wide' });
    if (code === 0) kinds.push(kind);
  }
  await using target = await startServer(server.flavor);
  const sql = await dumpPlain(server, [
    '--read-only',
    '--set-gtid-purged=off',
    '--databases',
    'wide',
  ]);
  const restored = await target.restore(sql);
  const complaints = restored.code === 0 ? [] : [restored.stderr.slice(0, 300)];
  if (restored.code === 0) {
    const differences = await compareServers(server, target, ['wide']);
    complaints.push(...differences.map(({ object, kind }) => `${kind} ${object}`));
  }
  score.count('as wide as it gets', kinds.join(', '), complaints, kinds.length);
}

function columns(count: number): string {
  return Array.from({ length: count }, (_, index) => `c${index} TINYINT`).join(', ');
}

function valuesOf(count: number): string {
  return `(${Array.from({ length: count }, (_, index) => (index % 3 === 0 ? 'NULL' : index % 100)).join(',')})`;
}

function longNames(count: number): string {
  return Array.from({ length: count }, (_, index) => `${`c${index}`.padEnd(64, 'x')} TINYINT`).join(
    ', ',
  );
}

async function tryManyTables(
  server: TestServer,
  count: number,
  score: Score,
  figures: Record<string, string>,
): Promise<void> {
  await server.run(`DROP DATABASE IF EXISTS many; CREATE DATABASE many`);
  const tables = Array.from(
    { length: count },
    (_, index) =>
      `CREATE TABLE t${index} (id INT PRIMARY KEY, a INT, s VARCHAR(20), KEY (a)); INSERT INTO t${index} VALUES (1, 2, 'x');\n`,
  );
  await server.run(`SET sql_log_bin = 0;\n${tables.join('')}`, { database: 'many' });
  const before = await countStatements(server);
  const args = ['--read-only', '--compress=none', '--threads=1', '--set-gtid-purged=off', 'many'];
  const { code, stderr, peakBytes, seconds } = await measureDump(server, args);
  const perTable = ((await countStatements(server)) - before) / count;
  const stockStarted = performance.now();
  await server.dump(['--single-transaction', '--result-file=/dev/null', 'many']);
  const stockSeconds = (performance.now() - stockStarted) / 1000;
  const complaints: string[] = [];
  if (code !== 0) complaints.push(`exit ${code}: ${stderr.slice(-300)}`);
  if (perTable > STATEMENTS_PER_TABLE_MAX + 200 / count) {
    complaints.push(`${perTable.toFixed(1)} statements per table`);
  }
  if (peakBytes > PEAK_BYTES_MAX + count * CATALOG_BYTES_PER_TABLE) {
    complaints.push(`peak ${toMib(peakBytes)}`);
  }
  figures[`statements per table, ${count} tables`] = perTable.toFixed(1);
  figures[`peak memory, ${count} tables`] = toMib(peakBytes);
  figures[`time, ${count} tables`] =
    `${seconds.toFixed(1)} s (the stock tool: ${stockSeconds.toFixed(1)} s)`;
  score.count('tens of thousands of tables', `${count} tables`, complaints);
  await server.run('DROP DATABASE many');
}

async function countStatements(server: TestServer): Promise<number> {
  const text = await server.run("SHOW GLOBAL STATUS LIKE 'Questions'");
  return Number(text.split('\t')[1]);
}
