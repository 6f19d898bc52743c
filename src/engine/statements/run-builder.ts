// Gathers tuples of INSERTs with the same head into runs of a bounded size, each in a buffer
// of its own.

import type { DumpItem, InsertHead, Position, TupleRun } from './statement.js';

const [COMMA, SPACE] = [0x2c, 0x20] as const;

export class RunBuilder {
  readonly #runBytes: number;
  readonly #out: DumpItem[];
  #head: InsertHead | undefined;
  #at: Position = { byte: 0, line: 1 };
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #filled = 0;
  #rows = 0;

  /** Runs of `runBytes` at most, but for single tuples that are longer, go to `out`. */
  constructor(runBytes: number, out: DumpItem[]) {
    this.#runBytes = runBytes;
    this.#out = out;
  }

  /** Whole tuples, as they are in the statement, with the comma before them. */
  add(head: InsertHead, at: Position, text: Uint8Array, rows: number): void {
    const tuples = trimStart(text);
    const room = this.#buffer.length - this.#filled - 1;
    if (this.#head !== head || tuples.length > room) this.flush();
    if (this.#rows === 0) {
      this.#head = head;
      this.#at = at;
      this.#buffer = allocate(Math.max(this.#runBytes, tuples.length));
    } else this.#buffer[this.#filled++] = COMMA;
    this.#buffer.set(tuples, this.#filled);
    this.#filled += tuples.length;
    this.#rows += rows;
  }

  /** A piece of one tuple that is too large to be held. */
  addPart(head: InsertHead, at: Position, text: Uint8Array, part: TupleRun['part']): void {
    this.flush();
    const from = part === 'first' ? trimStart(text) : text;
    const tuples = allocate(from.length);
    tuples.set(from);
    this.#out.push({ kind: 'rows', head, tuples, rows: part === 'last' ? 1 : 0, at, part });
  }

  /** What was gathered is a run. */
  flush(): void {
    if (this.#rows === 0 || this.#head === undefined) return;
    const tuples = this.#buffer.subarray(0, this.#filled);
    const [head, at, rows] = [this.#head, this.#at, this.#rows];
    this.#out.push({ kind: 'rows', head, tuples, rows, at, part: 'whole' });
    this.#buffer = new Uint8Array(0);
    this.#filled = 0;
    this.#rows = 0;
  }
}

/** With whatever was in it, and an ArrayBuffer of its own. */
function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
}

function trimStart(text: Uint8Array): Uint8Array {
  let at = 0;
  while ((text[at] as number) <= SPACE || text[at] === COMMA) at++;
  return text.subarray(at);
}
