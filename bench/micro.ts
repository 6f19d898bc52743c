// `npm run bench:micro`: how fast rows become SQL, by kind of column, in either kernel and beside
// a bare copy of the same SQL bytes. No server, no disk. Nothing is asserted here. Words after `--` choose
// the sets whose name contains one of them.

import { do_not_optimize, measure } from 'mitata';
import { columnKind } from '../src/encode/rows/column-kind.js';
import { buildInsertPrefix, insertStyle } from '../src/encode/rows/insert-style.js';
import { StatementGrouping } from '../src/encode/rows/statement-grouping.js';
import { BUFFER_BYTES } from '../src/engine/rows/sql-writer.js';
import { ReferenceKernel } from '../src/engine/kernel/reference-kernel.js';
import type { RowKernel } from '../src/engine/kernel/row-kernel.js';
import { WasmKernel } from '../src/engine/kernel/wasm-kernel.js';
import { buildRowSets, type RowSet } from './row-sets.js';

const STYLE = insertStyle('mysql');
const NET_BUFFER_BYTES = 1022 * 1024;
/** What a socket delivers at a time. */
const CHUNK_BYTES = 256 * 1024;
const OPTIONS = { min_cpu_time: 400e6, min_samples: 20 };

interface Result {
  readonly name: string;
  readonly rows: number;
  readonly sqlBytes: number;
  /** Median nanoseconds for all rows of the set. */
  readonly wasmNs: number;
  readonly tsNs: number;
  readonly copyNs: number;
}

async function measureSet(set: RowSet): Promise<Result> {
  const wire = toWire(set);
  const runWasm = prepareKernel(new WasmKernel(), set, wire);
  const runTs = prepareKernel(new ReferenceKernel(), set, wire);
  const sqlBytes = runWasm();
  if (runTs() !== sqlBytes) throw new Error(`the kernels differ over ${set.name}`);
  const from = Buffer.alloc(sqlBytes, 0x61);
  const to = Buffer.alloc(sqlBytes);
  const wasm = await measure(() => do_not_optimize(runWasm()), OPTIONS);
  const ts = await measure(() => do_not_optimize(runTs()), OPTIONS);
  const copy = await measure(() => do_not_optimize(from.copy(to)), OPTIONS);
  return {
    name: set.name,
    rows: set.rows,
    sqlBytes,
    wasmNs: wasm.p50,
    tsNs: ts.p50,
    copyNs: copy.p50,
  };
}

/** The row packets with the frame headers they come with. */
function toWire({ packets, starts, rows }: RowSet): Buffer {
  const parts: Buffer[] = [];
  for (let row = 0; row < rows; row++) {
    const packet = packets.subarray(starts[row], starts[row + 1]);
    const header = Buffer.alloc(4);
    header.writeUIntLE(packet.length, 0, 3);
    parts.push(header, packet);
  }
  return Buffer.concat(parts);
}

/** Whole INSERT statements into one buffer that is used over and over, as the engine does. */
function prepareKernel(kernel: RowKernel, set: RowSet, wire: Buffer): () => number {
  const kinds = set.columns.map((column) => columnKind(column, set.hexBlob));
  const prefix = Buffer.from(buildInsertPrefix(STYLE, PLAIN_INSERT, 'bench', undefined));
  kernel.begin({
    kinds,
    introducers: kinds.map(() => STYLE.binaryIntroducer),
    escaper: undefined,
    prefix,
    separator: Buffer.from(STYLE.rowSeparator),
    netBufferLength: NET_BUFFER_BYTES,
    extendedInsert: true,
  });
  const to = new Uint8Array(BUFFER_BYTES);
  return () => {
    const grouping = new StatementGrouping(NET_BUFFER_BYTES, prefix.length, true);
    let bytes = 0;
    for (let at = 0; at < wire.length; at = kernel.readAt) {
      const end = Math.min(wire.length, at + CHUNK_BYTES);
      kernel.run(wire, at, end, to, 0, grouping);
      if (kernel.readAt === at) throw new Error(`a row of ${set.name} does not fit`);
      bytes += kernel.writtenBytes;
    }
    return bytes;
  };
}

const PLAIN_INSERT = {
  replace: false,
  insertIgnore: false,
  delayedInsert: false,
  extendedInsert: true,
};

function printHeader(): void {
  console.log('| rows | 1000 rows/s | wasm MB/s | ts MB/s | wasm / ts | copy MB/s |');
  console.log('|---|---:|---:|---:|---:|---:|');
}

function printResult(result: Result): void {
  const { name, rows, sqlBytes, wasmNs, tsNs, copyNs } = result;
  const speed = (ns: number): string => ((sqlBytes / ns) * 1000).toFixed(0);
  const cells = [
    name,
    ((rows / wasmNs) * 1e6).toFixed(rows < 10 ? 2 : 0),
    speed(wasmNs),
    speed(tsNs),
    (tsNs / wasmNs).toFixed(1),
    speed(copyNs),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const words = process.argv.slice(2);
printHeader();
for (const set of buildRowSets()) {
  const isChosen = words.length === 0 || words.some((word) => set.name.includes(word));
  if (isChosen) printResult(await measureSet(set));
}
