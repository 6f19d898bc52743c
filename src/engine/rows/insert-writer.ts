// Turns the row packets of one table, over all its chunks, into INSERT statements in the
// writer's buffer. Consumes what Session.stream delivers; knows no server and no sink.

import { Malformed } from '../../base/errors.js';
import { type BinaryColumn, toBinaryColumn } from '../../encode/rows/binary-column.js';
import { BinaryValues } from '../../encode/rows/binary-values.js';
import { ColumnKind, columnKind } from '../../encode/rows/column-kind.js';
import type { InsertStyle } from '../../encode/rows/insert-style.js';
import { type Escaper, escaperFor } from '../../encode/text/charset-escaper.js';
import type { EncodesRows } from '../../encode/rows/row-format.js';
import { RowEncoder } from '../../encode/rows/row-encoder.js';
import { SkippingEncoder } from '../../encode/rows/skipping-encoder.js';
import { StatementGrouping } from '../../encode/rows/statement-grouping.js';
import { writeRow } from '../../encode/rows/write-row.js';
import type { RowFormat } from '../../model/chunk.js';
import type { Flavor } from '../../model/server.js';
import type { ResultColumn } from '../../mysql/protocol/result-column.js';
import { type RowKernel, Stop } from '../kernel/row-kernel.js';
import type { RowConsumer, Taken } from '../../mysql/protocol/session.js';
import { BUFFER_BYTES, type SqlWriter } from './sql-writer.js';

const END_STATEMENT = Buffer.from(';\n');
/** Punctuation between pieces. */
const SLACK_BYTES = 64;

/** How the rows of a table become INSERTs: plain data. */
export interface InsertLayout {
  /** `INSERT INTO `t` VALUES `, see buildInsertPrefix, in the bytes of the connection. */
  readonly prefix: Uint8Array;
  readonly style: InsertStyle;
  readonly netBufferLength: number;
  readonly extendedInsert: boolean;
  readonly hexBlob: boolean;
  /** For each column whether it is written in hex whatever the packets say of it. */
  readonly hexColumns: readonly boolean[];
  /** How many the answer has, where it was us who listed them. */
  readonly columns?: number | undefined;
  /** For each column the character set its bytes are sent in, if not the connection's. */
  readonly storedCharsets: readonly (string | undefined)[];
  /** The connection's character set, where values are escaped by it. */
  readonly escapedFor: { readonly charset: string; readonly flavor: Flavor } | undefined;
  readonly marksNegativeZero: boolean;
  /** For each column of the result, whether it is left out; undefined where none is. */
  readonly skipped: readonly boolean[] | undefined;
}

export class TableWriter implements RowConsumer {
  readonly #writer: SqlWriter;
  readonly #kernel: RowKernel;
  /** False where only the encoder knows how a row is written. */
  #runsKernel = false;
  readonly #layout: InsertLayout;
  readonly #prefix: Uint8Array;
  readonly #escaper: Escaper | undefined;
  readonly #separator: Buffer;
  readonly #grouping: StatementGrouping;
  #encoder: EncodesRows = new RowEncoder([], []);
  #rows = 0;

  constructor(writer: SqlWriter, kernel: RowKernel, layout: InsertLayout) {
    this.#writer = writer;
    this.#kernel = kernel;
    this.#layout = layout;
    this.#prefix = layout.prefix;
    const { escapedFor } = layout;
    this.#escaper = escapedFor && escaperFor(escapedFor.charset, escapedFor.flavor);
    this.#separator = Buffer.from(layout.style.rowSeparator, 'latin1');
    this.#grouping = new StatementGrouping(
      layout.netBufferLength,
      this.#prefix.length,
      layout.extendedInsert,
    );
  }

  get rows(): number {
    return this.#rows;
  }

  columns(columns: readonly ResultColumn[], format: RowFormat): void {
    const layout = this.#layout;
    const { skipped, storedCharsets, style } = layout;
    const written = columns.filter((_column, index) => skipped?.[index] !== true);
    if (layout.columns !== undefined && columns.length !== layout.columns) {
      throw new Malformed(`an answer of ${columns.length} columns instead of ${layout.columns}`);
    }
    const kinds = written.map((column, index) => {
      if (layout.hexColumns[index] === true) return ColumnKind.hex;
      if (storedCharsets[index] !== undefined) return ColumnKind.binary;
      return columnKind(column, layout.hexBlob, layout.marksNegativeZero);
    });
    const introducers = written.map((_column, index) => {
      const charset = storedCharsets[index];
      return charset === undefined ? style.binaryIntroducer : `_${charset} `;
    });
    const introducesEmpty = style.introducesEmpty && !layout.extendedInsert;
    const escaper = this.#escaper;
    const forms = format === 'binary' ? columns.map(toBinaryColumn) : undefined;
    const binary = forms && new BinaryValues(forms);
    const encoder = new RowEncoder(kinds, introducers, { escaper, introducesEmpty, binary });
    this.#runsKernel = skipped === undefined && !introducesEmpty;
    if (skipped === undefined) {
      this.#encoder = encoder;
      this.#beginKernel(kinds, introducers, forms);
    } else {
      const leaves = style.leavesComma && !layout.extendedInsert && written.length > 0;
      const commaFirst = leaves && skipped[0] === true;
      this.#encoder = new SkippingEncoder(encoder, skipped, commaFirst);
    }
  }

  #beginKernel(
    kinds: readonly ColumnKind[],
    introducers: readonly string[],
    binary: readonly BinaryColumn[] | undefined,
  ): void {
    const { extendedInsert, netBufferLength } = this.#layout;
    const escaper = this.#escaper;
    const rows = { kinds, introducers, binary, escaper, extendedInsert, netBufferLength };
    const began = this.#kernel.begin({ ...rows, prefix: this.#prefix, separator: this.#separator });
    this.#runsKernel &&= began;
  }

  /** As many whole packets of `wire[at, end)`, frame headers included, as one buffer takes. */
  packets(wire: Buffer, at: number, end: number): Taken {
    if (!this.#runsKernel) return { at, wait: undefined };
    const writer = this.#writer;
    const kernel = this.#kernel;
    for (let read = at; ; read = kernel.readAt) {
      const stop = kernel.run(wire, read, end, writer.buffer, writer.at, this.#grouping);
      writer.at += kernel.writtenBytes;
      this.#rows += kernel.rows;
      // A row too large for a buffer of its own goes the way of row().
      const isStuck = stop === Stop.full && writer.at <= SLACK_BYTES;
      if (stop === Stop.full && !isStuck) return { at: kernel.readAt, wait: this.#flush() };
      if (isStuck || kernel.readAt === read) return { at: kernel.readAt, wait: undefined };
    }
  }

  row(packet: Buffer, start: number, end: number): Promise<void> | undefined {
    this.#rows++;
    const bound = this.#encoder.boundBytes(end - start) + this.#prefix.length + SLACK_BYTES;
    if (bound > BUFFER_BYTES) return this.#writeLarge(packet, start, end);
    let wait: Promise<void> | undefined;
    if (bound > this.#writer.freeBytes) wait = this.#flush();
    this.#writeSmall(packet, start);
    this.#checkEnd(end);
    return wait;
  }

  /** Ends the last statement of the table. */
  async end(): Promise<void> {
    if (!this.#grouping.open) return;
    this.#grouping.close();
    await this.#writer.write(END_STATEMENT);
  }

  /**
   * Inside a statement the last byte is kept back: a stream cut off between two writes
   * must not end where an INSERT could be complete.
   */
  #flush(): Promise<void> {
    return this.#writer.flush(this.#grouping.open ? 1 : 0);
  }

  #writeSmall(packet: Buffer, start: number): void {
    const writer = this.#writer;
    writer.at = writeRow(
      this.#encoder,
      this.#prefix,
      this.#separator,
      this.#grouping,
      writer.buffer,
      writer.at,
      packet,
      start,
    );
  }

  /** The session has looked at text rows; how long a binary one is only its encoder knows. */
  #checkEnd(end: number): void {
    const { readEnd } = this.#encoder;
    if (readEnd !== undefined && readEnd !== end) {
      throw new Malformed('a row that is not what its columns say');
    }
  }

  async #writeLarge(packet: Buffer, start: number, end: number): Promise<void> {
    const writer = this.#writer;
    const wasOpen = this.#grouping.open;
    const begins = this.#grouping.add(this.#encoder.measure(packet, start));
    this.#checkEnd(end);
    if (begins) {
      if (wasOpen) await writer.write(END_STATEMENT);
      await writer.write(this.#prefix);
    } else {
      await writer.write(this.#separator);
    }
    await writer.writeLargeRow(this.#encoder, packet, start, 1);
  }
}
