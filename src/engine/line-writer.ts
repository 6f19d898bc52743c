// Turns the row packets of one table into rows that stand for themselves: elements of XML,
// lines of a file. Consumes what Session.stream delivers; knows no server and no sink.

import type { EncodesRows } from '../encode/encodes-rows.js';
import type { ResultColumn } from '../mysql/result-column.js';
import type { RowConsumer } from '../mysql/session.js';
import { BUFFER_BYTES, type SqlWriter } from './sql-writer.js';

/** A row that may need more than this of a buffer is written in pieces. */
const PIECE_BYTES = BUFFER_BYTES >> 2;
/** What a piece may need beyond that: the names in tags, ends of lines. */
const SLACK_BYTES = 4096;

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
    if (bound > BUFFER_BYTES) return this.#writeLarge(encoder, packet, start);
    const wait = bound > writer.freeBytes ? writer.flush(0) : undefined;
    writer.at = encoder.encode(writer.buffer, writer.at, packet, start);
    return wait;
  }

  async #writeLarge(encoder: EncodesRows, packet: Buffer, start: number): Promise<void> {
    const writer = this.#writer;
    const room = (): { to: Uint8Array; at: number } => ({ to: writer.buffer, at: writer.at });
    if (writer.freeBytes < PIECE_BYTES + SLACK_BYTES) await writer.flush(0);
    for (const bytes of encoder.encodePieces(room, PIECE_BYTES, packet, start)) {
      writer.at += bytes;
      if (writer.freeBytes < PIECE_BYTES + SLACK_BYTES) await writer.flush(0);
    }
  }

  /** Nothing is left open between rows. */
  async end(): Promise<void> {}
}
