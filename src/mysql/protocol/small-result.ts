// The rows of a small result, collected. Small it must be: a server that goes on and on where
// a few rows are expected is not to fill our memory.

import { Malformed } from '../../base/errors.js';
import type { TextCoding } from '../../model/style.js';
import { readCells } from './responses.js';
import type { RowConsumer } from './statement.js';
import type { ResultColumn } from './result-column.js';
import { Row } from './row.js';

/** The names of a million tables take less. */
const ANSWER_BYTES_MAX = 640 * 1024 * 1024;
/** What a row and a cell cost beside their bytes. */
const ROW_BYTES = 96;
const CELL_BYTES = 208;

/** The connection it comes over is of no use any more: its end may never come. */
export class AnswerTooLarge extends Malformed {
  constructor() {
    super('an answer without an end');
    this.name = 'AnswerTooLarge';
  }
}

export class SmallAnswer implements RowConsumer {
  readonly rows: Row[] = [];
  readonly #text: TextCoding;
  readonly #bytesMax: number;
  #names: ReadonlyMap<string, number> = new Map();
  #width = 0;
  #bytes = 0;

  /** `packetBytesMax`: one row may have as much, whatever the rest. */
  constructor(text: TextCoding, packetBytesMax: number) {
    this.#text = text;
    this.#bytesMax = ANSWER_BYTES_MAX + packetBytesMax;
  }

  columns(columns: readonly ResultColumn[]): void {
    this.#names = new Map(columns.map((column, index) => [column.name.toLowerCase(), index]));
    this.#width = columns.length;
  }

  row(bytes: Buffer, start: number, end: number): undefined {
    this.#bytes += end - start + ROW_BYTES + this.#width * CELL_BYTES;
    if (this.#bytes > this.#bytesMax) throw new AnswerTooLarge();
    this.rows.push(new Row(this.#names, readCells(bytes, start, end, this.#width), this.#text));
  }
}
