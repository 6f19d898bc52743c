// The row kernel in WebAssembly: lays out its memory and carries bytes in and out. What it
// does with them is in rows.as.ts. One instance serves one lane, table after table.

import { Malformed } from '../../base/errors.js';
import { readFileSync } from 'node:fs';
import { binaryOverheadBytes } from '../../encode/rows/binary-column.js';
import type { StatementGrouping } from '../../encode/rows/statement-grouping.js';
import { buildPowersOfTen } from './powers-of-ten.js';
import { type RowKernel, type RowLayout, Stop } from './row-kernel.js';

/** Wire bytes taken at a time; a socket's chunk has 64 KiB. */
const WIRE_BYTES = 256 * 1024;
/** The kernel reads and writes whole vectors beyond the end of a region. */
const SLACK_BYTES = 64;
/** A table whose column list is longer than this is left to the encoder. */
const PREFIX_BYTES_MAX = 512 * 1024;
const COLUMN_BYTES = 8;
/** `,NULL`, `,''`, `,0x`, `e0`: what a value adds at most to twice its bytes. */
const VALUE_OVERHEAD_BYTES = 5;
const MALFORMED = 3;

/** The part of it we use; the type library without a browser has none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  heapBase(): number;
  setColumns(table: number, count: number, overheadBytes: number, isBinary: boolean): void;
  setPowers(table: number): void;
  setLayout(
    prefix: number,
    prefixBytes: number,
    separator: number,
    separatorBytes: number,
    limitBytes: number,
    extended: boolean,
  ): void;
  setCharset(tables: number, copiedOfThree: number): void;
  setGrouping(totalBytes: number, open: boolean): void;
  groupingTotal(): number;
  groupingOpen(): number;
  run(from: number, end: number, to: number, toEnd: number): number;
  position(): number;
  written(): number;
  rows(): number;
}

let compiled: object | undefined;
let powersOfTen: Buffer | undefined;

export class WasmKernel implements RowKernel {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  /** Where wire bytes are copied to, and where SQL is written. */
  #wire = 0;
  #out = 0;
  #outBytes = 0;
  readAt = 0;
  writtenBytes = 0;
  rows = 0;

  /** Throws where WebAssembly or its vector instructions are missing. */
  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./rows.wasm', import.meta.url)));
    this.#exports = new WebAssembly.Instance(compiled, {}).exports as Exports;
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
  }

  begin(layout: RowLayout): boolean {
    if (layout.prefix.length > PREFIX_BYTES_MAX) return false;
    const { kinds, introducers, binary, escaper, prefix, separator } = layout;
    const kernel = this.#exports;
    let free = kernel.heapBase();
    const put = (bytes: Uint8Array): number => {
      const at = (free + 15) & ~15;
      this.#memory.set(bytes, at);
      free = at + bytes.length + SLACK_BYTES;
      return at;
    };
    const texts = new Map<string, number>();
    const columns = Buffer.alloc(kinds.length * COLUMN_BYTES);
    for (const [index, kind] of kinds.entries()) {
      const text = introducers[index] ?? '';
      const at = texts.get(text) ?? put(Buffer.from(text, 'latin1'));
      texts.set(text, at);
      columns[index * COLUMN_BYTES] = kind;
      columns[index * COLUMN_BYTES + 1] = text.length;
      columns[index * COLUMN_BYTES + 2] = binary?.[index]?.form ?? 0;
      columns[index * COLUMN_BYTES + 3] = binary?.[index]?.width ?? 0;
      columns.writeUInt32LE(at, index * COLUMN_BYTES + 4);
    }
    const longest = Math.max(0, ...introducers.map((text) => text.length));
    const valueBytes = VALUE_OVERHEAD_BYTES + longest + (binary ? binaryOverheadBytes(binary) : 0);
    const overheadBytes = valueBytes * kinds.length + 2;
    kernel.setColumns(put(columns), kinds.length, overheadBytes, binary !== undefined);
    if (binary !== undefined) kernel.setPowers(put((powersOfTen ??= buildPowersOfTen())));
    kernel.setCharset(
      escaper === undefined ? 0 : put(escaper.tables()),
      escaper?.copiedOfThree ?? 0,
    );
    const lead = Buffer.concat([Buffer.from(';\n'), prefix]);
    kernel.setLayout(
      put(lead),
      lead.length,
      put(separator),
      separator.length,
      layout.netBufferLength,
      layout.extendedInsert,
    );
    this.#wire = put(new Uint8Array(0));
    this.#out = this.#wire + WIRE_BYTES + SLACK_BYTES;
    this.#outBytes = this.#memory.length - this.#out - SLACK_BYTES;
    return true;
  }

  run(
    wire: Uint8Array,
    at: number,
    end: number,
    to: Uint8Array,
    toAt: number,
    grouping: StatementGrouping,
  ): Stop {
    const kernel = this.#exports;
    const take = Math.min(end - at, WIRE_BYTES);
    this.#memory.set(wire.subarray(at, at + take), this.#wire);
    const room = Math.min(this.#outBytes, to.length - toAt);
    kernel.setGrouping(grouping.totalBytes, grouping.open);
    const stop = kernel.run(this.#wire, this.#wire + take, this.#out, this.#out + room);
    grouping.resume(kernel.groupingTotal(), kernel.groupingOpen() !== 0);
    this.readAt = at + kernel.position() - this.#wire;
    this.writtenBytes = kernel.written() - this.#out;
    this.rows = kernel.rows();
    to.set(this.#memory.subarray(this.#out, this.#out + this.writtenBytes), toAt);
    if (stop === MALFORMED) throw new Malformed('a row that is not what its columns say');
    return stop as Stop;
  }
}
