// The rows of one table as the stock tools read them: one SELECT, whose failure leaves what
// was written before it, and rows that break off leave their statement ended.

import { untilAborted } from '../../base/clock.js';
import { commentSafe } from '../../encode/text/comment.js';
import { readChunk } from '../../engine/rows/read-chunk.js';
import { openRowWriter } from '../../engine/rows/row-writer.js';
import type { SqlWriter } from '../../engine/rows/sql-writer.js';
import type { RowKernel } from '../../engine/kernel/row-kernel.js';
import type { Table } from '../../model/catalog.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { planWholeTable } from '../../plan/plan-table.js';
import { StockStatus } from '../../schema/text/object-failure.js';
import { writeRowsTitle } from '../../schema/definitions/rows-frame.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import { readStockOrder } from './row-order.js';
import { couldntExecute, gotError, serverText } from '../messages/failures.js';
import { toTableReading } from './table-history.js';
import type { WindowContext } from '../../app/window/control.js';
import { toRowLayout } from '../../app/dump/row-layout.js';
import { addEnding, addOpening } from '../../app/dump/write-rows.js';

export async function writeWholeTable(
  run: WindowContext,
  given: SectionContext,
  wanted: Table,
  writer: SqlWriter,
  kernel: RowKernel,
): Promise<void> {
  const { control, narrator, signal } = run;
  const { table, names, period } = toTableReading(given, wanted);
  const ctx = { ...given, names };
  narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
  ctx.verbose('-- Sending SELECT query...');
  const order = ctx.format.orderByPrimary ? await readStockOrder(control, ctx, table) : [];
  const frame = new SectionText(ctx.style.text);
  writeRowsTitle(ctx, frame, table, order);
  await untilAborted(writer.write(frame.take()), signal);
  addOpening(ctx, frame, table);
  const opening = frame.take();
  await untilAborted(writer.reserve(opening.length), signal);
  let isAnswered = false;
  const onAnswer = (): void => {
    isAnswered = true;
    ctx.verbose('-- Retrieving rows...');
    writer.put(opening);
  };
  const rows = openRowWriter(toRowLayout(ctx, table), writer, kernel);
  const task = planWholeTable(table, {
    from: ctx.names.quote(table.name) + period,
    columns: selectedNames(ctx, table)?.map(ctx.names.write),
    where: ctx.selection.where,
    orderColumns: order.map((column) => toOrder(ctx, column)),
  });
  try {
    narrator.chunkDone(await readChunk(control, task, rows, writer, signal, onAnswer));
  } catch (error) {
    if (serverErrno(error) === undefined) throw error;
    await untilAborted(rows.end(), signal);
    if (isAnswered || flushesBeforeRows(ctx)) await untilAborted(writer.drain(), signal);
    if (isAnswered) rowsFailed(ctx, table, rows.rows, error);
    else selectFailed(ctx, table, task.sql, error);
    return;
  }
  await untilAborted(rows.end(), signal);
  addEnding(ctx, frame, table);
  // The stock tools flush here: what they say on stderr after it comes after it in 2>&1.
  if (!ctx.format.xml) await untilAborted(writer.drain(), signal);
  await untilAborted(writer.write(frame.take()), signal);
  if (ctx.format.xml) await untilAborted(writer.drain(), signal);
  narrator.tableDone();
}

function toOrder({ dialect, names }: SectionContext, column: string): string {
  const written = names.write(column);
  return dialect.sortsByComment ? commentSafe(written) : written;
}

/** What the stock tool selects; undefined for `*`. */
function selectedNames({ dialect }: SectionContext, table: Table): readonly string[] | undefined {
  const lists = dialect.listsSelectedColumns || table.columns.some((column) => column.invisible);
  return lists ? table.columns.map((column) => column.name) : undefined;
}

/** mysqldump does, with the blank line that ends a table's title. */
function flushesBeforeRows({ dialect, format }: SectionContext): boolean {
  return dialect.flavor === 'mysql' && !format.xml && !format.compact;
}

/** The tools complain twice, where the first complaint does not end them. */
function selectFailed(ctx: SectionContext, table: Table, sql: string, error: unknown): void {
  const object = `rows of ${table.schema}.${table.name}`;
  ctx.failed(couldntExecute(object, sql, error));
  ctx.failed(gotError(ctx.dialect, object, 'when retrieving data from server', error));
}

function rowsFailed(ctx: SectionContext, table: Table, rows: number, error: unknown): void {
  const name = ctx.names.quote(table.name);
  const said = `Error ${serverErrno(error)}: ${serverText(error)}`;
  ctx.failed({
    object: `rows of ${table.schema}.${table.name}`,
    error,
    complaint: `${said} when dumping table ${name} at row: ${rows}`,
    status: StockStatus.consistency,
  });
}
