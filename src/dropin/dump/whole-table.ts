// The rows of one table as the stock tools read them: one SELECT, whose failure leaves what
// was written before it, and rows that break off leave their statement ended.

import { untilAborted } from '../../base/clock.js';
import { commentSafe } from '../../encode/text/comment.js';
import { readChunk } from '../../engine/rows/read-chunk.js';
import { openRowWriter } from '../../engine/rows/row-writer.js';
import type { RowsTarget } from '../../app/run/personality.js';
import type { Table } from '../../model/catalog.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { planWholeTable } from '../../plan/plan-table.js';
import { couldntExecute, gotError, serverText, StockStatus } from '../messages/failures.js';
import { writeRowsTitle } from '../../schema/definitions/rows-frame.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { RowsSection } from '../../schema/text/section.js';
import { SectionText } from '../../schema/text/section-text.js';
import type { Format } from '../../model/options.js';
import { readStockOrder } from './row-order.js';
import { toTableReading } from './table-history.js';
import type { RunContext } from '../../app/run/run-context.js';
import { toRowLayout } from '../../app/dump/row-layout.js';
import { addToolEnding, addToolOpening } from './tool-rows-frame.js';

export async function writeWholeTable(
  run: RunContext,
  given: ToolContext,
  { table: wanted, replaces }: RowsSection,
  { writer, kernel }: RowsTarget,
): Promise<void> {
  const { control, narrator, signal } = run;
  const { table, names, period } = toTableReading(given, wanted);
  const format = replaces === true ? replacing(given.format) : given.format;
  const ctx = { ...given, format, names };
  narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
  ctx.tool.verbose('-- Sending SELECT query...');
  const order = ctx.format.orderByPrimary ? await readStockOrder(control, ctx, table) : [];
  const frame = new SectionText(ctx.style.text);
  writeRowsTitle(ctx, frame, table, order);
  await untilAborted(writer.write(frame.take()), signal);
  addToolOpening(ctx, frame, table);
  const opening = frame.take();
  await untilAborted(writer.reserve(opening.length), signal);
  let isAnswered = false;
  const onAnswer = (): void => {
    isAnswered = true;
    ctx.tool.verbose('-- Retrieving rows...');
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
    else selectFailed(ctx, task.sql, error);
    return;
  }
  await untilAborted(rows.end(), signal);
  addToolEnding(ctx, frame, table);
  // The stock tools flush here: what they say on stderr after it comes after it in 2>&1.
  if (!ctx.format.xml) await untilAborted(writer.drain(), signal);
  await untilAborted(writer.write(frame.take()), signal);
  if (ctx.format.xml) await untilAborted(writer.drain(), signal);
  narrator.tableDone();
}

/** Rows that may be there already. */
function replacing(format: Format): Format {
  return { ...format, replace: format.replace || !format.insertIgnore };
}

function toOrder({ names, tool }: ToolContext, column: string): string {
  const written = names.write(column);
  return tool.profile.sortsByComment ? commentSafe(written) : written;
}

/** What the stock tool selects; undefined for `*`. */
function selectedNames({ tool }: ToolContext, table: Table): readonly string[] | undefined {
  const lists =
    tool.profile.listsSelectedColumns || table.columns.some((column) => column.invisible);
  return lists ? table.columns.map((column) => column.name) : undefined;
}

/** mysqldump does, with the blank line that ends a table's title. */
function flushesBeforeRows({ dialect, format }: ToolContext): boolean {
  return dialect.flavor === 'mysql' && !format.xml && !format.compact;
}

/** The tools complain twice, where the first complaint does not end them. */
function selectFailed(ctx: ToolContext, sql: string, error: unknown): void {
  ctx.tool.failed(couldntExecute(sql, error));
  ctx.tool.failed(gotError(ctx.tool.profile, 'when retrieving data from server', error));
}

function rowsFailed(ctx: ToolContext, table: Table, rows: number, error: unknown): void {
  const name = ctx.names.quote(table.name);
  const said = `Error ${serverErrno(error)}: ${serverText(error)}`;
  ctx.tool.failed({
    error,
    complaint: `${said} when dumping table ${name} at row: ${rows}`,
    status: StockStatus.consistency,
  });
}
