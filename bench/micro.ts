// `npm run bench:micro`: how fast rows become SQL, by kind of column, beside a bare copy of
// the same SQL bytes. No server, no disk. Nothing is asserted here. Words after `--` choose
// the sets whose name contains one of them.

import { do_not_optimize, measure } from 'mitata';
import { columnKind } from '../src/encode/column-kind.js';
import { buildInsertPrefix, insertStyle } from '../src/encode/insert-style.js';
import { RowEncoder } from '../src/encode/row-encoder.js';
import { BUFFER_BYTES, SqlWriter } from '../src/engine/sql-writer.js';
import { ReferenceKernel } from '../src/kernel/reference-kernel.js';
import { TableWriter } from '../src/engine/table-writer.js';
import type { Compressor } from '../src/model/sink.js';
import { buildRowSets, type RowSet } from './row-sets.js';

const STYLE = insertStyle('mysql');
const NET_BUFFER_BYTES = 1022 * 1024;
const OPTIONS = { min_cpu_time: 400e6, min_samples: 20 };

interface Result {
  readonly name: string;
  readonly rows: number;
  readonly sqlBytes: number;
  /** Median nanoseconds for all rows of the set. */
  readonly encoderNs: number;
  readonly writerNs: number;
  readonly copyNs: number;
}

async function measureSet(set: RowSet): Promise<Result> {
  const encode = prepareEncoder(set);
  const write = prepareWriter(set);
  const sqlBytes = encode();
  const from = Buffer.alloc(sqlBytes, 0x61);
  const to = Buffer.alloc(sqlBytes);
  const encoder = await measure(() => do_not_optimize(encode()), OPTIONS);
  const writer = await measure(async () => do_not_optimize(await write()), OPTIONS);
  const copy = await measure(() => do_not_optimize(from.copy(to)), OPTIONS);
  return {
    name: set.name,
    rows: set.rows,
    sqlBytes,
    encoderNs: encoder.p50,
    writerNs: writer.p50,
    copyNs: copy.p50,
  };
}

/** Tuples alone, into one buffer that is used over and over as the engine does. */
function prepareEncoder(set: RowSet): () => number {
  const kinds = set.columns.map((column) => columnKind(column, set.hexBlob));
  const encoder = new RowEncoder(
    kinds,
    kinds.map(() => STYLE.binaryIntroducer),
  );
  const { packets, starts, rows } = set;
  const boundMax = encoder.boundBytes(
    Math.max(...Array.from({ length: rows }, (_, row) => packetBytes(starts, row))),
  );
  const to = new Uint8Array(Math.max(BUFFER_BYTES, boundMax));
  return () => {
    let at = 0;
    let bytes = 0;
    for (let row = 0; row < rows; row++) {
      if (at + boundMax > to.length) at = 0;
      const end = encoder.encode(to, at, packets, starts[row] as number);
      bytes += end - at;
      at = end;
    }
    return bytes;
  };
}

function packetBytes(starts: Uint32Array, row: number): number {
  return (starts[row + 1] as number) - (starts[row] as number);
}

const PLAIN_INSERT = {
  replace: false,
  insertIgnore: false,
  delayedInsert: false,
  extendedInsert: true,
};

/** Whole INSERT statements, as a dump writes them, with nothing behind the buffers. */
function prepareWriter(set: RowSet): () => Promise<number> {
  const table = new TableWriter(new SqlWriter(discardBuffers()), new ReferenceKernel(), {
    prefix: Buffer.from(buildInsertPrefix(STYLE, PLAIN_INSERT, 'bench', undefined)),
    style: STYLE,
    netBufferLength: NET_BUFFER_BYTES,
    storedCharsets: [],
    extendedInsert: true,
    hexBlob: set.hexBlob,
    escaper: undefined,
    marksNegativeZero: true,
    skipped: undefined,
  });
  table.columns(set.columns);
  const { packets, starts, rows } = set;
  return async () => {
    for (let row = 0; row < rows; row++) {
      const wait = table.row(packets, starts[row] as number, starts[row + 1] as number);
      if (wait !== undefined) await wait;
    }
    return table.rows;
  };
}

/** Stands where the compressor stands: takes buffers, gives them out again. */
function discardBuffers(): Compressor {
  const free: Uint8Array<ArrayBuffer>[] = [];
  return {
    writtenBytes: 0,
    acquire: (bytes) => free.pop() ?? new Uint8Array(bytes),
    push: async (bytes) => {
      free.push(new Uint8Array(bytes.buffer));
    },
    finish: async () => undefined,
    fail: async () => undefined,
  };
}

function printHeader(): void {
  console.log(
    '| rows | 1000 rows/s | encoder MB/s | INSERTs MB/s | copy MB/s | encoder / copy time |',
  );
  console.log('|---|---:|---:|---:|---:|---:|');
}

function printResult(result: Result): void {
  const { name, rows, sqlBytes, encoderNs, writerNs, copyNs } = result;
  const speed = (ns: number): string => ((sqlBytes / ns) * 1000).toFixed(0);
  const cells = [
    name,
    ((rows / writerNs) * 1e6).toFixed(rows < 10 ? 2 : 0),
    speed(encoderNs),
    speed(writerNs),
    speed(copyNs),
    (encoderNs / copyNs).toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const words = process.argv.slice(2);
printHeader();
for (const set of buildRowSets()) {
  const isChosen = words.length === 0 || words.some((word) => set.name.includes(word));
  if (isChosen) printResult(await measureSet(set));
}
