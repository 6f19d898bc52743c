// The line kernel in WebAssembly: lays out its memory and carries bytes in and out. What it does
// with them is in lines.as.ts.

import { readFileSync } from 'node:fs';
import { type LineColumn, RUN_BYTES, type LineKernel, LineStop } from './line-kernel.js';

/** The kernel reads and writes whole vectors beyond the end of a region. */
const SLACK_BYTES = 256;
const COLUMN_BYTES = 8;
/** More than a server allows. */
const COLUMNS_MAX = 8192;
const INTRODUCER = Buffer.from('binary');
/** Literals but strings are shorter: what is odd so near to where it is cut may not be. */
const DOUBT_BYTES = 128;
const CUT = 3;

/** The part of it we use; the type library without a browser has none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  heapBase(): number;
  setColumns(table: number, count: number, binaryName: number): void;
  run(from: number, end: number, to: number): number;
  position(): number;
  written(): number;
  rows(): number;
  oddAt(): number;
  oddColumn(): number;
}

let compiled: object | undefined;

export class WasmLineKernel implements LineKernel {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  #in = 0;
  #out = 0;
  readAt = 0;
  writtenBytes = 0;
  rows = 0;
  oddAt = 0;
  oddColumn = 0;

  /** Throws where WebAssembly or its vector instructions are missing. */
  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./lines.wasm', import.meta.url)));
    this.#exports = new WebAssembly.Instance(compiled, {}).exports as Exports;
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
  }

  begin(columns: readonly LineColumn[]): boolean {
    if (columns.length > COLUMNS_MAX) return false;
    let free = this.#exports.heapBase();
    const put = (bytes: Uint8Array): number => {
      const at = (free + 15) & ~15;
      this.#memory.set(bytes, at);
      free = at + bytes.length;
      return at;
    };
    const names = new Map<string, number>();
    const table = Buffer.alloc(columns.length * COLUMN_BYTES);
    for (const [index, { kind, nullable, charset = '' }] of columns.entries()) {
      const name = Buffer.from(charset, 'latin1');
      const at = names.get(charset) ?? put(name);
      names.set(charset, at);
      table.set([kind, Number(nullable), name.length], index * COLUMN_BYTES);
      table.writeUInt32LE(at, index * COLUMN_BYTES + 4);
    }
    this.#exports.setColumns(put(table), columns.length, put(INTRODUCER));
    this.#in = (free + SLACK_BYTES) & ~15;
    this.#out = this.#in + RUN_BYTES + SLACK_BYTES;
    return this.#out + RUN_BYTES + SLACK_BYTES <= this.#memory.length;
  }

  run(sql: Uint8Array, at: number, end: number, to: Uint8Array): LineStop {
    const kernel = this.#exports;
    const bytes = Math.min(RUN_BYTES, end - at);
    this.#memory.set(sql.subarray(at, at + bytes), this.#in);
    this.#memory.fill(0, this.#in + bytes, this.#in + bytes + SLACK_BYTES);
    const stop = kernel.run(this.#in, this.#in + bytes, this.#out);
    this.readAt = at + kernel.position() - this.#in;
    this.writtenBytes = kernel.written() - this.#out;
    this.rows = kernel.rows();
    this.oddAt = at + kernel.oddAt() - this.#in;
    this.oddColumn = kernel.oddColumn();
    to.set(this.#memory.subarray(this.#out, this.#out + this.writtenBytes));
    if (at + bytes === end) return stop === LineStop.usedUp ? LineStop.usedUp : LineStop.odd;
    if (stop === LineStop.usedUp) return LineStop.full;
    const isCut = stop === CUT || this.oddAt + DOUBT_BYTES > at + bytes;
    // A tuple that is longer than what is converted at a time.
    return isCut && this.rows > 0 ? LineStop.full : LineStop.odd;
  }
}
