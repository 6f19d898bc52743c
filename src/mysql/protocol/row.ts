// One row of a small result set, read by column name. Never used for table data.

import { TsdumpError } from '../../base/errors.js';
import type { TextCoding } from '../../model/style.js';

export class Row {
  readonly #names: ReadonlyMap<string, number>;
  readonly #cells: readonly (Buffer | null)[];
  readonly #text: TextCoding;

  constructor(
    names: ReadonlyMap<string, number>,
    cells: readonly (Buffer | null)[],
    text: TextCoding,
  ) {
    this.#names = names;
    this.#cells = cells;
    this.#text = text;
  }

  /** The raw bytes of a column (names match whatever their case), null for SQL NULL. */
  bytes(name: string): Buffer | null {
    const index = this.#names.get(name.toLowerCase());
    if (index === undefined) {
      throw new TsdumpError('read-failed', `the server's answer has no column named ${name}`);
    }
    return this.#cells[index] ?? null;
  }

  /** The raw bytes of the column at `index`, for results whose column names vary. */
  bytesAt(index: number): Buffer | null {
    return this.#cells[index] ?? null;
  }

  /** The column as text of the connection, null for SQL NULL. */
  text(name: string): string | null {
    return this.bytes(name)?.toString(this.#text) ?? null;
  }

  /** As string(), by index. */
  stringAt(index: number): string {
    return this.#cells[index]?.toString(this.#text) ?? '';
  }

  /** The column as text where NULL is not expected; a NULL reads as ''. */
  string(name: string): string {
    return this.text(name) ?? '';
  }

  /** The column as a number; NULL reads as 0. */
  number(name: string): number {
    return Number(this.text(name) ?? 0);
  }

  /** All columns as text, in order. */
  texts(): (string | null)[] {
    return this.#cells.map((cell) => cell?.toString(this.#text) ?? null);
  }

  has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }
}
