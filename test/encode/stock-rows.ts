// Rows of a real server through our encoders, and what the stock tool writes of the same
// table: the two sides of the comparisons in this folder.

import assert from 'node:assert/strict';
import { columnKind } from '../../src/encode/rows/column-kind.js';
import type { EncodesRows } from '../../src/encode/rows/row-format.js';
import { quoteIdentifier } from '../../src/encode/text/quote.js';
import {
  buildInsertPrefix,
  type InsertForm,
  insertStyle,
} from '../../src/encode/rows/insert-style.js';
import { UNUSED } from '../engine/insert-bytes.js';
import { SqlWriter } from '../../src/engine/rows/sql-writer.js';
import { TableWriter } from '../../src/engine/rows/insert-writer.js';
import { type KernelChoice, openKernel } from '../../src/engine/kernel/open-kernel.js';
import type { Compressor } from '../../src/model/sink.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { prepareSession } from '../../src/mysql/server/prepare-session.js';
import type { ResultColumn } from '../../src/mysql/protocol/result-column.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { connectionOptions } from '../support/connection-options.js';
import type { TestServer } from '../support/test-server.js';

/** A session as a drop-in reads with. */
export async function openDumpSession(server: TestServer, charset: string): Promise<Session> {
  const session = await openSession(connectionOptions(server, { charset }));
  const facts = await readServerFacts(session);
  await prepareSession(session, facts, {
    charset,
    compatible: [],
    tzUtc: true,
    skipGipk: false,
  });
  return session;
}

export interface InsertOptions {
  readonly charset: string;
  readonly table: string;
  /** What the stock tool selects; `*` if not given. */
  readonly columns?: readonly string[];
  /** For each selected column whether mysqldump leaves it out. */
  readonly skipped?: readonly boolean[];
  readonly completeInsert?: boolean;
  readonly hexBlob?: boolean;
  readonly netBufferLength?: number;
  readonly form?: Partial<InsertForm>;
}

/** The INSERTs of our engine for a table of the schema `d`, the same from both kernels. */
export async function writeInserts(server: TestServer, options: InsertOptions): Promise<Buffer> {
  const [ours, reference] = [
    await writeInsertsWith('wasm', server, options),
    await writeInsertsWith('ts', server, options),
  ];
  assert.equal(firstDifference(ours, reference), undefined, 'the kernels differ');
  return ours;
}

async function writeInsertsWith(
  kernel: KernelChoice,
  server: TestServer,
  options: InsertOptions,
): Promise<Buffer> {
  const { charset, columns, skipped, table } = options;
  const form = { ...PLAIN, ...options.form };
  const style = insertStyle(server.flavor);
  const listed =
    options.completeInsert === true || skipped !== undefined
      ? columns?.filter((_column, index) => skipped?.[index] !== true)
      : undefined;
  const session = await openDumpSession(server, charset);
  try {
    const { compressor, written } = collect();
    const writer = new SqlWriter(compressor);
    const prefix = buildInsertPrefix(style, form, table, listed);
    const rows = new TableWriter(writer, openKernel(kernel), {
      prefix: Buffer.from(prefix, 'utf8'),
      style,
      netBufferLength: options.netBufferLength ?? 1_046_528,
      extendedInsert: form.extendedInsert,
      hexBlob: options.hexBlob ?? false,
      storedCharsets: [],
      hexColumns: [],
      escapedFor: { charset, flavor: server.flavor },
      marksNegativeZero: false,
      skipped,
    });
    const list = columns === undefined ? '*' : columns.map(quoteIdentifier).join(', ');
    await session.stream(`SELECT ${list} FROM \`d\`.${quoteIdentifier(table)}`, rows);
    await rows.end();
    await writer.flush(0);
    return Buffer.concat(written);
  } finally {
    await session.close();
  }
}

const PLAIN: InsertForm = {
  replace: false,
  insertIgnore: false,
  delayedInsert: false,
  extendedInsert: true,
};

function collect(): { compressor: Compressor; written: Buffer[] } {
  const written: Buffer[] = [];
  return {
    written,
    compressor: {
      ...UNUSED,
      acquire: (bytes) => new Uint8Array(bytes),
      push: async (bytes) => {
        written.push(Buffer.from(bytes));
      },
    },
  };
}

/** Rows of any encoder, each in one pass and in small pieces, which must not differ. */
export async function writeRows(
  session: Session,
  sql: string,
  build: (columns: readonly ResultColumn[]) => EncodesRows,
): Promise<Buffer> {
  const rows: Buffer[] = [];
  let encoder: EncodesRows | undefined;
  await session.stream(sql, {
    columns: (columns) => {
      encoder = build(columns);
    },
    row: (packet, start, end) => {
      assert(encoder !== undefined);
      const to = new Uint8Array(encoder.boundBytes(end - start));
      const row = Buffer.from(to.subarray(0, encoder.encode(to, 0, packet, start)));
      assert.deepEqual(inPieces(encoder, packet.subarray(0, end), start, row.length), row);
      rows.push(row);
      return undefined;
    },
  });
  return Buffer.concat(rows);
}

const PIECE_BYTES = 12;

function inPieces(encoder: EncodesRows, packet: Buffer, start: number, bytes: number): Buffer {
  const to = new Uint8Array(bytes + 1024);
  let at = 0;
  for (const took of encoder.encodePieces(() => ({ to, at }), PIECE_BYTES, packet, start)) {
    at += took;
  }
  return Buffer.from(to.subarray(0, at));
}

/** Kinds as a drop-in has them. */
export function kindsOf(columns: readonly ResultColumn[], hexBlob: boolean): number[] {
  return columns.map((column) => columnKind(column, hexBlob, false));
}

/** What the stock tool writes of a table of the schema `d` with --compact, without the rest. */
export async function stockRows(
  server: TestServer,
  table: string,
  args: readonly string[],
): Promise<Buffer> {
  const gtid = server.flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
  const fixed = ['--compact', '--no-create-info', '--no-tablespaces', '--skip-triggers'];
  const result = await server.dump([...fixed, ...gtid, ...args, 'd', table]);
  assert.equal(result.code, 0, result.stderr);
  const sandbox = result.stdout.indexOf('\n') + 1;
  return server.flavor === 'mariadb' && result.stdout[0] === '/'.charCodeAt(0)
    ? result.stdout.subarray(sandbox)
    : result.stdout;
}

/** The first place where the two differ, readable; undefined where they are equal. */
export function firstDifference(ours: Buffer, stock: Buffer): string | undefined {
  if (ours.equals(stock)) return undefined;
  const length = Math.min(ours.length, stock.length);
  let at = 0;
  while (at < length && ours[at] === stock[at]) at++;
  const show = (bytes: Buffer): string =>
    JSON.stringify(bytes.subarray(Math.max(0, at - 60), at + 60).toString('latin1'));
  return `at ${at} of ${ours.length} and ${stock.length} bytes\n  ours  ${show(ours)}\n  stock ${show(stock)}`;
}
