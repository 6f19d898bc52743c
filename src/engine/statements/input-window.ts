// The bytes that are not read yet, in one buffer that moves along the input, and where in the
// input they are. A cut between two pieces is nowhere to be seen.

import type { Position } from './statement.js';
import { countLines } from './tuple-scanner.js';

const FIRST_BYTES = 64 * 1024;

export class InputWindow {
  #buffer: Buffer = Buffer.alloc(0);
  #from = 0;
  #end = 0;
  /** Of the first byte that is left. */
  #byte = 0;
  #line = 1;
  isLast = false;

  /** What is left, valid until the next `add`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#from, this.#end);
  }

  get length(): number {
    return this.#end - this.#from;
  }

  get position(): Position {
    return { byte: this.#byte, line: this.#line };
  }

  /** Line feeds in the first bytes. */
  countLines(bytes: number): number {
    return countLines(this.#buffer, this.#from, this.#from + bytes);
  }

  add(piece: Uint8Array): void {
    if (this.#end + piece.length > this.#buffer.length) this.#makeRoom(piece.length);
    this.#buffer.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** The first bytes are read. `lines`: the line feeds in them, where they are known. */
  drop(bytes: number, lines?: number): void {
    this.#line += lines ?? this.countLines(bytes);
    this.#byte += bytes;
    this.#from += bytes;
  }

  #makeRoom(bytes: number): void {
    const { length } = this;
    const old = this.#buffer;
    // Moved only where that is little beside what it makes room for.
    const isSmall = length + bytes <= old.length / 2;
    if (!isSmall)
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * (length + bytes)));
    old.copy(this.#buffer, 0, this.#from, this.#end);
    this.#from = 0;
    this.#end = length;
  }
}
