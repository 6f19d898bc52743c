// The tuple scanner in WebAssembly: carries bytes in and results out. What it does with them
// is in tuples.as.ts.

import { readFileSync } from 'node:fs';
import { ReferenceTupleScanner, Stop, type TupleScanner } from './tuple-scanner.js';

/** The memory has room for it: 2 MiB. */
const BYTES_MAX = 1024 * 1024;

/** The part of it we use; the type library without a browser has none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  heapBase(): number;
  resume(packed: number, openDepth: number): void;
  packedState(): number;
  openDepth(): number;
  scan(from: number, end: number, tuplesMax: number): number;
  stopped(): number;
  tupleCount(): number;
  lastTupleEnd(): number;
  lineCount(): number;
}

/** One for all scanners of a thread: each takes gigabytes of address space, and its state is small. */
let shared: Exports | undefined;

function load(): Exports {
  const module = new WebAssembly.Module(readFileSync(new URL('./tuples.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, {}).exports as Exports;
}

export class WasmTupleScanner implements TupleScanner {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  readonly #base: number;
  /** Of the list of tuples, between two scans. */
  #packed = 0;
  #depth = 0;
  stop: Stop = Stop.usedUp;
  tuples = 0;
  tupleEnd = -1;
  lines = 0;

  /** Throws where WebAssembly or its vector instructions are missing. */
  constructor() {
    this.#exports = shared ??= load();
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
    this.#base = (this.#exports.heapBase() + 63) & ~63;
  }

  begin(escapes: boolean, ansiQuotes: boolean): void {
    this.#packed = (escapes ? 4 : 0) | (ansiQuotes ? 8 : 0);
    this.#depth = 0;
  }

  scan(bytes: Uint8Array, from: number, end: number, tuplesMax: number): number {
    const wasm = this.#exports;
    const to = this.#base;
    const taken = Math.min(end - from, BYTES_MAX);
    this.#memory.set(bytes.subarray(from, from + taken), to);
    wasm.resume(this.#packed, this.#depth);
    const at = wasm.scan(to, to + taken, tuplesMax);
    this.#packed = wasm.packedState();
    this.#depth = wasm.openDepth();
    this.stop = wasm.stopped() as Stop;
    this.tuples = wasm.tupleCount();
    this.tupleEnd = this.tuples === 0 ? -1 : wasm.lastTupleEnd() - to + from;
    this.lines = wasm.lineCount();
    return at - to + from;
  }
}

/** WebAssembly where this Node runs it. */
export function openTupleScanner(): TupleScanner {
  try {
    return new WasmTupleScanner();
  } catch {
    return new ReferenceTupleScanner();
  }
}
