// What turns a result's rows into text: INSERTs, or the elements of XML. Chosen by the
// layout, which is plain data, so that it can go to a lane.

import { columnKind } from '../../encode/rows/column-kind.js';
import type { EncodesRows } from '../../encode/rows/row-format.js';
import { SkippingEncoder } from '../../encode/rows/skipping-encoder.js';
import { XmlRowEncoder } from '../../encode/rows/xml-row-encoder.js';
import type { RowKernel } from '../kernel/row-kernel.js';
import type { ResultColumn } from '../../mysql/protocol/result-column.js';
import type { RowConsumer } from '../../mysql/protocol/session.js';
import { LineWriter } from './line-writer.js';
import type { SqlWriter } from './sql-writer.js';
import { type InsertLayout, TableWriter } from './insert-writer.js';

export interface XmlLayout {
  /** Of the columns written, a character for each byte. */
  readonly names: readonly string[];
  readonly hexBlob: boolean;
  readonly strict: boolean;
  /** For each column of the result, whether it is left out; undefined where none is. */
  readonly skipped: readonly boolean[] | undefined;
}

export type RowLayout =
  | { readonly form: 'insert'; readonly layout: InsertLayout }
  | { readonly form: 'xml'; readonly layout: XmlLayout };

export interface RowWriter extends RowConsumer {
  readonly rows: number;
  /** Ends what is open after the last row. */
  end(): Promise<void>;
}

export function openRowWriter(
  { form, layout }: RowLayout,
  writer: SqlWriter,
  kernel: RowKernel,
): RowWriter {
  if (form === 'insert') return new TableWriter(writer, kernel, layout);
  return new LineWriter(writer, (columns) => chooseXmlEncoder(layout, columns));
}

function chooseXmlEncoder(layout: XmlLayout, columns: readonly ResultColumn[]): EncodesRows {
  const { hexBlob, names, skipped, strict } = layout;
  const written = columns.filter((_column, index) => skipped?.[index] !== true);
  const fields = written.map((column, index) => ({
    name: names[index] ?? column.name,
    kind: columnKind(column, hexBlob),
  }));
  const encoder = new XmlRowEncoder(fields, strict);
  return skipped === undefined ? encoder : new SkippingEncoder(encoder, skipped, false);
}
