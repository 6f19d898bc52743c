// --tab: the server writes the rows of a table into its own file system, as the stock tools let
// it do that.

import { findTabPaths } from '../../app/dump/tab-names.js';
import type { TabPersonality, TabRows } from '../../app/run/personality.js';
import type { RunContext } from '../../app/run/run-context.js';
import { untilAborted } from '../../base/clock.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Column, Table } from '../../model/catalog.js';
import type { TabOptions } from '../../model/options.js';
import { buildOutfileSelect } from '../../plan/outfile-select.js';
import { orderColumns } from '../../plan/plan-table.js';
import { describeSystemError, removeFile } from '../../storage/local/definition-file.js';
import { toWriteFailed } from '../../storage/local/write-failure.js';
import { gotError, StockStatus } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import { toTableReading } from './table-history.js';

export class ServerTabRows implements TabRows {
  readonly #run: RunContext;
  readonly #ctx: ToolContext;
  readonly #tab: TabOptions;

  constructor(run: RunContext, ctx: ToolContext, tab: TabOptions) {
    this.#run = run;
    this.#ctx = ctx;
    this.#tab = tab;
  }

  async write(table: Table): Promise<boolean> {
    const { control, narrator, signal } = this.#run;
    const ctx = this.#ctx;
    const paths = await findTabPaths(control, ctx, this.#tab, table.name);
    if (paths === undefined) return false;
    ctx.tool.verbose('-- Sending SELECT query...');
    narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
    await untilAborted(control.execute(`USE ${quoteIdentifier(table.schema)}`), signal);
    // It refuses to write where a file is.
    await removeFile(Buffer.from(paths.txt, ctx.style.text));
    try {
      await untilAborted(control.execute(this.#statement(table, paths.txt)), signal);
    } catch (error) {
      ctx.tool.failed(gotError(ctx.tool.profile, "when executing 'SELECT INTO OUTFILE'", error));
    }
    narrator.tableDone();
    return true;
  }

  columnsOf(table: Table): readonly Column[] {
    return toTableReading(this.#ctx, table).table.columns;
  }

  #statement(table: Table, file: string): string {
    const { format, selection, tool } = this.#ctx;
    const { header } = this.#tab;
    const { table: read, names, period } = toTableReading(this.#ctx, table);
    const isListed =
      tool.profile.listsSelectedColumns ||
      header ||
      table.columns.some((column) => column.invisible);
    const order = format.orderByPrimary ? orderColumns(table) : [];
    const select = {
      from: names.quote(table.name) + period,
      columns: isListed ? read.columns.map(({ name }) => names.write(name)) : undefined,
      // Without what the server adds, as the stock tool has it, which the server refuses.
      head: header ? table.columns.map(({ name }) => name) : undefined,
      where: selection.where,
      orderColumns: order.map(names.write),
    };
    return buildOutfileSelect(select, this.#tab, file);
  }
}

/** The tool goes on to the triggers of the table, and ends when it comes to them. */
export function cannotWriteTab(
  ctx: ToolContext,
  relation: Parameters<TabPersonality['cannotWrite']>[1],
  { path, append }: Parameters<TabPersonality['cannotWrite']>[2],
  error: unknown,
): void {
  const { selection, tool } = ctx;
  const said = describeSystemError(error);
  if (said === undefined) throw toWriteFailed('write', JSON.stringify(path), error);
  const [before, number, words, end] = tool.profile.systemErrorWords;
  const why = `${number}${said.errno}${words}${said.reason}${end}`;
  const complaint = `Can't create/write to file '${path}' (${why})`;
  const line = `${before}${tool.program}: ${complaint}`;
  tool.tell(line);
  ctx.leaveOutRows(relation);
  if (!append && !selection.triggers) return;
  if (!append) tool.tell(line);
  tool.failed({ complaint, status: StockStatus.server, told: true });
}
