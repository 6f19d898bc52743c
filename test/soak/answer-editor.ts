// Follows the answers of a server, statement by statement, and changes cells of their rows.

import { readCells } from '../../src/mysql/protocol/responses.js';
import { parseColumn } from '../../src/mysql/protocol/result-column.js';
import { lengthEncoded, toFrame } from './frames.js';

/** Where a cell is said: the request, which of its results, which row, which column. */
export interface Place {
  readonly sql: string;
  readonly result: number;
  readonly row: number;
  readonly column: string;
}

/** What to say instead; undefined for the truth. Bytes are characters. */
export type EditCell = (place: Place, value: string | null) => string | undefined;

type State = 'idle' | 'header' | 'columns' | 'rows';

const MORE_RESULTS = 8;

export class AnswerEditor {
  readonly #edit: EditCell;
  #state: State = 'idle';
  #sql = '';
  #result = 0;
  #row = 0;
  #columnsLeft = 0;
  #columns: string[] = [];

  constructor(edit: EditCell) {
    this.#edit = edit;
  }

  /** A request; undefined where it is none whose answer is text. */
  begin(sql: string | undefined): void {
    this.#state = sql === undefined ? 'idle' : 'header';
    this.#sql = sql ?? '';
    this.#result = 0;
  }

  /** The server's next frame, as it is to be said. */
  edit(frame: Buffer): readonly Buffer[] {
    const first = frame[4];
    const isEnd = first === 0xfe && frame.length < 13;
    if (first === 0xff) this.#state = 'idle';
    switch (this.#state) {
      case 'idle':
        return [frame];
      case 'header':
        if (first === 0) this.#endResult(frame.readUInt16LE(7));
        else {
          this.#columnsLeft = first === 0xfc ? frame.readUInt16LE(5) : (first ?? 0);
          this.#columns = [];
          this.#state = 'columns';
        }
        return [frame];
      case 'columns':
        if (this.#columnsLeft-- > 0) this.#columns.push(parseColumn(frame, 4, frame.length).name);
        else {
          this.#state = 'rows';
          this.#row = 0;
        }
        return [frame];
      case 'rows':
        if (!isEnd) return [this.#editRow(frame)];
        this.#endResult(frame.readUInt16LE(7));
        return [frame];
    }
  }

  #endResult(status: number): void {
    this.#result++;
    this.#state = (status & MORE_RESULTS) === 0 ? 'idle' : 'header';
  }

  #editRow(frame: Buffer): Buffer {
    const row = this.#row++;
    const [sql, result] = [this.#sql, this.#result];
    let isEdited = false;
    const cells = readCells(frame, 4, frame.length, this.#columns.length).map((cell, index) => {
      const column = this.#columns[index] ?? '';
      const said = this.#edit({ sql, result, row, column }, cell?.toString('latin1') ?? null);
      if (said !== undefined) isEdited = true;
      const value = said ?? cell;
      return value === null ? Buffer.from([0xfb]) : lengthEncoded(value);
    });
    return isEdited ? toFrame(Buffer.concat(cells), frame[3] ?? 0) : frame;
  }
}
