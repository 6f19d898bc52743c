// Reads the tuples of one INSERT after the other from the window into runs. An INSERT that
// fits into what is read ahead is looked at to its end first: it may be a plain statement.

import type { InputWindow } from './input-window.js';
import type { RunBuilder } from './run-builder.js';
import type { InsertHead, Position } from './statement.js';
import { Stop, type TupleScanner } from './tuple-scanner.js';

const OPEN = 0x28;
/** Read at once; small enough to stay in the cache, and well below a run. */
const STEP_BYTES = 128 * 1024;

/** `odd`: not a list of rows, or cut off. */
export type Progress = 'again' | 'starved' | 'end' | 'odd';

/** Whole tuples, up to `end`. */
interface Segment {
  readonly end: number;
  readonly rows: number;
}

/** What all INSERTs of a dump are read with. */
export interface TupleReading {
  readonly input: InputWindow;
  readonly runs: RunBuilder;
  readonly scanner: TupleScanner;
  readonly aheadBytes: number;
}

/** Of one INSERT. */
export class TupleReader {
  readonly #input: InputWindow;
  readonly #runs: RunBuilder;
  readonly #scanner: TupleScanner;
  readonly #aheadBytes: number;
  readonly #head: InsertHead;
  readonly #at: Position;
  /** In the window: where the tuples that are not given out begin, and how far it is read. */
  #from: number;
  #readTo: number;
  #lines: number;
  #segments: Segment[] = [];
  #isInParts = false;
  /** Rows of this INSERT were given out, and are no longer in the window. */
  isCommitted = false;

  /** The window begins with the head. */
  constructor(reading: TupleReading, head: InsertHead, at: Position) {
    this.#input = reading.input;
    this.#runs = reading.runs;
    this.#scanner = reading.scanner;
    this.#aheadBytes = reading.aheadBytes;
    this.#head = head;
    this.#at = at;
    this.#scanner.begin(head.rules.escapes, head.rules.ansiQuotes);
    this.#from = head.text.length;
    this.#readTo = this.#from;
    this.#lines = this.#input.countLines(this.#from);
  }

  /** At `end` the window begins with the delimiter; at `odd` it is as at first, unless committed. */
  step(): Progress {
    const { bytes, isLast } = this.#input;
    if (this.#readTo === bytes.length) return isLast ? 'odd' : 'starved';
    const scanner = this.#scanner;
    const stepEnd = Math.min(this.#readTo + STEP_BYTES, bytes.length);
    // Whether it fits must not depend on where its pieces are cut.
    const end = this.#isAhead ? Math.min(stepEnd, this.#aheadBytes + 1) : stepEnd;
    this.#readTo = scanner.scan(bytes, this.#readTo, end, this.#isInParts ? 1 : STEP_BYTES);
    this.#lines += scanner.lines;
    if (scanner.tuples > 0) this.#segments.push({ end: scanner.tupleEnd, rows: scanner.tuples });
    if (scanner.stop === Stop.odd) return 'odd';
    if (this.#isInParts) this.#addPart();
    else if (!this.#isAhead) this.#commit();
    if (scanner.stop !== Stop.end) return 'again';
    this.#release();
    this.#drop(this.#readTo);
    return 'end';
  }

  /** It may still turn out to be a plain statement. */
  get #isAhead(): boolean {
    return !this.isCommitted && this.#readTo <= this.#aheadBytes;
  }

  /** Gives out what is whole, and of a tuple that is too large what is there. */
  #commit(): void {
    this.isCommitted = true;
    this.#release();
    this.#drop(this.#from);
    const { bytes } = this.#input;
    if (this.#readTo < bytes.length || bytes.length <= this.#aheadBytes) return;
    // Without one it is between two.
    if (!bytes.includes(OPEN)) return;
    this.#isInParts = true;
    this.#give('first', this.#readTo);
  }

  #addPart(): void {
    const end = this.#segments.pop()?.end;
    this.#isInParts = end === undefined;
    if (end !== undefined) this.#give('last', end);
    else this.#give('middle', this.#readTo);
  }

  #give(part: 'first' | 'middle' | 'last', end: number): void {
    this.#runs.addPart(this.#head, this.#at, this.#input.bytes.subarray(this.#from, end), part);
    this.#from = end;
    this.#drop(end);
  }

  #release(): void {
    const { bytes } = this.#input;
    for (const { end, rows } of this.#segments) {
      this.#runs.add(this.#head, this.#at, bytes.subarray(this.#from, end), rows);
      this.#from = end;
    }
    this.#segments = [];
  }

  #drop(bytes: number): void {
    this.#input.drop(bytes, this.#lines);
    this.#lines = 0;
    this.#from -= bytes;
    this.#readTo -= bytes;
  }
}
