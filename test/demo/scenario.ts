// The demo's play, in order: S1 with its replica R1 and its client C1, a dump of S1 with
// --read-only, a restore into a fresh server S2, and S2 as a second replica of S1 from the
// coordinates of the dump: it can reach equality only if the dump was of exactly that moment.

import { createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { countOf, showBytes, showDuration } from '../../src/terminal/units.js';
import type { DumpEvent, DumpReport } from '../../src/model/events.js';
import type { Flavor } from '../../src/model/server.js';
import { type Bank, BANK_TOTAL, createBank, readBank, startBank } from '../support/bank.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { compareServers } from '../support/compare.js';
import {
  connectionClauses,
  type ReplicationPair,
  startPair,
  waitForReplica,
} from '../support/replication.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { startTsdump } from '../support/tsdump.js';
import { runTsload } from '../support/tsload.js';
import { createShop } from './shop.js';
import { announce, confirm, tell } from './tell.js';
import { isReadOnly, lookIntoWindow, type Still } from './window-probe.js';

const CLIENTS = 4;
const DATABASES = ['bank', 'shop'];

interface Dumped {
  readonly file: string;
  readonly report: DumpReport;
  /** What S1 held while the window was open. */
  readonly still: Still;
}

export async function playScenario(flavor: Flavor): Promise<void> {
  announce(`Starting three servers (${flavor}) ...`);
  const pair = await startPair(flavor);
  const fresh = await startServer(flavor, { serverId: 3 });
  try {
    await setScene(pair);
    const bank = await startBank(pair.source, CLIENTS);
    await untilCommitted(bank, 100);
    const dumped = await dumpSource(pair);
    await checkAftermath(pair, bank);
    await restore(dumped, fresh);
    await checkCopy(pair, fresh, dumped);
  } finally {
    await Promise.all([pair.replica.remove(), pair.source.remove(), fresh.remove()]);
  }
}

async function setScene(pair: ReplicationPair): Promise<void> {
  const { source } = pair;
  await createBank(source);
  await createShop(source);
  await waitForReplica(pair);
  announce(
    `=== ${source.flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${await source.run('SELECT VERSION()')} ===`,
  );
  tell('S1, a source, with R1, its replica, and S2, an empty server, were started.');
  tell('S1 has a shop of 200,000 orders and a bank of 50 accounts.');
  tell(`C1, on ${CLIENTS} connections, moves money between accounts without a pause;`);
  tell(`whatever it does, the accounts add up to ${BANK_TOTAL}.`);
}

/** Nothing of the dump is read before the window was looked into, nor buffered: it stays open. */
async function dumpSource(pair: ReplicationPair): Promise<Dumped> {
  const { source } = pair;
  announce('1. A dump of S1, while C1 writes');
  tell(
    `tsdump --read-only --host ${source.host} --port ${source.port} --user root --buffer-size 0 > dump.sql.zst`,
  );
  const file = join(makeTemporaryFolder('demo'), 'dump.sql.zst');
  const dump = startTsdump(source, ['--read-only', '--buffer-size=0'], 'pipe');
  await dump.seen('"window-opened"');
  const openedMs = performance.now();
  const still = await lookIntoWindow(pair);
  const lookedMs = performance.now() - openedMs;
  if (dump.child.stdout === null) throw new Error('the dump has no standard output');
  await pipeline(dump.child.stdout, createWriteStream(file));
  const { code, stderr } = await dump.ended;
  confirm(code === 0, 'tsdump ended with exit status 0', `${code}: ${stderr}`);
  const events = readEvents(stderr);
  for (const event of events) if (event.type === 'notice') tell(`tsdump says: ${event.message}`);
  const report = events.find((event) => event.type === 'report');
  if (report === undefined) throw new Error(`tsdump wrote no report:\n${stderr}`);
  const { rows, tables, sqlBytes, writtenBytes, durationMs, windowMs = 0 } = report;
  confirm(writtenBytes === statSync(file).size, 'it wrote as many bytes as it says');
  tell(
    `${countOf(rows, 'row')} of ${countOf(tables, 'table')}, ${showBytes(sqlBytes)} of SQL, ${showBytes(writtenBytes)} written (${(sqlBytes / writtenBytes).toFixed(1)}:1), in ${showDuration(durationMs)}`,
  );
  tell(
    `The window was open for ${showDuration(windowMs)}, ${showDuration(lookedMs)} of it because this demo`,
  );
  tell('looked around before it read the output.');
  return { file, report, still };
}

async function checkAftermath(pair: ReplicationPair, bank: Bank): Promise<void> {
  const { source, replica } = pair;
  announce('2. Afterwards');
  confirm(!(await isReadOnly(source)), 'S1 is writable again, as it was before');
  await untilCommitted(bank, bank.committed() + 100);
  const { committed, refused, refusedAtCommit, errors, longestMs } = await bank.stop();
  confirm(true, 'C1 writes again');
  confirm(
    refusedAtCommit === 0 && errors.length === 0,
    'every transaction it had begun was held until the window closed, and then went through',
    `${refusedAtCommit} refused at COMMIT, ${errors.join('; ')}`,
  );
  tell(
    `C1 waited for up to ${showDuration(longestMs)}; ${countOf(refused, 'transaction')} begun in the window ${refused === 1 ? 'was' : 'were'} refused`,
  );
  const held = await readBank(source);
  confirm(
    held.transfers === committed && held.total === BANK_TOTAL,
    `of the ${committed} transfers S1 acknowledged to C1 none is lost, and the sum is right`,
    `${held.transfers} transfers, sum ${held.total}`,
  );
  await waitForReplica(pair);
  const differences = await compareServers(source, replica, DATABASES);
  confirm(differences.length === 0, 'R1 caught up by itself and equals S1', differences[0]?.detail);
  const log = await readAllBinlogs(replica);
  confirm(
    !/read_only|READ LOCK/i.test(log),
    'nothing of lock and read_only is in the binary log of R1',
  );
}

async function restore({ file }: Dumped, fresh: TestServer): Promise<void> {
  announce('3. The dump loaded into S2');
  tell(`tsload --host ${fresh.host} --port ${fresh.port} --user root dump.sql.zst`);
  const startedMs = performance.now();
  const loaded = await runTsload(fresh, [file]);
  confirm(
    loaded.code === 0,
    `tsload took ${showDuration(performance.now() - startedMs)}`,
    loaded.stderr,
  );
  const compared = await runTsload(fresh, ['--verify', file]);
  confirm(
    compared.code === 0,
    'tsload --verify finds the rows of the dump in it, by their digests',
    compared.stderr,
  );
}

async function checkCopy(pair: ReplicationPair, fresh: TestServer, dumped: Dumped): Promise<void> {
  const { source } = pair;
  const { report, still } = dumped;
  const shop = await compareServers(source, fresh, ['shop']);
  confirm(
    shop.length === 0,
    'the shop on S2 equals that on S1: every definition, every row, bit by bit',
    shop[0]?.detail,
  );
  const held = await readBank(fresh);
  confirm(
    held.total === BANK_TOTAL && held.transfers === still.transfers,
    `the bank on S2 adds up to ${BANK_TOTAL} and has the ${still.transfers} transfers S1 had in the window`,
    `sum ${held.total}, ${held.transfers} transfers`,
  );
  announce('4. S2 as a new replica of S1, from the coordinates of the dump');
  tell(describeCoordinates(report));
  await replicateFrom(source, fresh, report);
  await waitForReplica({ source, replica: fresh });
  const differences = await compareServers(source, fresh, DATABASES);
  confirm(
    differences.length === 0,
    'S2 caught up and equals S1, bank and all: no transfer missing, none applied twice',
    differences[0]?.detail,
  );
}

async function replicateFrom(
  source: TestServer,
  fresh: TestServer,
  { coordinates }: DumpReport,
): Promise<void> {
  const { binlog, gtidBinlogPos } = coordinates ?? {};
  if (binlog === undefined) throw new Error('the report has no coordinates');
  if (fresh.flavor === 'mysql') {
    await fresh.run(`CHANGE REPLICATION SOURCE TO ${connectionClauses(source, 'SOURCE')},
      GET_SOURCE_PUBLIC_KEY = 1, SOURCE_LOG_FILE = '${binlog.file}', SOURCE_LOG_POS = ${binlog.position};
      START REPLICA;`);
  } else {
    await fresh.run(`RESET MASTER; SET GLOBAL gtid_slave_pos = '${gtidBinlogPos ?? ''}';
      CHANGE MASTER TO ${connectionClauses(source, 'MASTER')}, MASTER_USE_GTID = slave_pos;
      START SLAVE;`);
  }
}

function describeCoordinates({ coordinates }: DumpReport): string {
  const { binlog, gtidExecuted, gtidBinlogPos } = coordinates ?? {};
  const gtid = gtidExecuted ?? gtidBinlogPos ?? '';
  return `${binlog?.file ?? '?'}:${binlog?.position ?? '?'}, GTID ${gtid.replaceAll('\n', '')}`;
}

async function readAllBinlogs(server: TestServer): Promise<string> {
  const list = await server.run(
    server.flavor === 'mysql' ? 'SHOW BINARY LOGS' : 'SHOW MASTER LOGS',
  );
  const files = list.split('\n').map((line) => join(server.datadir, line.split('\t')[0] ?? ''));
  const { stdout, stderr, code } = await server.readBinlog(files);
  if (code !== 0) throw new Error(`cannot read the binary log: ${stderr}`);
  return stdout.toString('latin1');
}

/** The JSON lines of the log. */
function readEvents(log: string): DumpEvent[] {
  return log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DumpEvent);
}

async function untilCommitted(bank: Bank, count: number): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (bank.committed() < count) {
    if (performance.now() > deadlineMs) throw new Error('C1 does not get to write');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
