// Turns the row packets of one table into rows that need nothing around them: elements of XML,
// lines of a file. Consumes what Session.stream delivers; knows no server and no sink.

import type { EncodesRows } from '../../encode/rows/row-format.js';
import type { ResultColumn } from '../../mysql/protocol/result-column.js';
import type { RowConsumer } from '../../mysql/protocol/session.js';
import { BUFFER_BYTES, type SqlWriter } from './sql-writer.js';

export class LineWriter implements RowConsumer {
  readonly #writer: SqlWriter;
  readonly #chooseEncoder: (columns: readonly ResultColumn[]) => EncodesRows;
  #encoder: EncodesRows | undefined;
  #rows = 0;

  constructor(writer: SqlWriter, chooseEncoder: (columns: readonly ResultColumn[]) => EncodesRows) {
    this.#writer = writer;
    this.#chooseEncoder = chooseEncoder;
  }

  get rows(): number {
    return this.#rows;
  }

  columns(columns: readonly ResultColumn[]): void {
    this.#encoder = this.#chooseEncoder(columns);
  }

  row(packet: Buffer, start: number, end: number): Promise<void> | undefined {
    const encoder = this.#encoder as EncodesRows;
    const writer = this.#writer;
    this.#rows++;
    const bound = encoder.boundBytes(end - start);
    if (bound > BUFFER_BYTES) return writer.writeLargeRow(encoder, packet, start, 0);
    const wait = bound > writer.freeBytes ? writer.flush(0) : undefined;
    writer.at = encoder.encode(writer.buffer, writer.at, packet, start);
    return wait;
  }

  /** Nothing is left open between rows. */
  async end(): Promise<void> {}
}
