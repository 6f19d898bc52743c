// The rows of one table: frame, SELECTs, INSERTs. A drop-in's are in whole-table.ts.

import { untilAborted } from '../base/clock.js';
import { columnKind } from '../encode/column-kind.js';
import type { EncodesRows } from '../encode/encodes-rows.js';
import { escaperFor } from '../encode/escaper.js';
import { buildInsertPrefix, insertStyle } from '../encode/insert-style.js';
import { SkippingEncoder } from '../encode/skipping-encoder.js';
import { XmlRowEncoder } from '../encode/xml-row-encoder.js';
import { LineWriter } from '../engine/line-writer.js';
import { readChunk } from '../engine/read-chunk.js';
import type { SqlWriter } from '../engine/sql-writer.js';
import { type InsertLayout, TableWriter } from '../engine/table-writer.js';
import type { RowKernel } from '../kernel/row-kernel.js';
import type { Table } from '../model/catalog.js';
import type { ChunkTask } from '../model/chunk.js';
import type { ResultColumn } from '../mysql/result-column.js';
import { orderColumns, planTable } from '../plan/plan-table.js';
import { insertableColumns, toSelectList } from '../plan/select-list.js';
import {
  insertFormFor,
  writeRowsOpening,
  writeRowsTail,
  writeRowsTitle,
} from '../schema/rows-frame.js';
import type { SectionContext } from '../schema/section-context.js';
import { SectionText } from '../schema/section-text.js';
import { writeXmlRowsOpening, writeXmlRowsTail } from '../schema/xml-frame.js';
import type { WindowContext } from './window.js';

/** How often totals are told while rows are read. */
const PROGRESS_MS = 200;

/** Where rows go, and what writes them. */
export interface RowOutput {
  readonly writer: SqlWriter;
  readonly kernel: RowKernel;
  /** Bytes handed to the file or pipe so far. */
  readonly writtenBytes: () => number;
}

export async function writeRows(
  run: WindowContext,
  ctx: SectionContext,
  table: Table,
  { writer, kernel, writtenBytes }: RowOutput,
): Promise<void> {
  const { control, narrator, signal } = run;
  narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
  const rows = openRows(ctx, table, writer, kernel);
  const order = ctx.format.orderByPrimary ? orderColumns(table) : [];
  const frame = new SectionText(ctx.style.text);
  writeRowsTitle(ctx, frame, table, order);
  addOpening(ctx, frame, table);
  await untilAborted(writer.write(frame.take()), signal);
  let counted = 0;
  const progress = setInterval(
    () => narrator.progress(rows.rows - counted, writer.sqlBytes, writtenBytes()),
    PROGRESS_MS,
  );
  try {
    for await (const task of listTasks(run, table)) {
      narrator.chunkDone(await readChunk(control, task, rows, writer, signal));
      counted = rows.rows;
    }
  } finally {
    clearInterval(progress);
  }
  await untilAborted(rows.end(), signal);
  addEnding(ctx, frame, table);
  await untilAborted(writer.write(frame.take()), signal);
  narrator.tableDone();
}

export function addOpening(ctx: SectionContext, frame: SectionText, table: Table): void {
  if (ctx.format.xml) writeXmlRowsOpening(ctx, frame, table);
  else writeRowsOpening(ctx, frame, table);
}

export function addEnding(ctx: SectionContext, frame: SectionText, table: Table): void {
  if (ctx.format.xml) writeXmlRowsTail(ctx, frame, table);
  else writeRowsTail(ctx, frame, table);
}

async function* listTasks(
  { control, options, signal }: WindowContext,
  table: Table,
): AsyncGenerator<ChunkTask, void> {
  const { format, selection } = options;
  const { where } = selection;
  yield* planTable(
    table,
    {
      where,
      orderByPrimary: format.orderByPrimary,
      exactFloat: format.exactFloat,
      // In XML all text is of one character set.
      exactText: format.exactText && !format.xml,
      chunkBytes: options.chunkBytes,
      isUtc: format.tzUtc,
      takesBinary: !format.xml,
    },
    async (sql) => await untilAborted(control.query(sql), signal),
  );
}

export function openRows(
  ctx: SectionContext,
  table: Table,
  writer: SqlWriter,
  kernel: RowKernel,
): TableWriter | LineWriter {
  if (!ctx.format.xml) return new TableWriter(writer, kernel, toInsertLayout(ctx, table));
  return new LineWriter(writer, (columns) => chooseXmlEncoder(ctx, table, columns));
}

function chooseXmlEncoder(
  ctx: SectionContext,
  table: Table,
  columns: readonly ResultColumn[],
): EncodesRows {
  const { strictXml, text } = ctx.style;
  const inserted = insertedColumns(ctx, table);
  const skipped = skippedBy(ctx, table, inserted);
  const written = columns.filter((_column, index) => skipped?.[index] !== true);
  const fields = written.map((column, index) => ({
    name: Buffer.from(inserted[index]?.name ?? column.name, text).toString('latin1'),
    kind: columnKind(column, ctx.format.hexBlob || strictXml),
  }));
  const encoder = new XmlRowEncoder(fields, strictXml);
  return skipped === undefined ? encoder : new SkippingEncoder(encoder, skipped, false);
}

function toInsertLayout(ctx: SectionContext, table: Table): InsertLayout {
  const { format, dialect, style } = ctx;
  const layout = insertStyle(dialect.flavor);
  const inserted = insertedColumns(ctx, table);
  const named = format.completeInsert || differsFromStar(ctx, table);
  const columns = named ? inserted.map((column) => column.name) : undefined;
  const form = insertFormFor(ctx, table);
  const prefix = buildInsertPrefix(layout, form, table.name, columns, ctx.names.write);
  return {
    prefix: Buffer.from(prefix, style.text),
    style: layout,
    storedCharsets: toSelectList(inserted, format).map((column) => column.storedCharset),
    netBufferLength: format.netBufferLength,
    extendedInsert: format.extendedInsert,
    hexBlob: format.hexBlob,
    escaper: style.escapesByCharset ? escaperFor(ctx.charset, dialect.flavor) : undefined,
    marksNegativeZero: style.marksNegativeZero,
    skipped: skippedBy(ctx, table, inserted),
  };
}

/** The stock tool selects all columns and leaves out some when it writes. */
function skippedBy(
  { style }: SectionContext,
  table: Table,
  inserted: Table['columns'],
): readonly boolean[] | undefined {
  if (!style.readsWhole || inserted.length === table.columns.length) return undefined;
  return table.columns.map((column) => !inserted.includes(column));
}

/** Order and width of `SELECT *` no longer hold: the INSERT names its columns. */
function differsFromStar(ctx: SectionContext, table: Table): boolean {
  const inserted = insertedColumns(ctx, table);
  return inserted.length < table.columns.length || inserted.some((column) => column.invisible);
}

function insertedColumns({ dialect, style }: SectionContext, table: Table): Table['columns'] {
  const omits = style.omitsGenerated || dialect.omitsGenerated;
  return omits ? insertableColumns(table) : table.columns;
}
