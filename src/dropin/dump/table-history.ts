// What mariadb-dump reads of a system-versioned table: with --dump-history all its rows and
// since when each was valid, with --as-of those of a time. Pure but for the complaint.

import type { Column, Table } from '../../model/catalog.js';
import { StockStatus } from '../messages/failures.js';
import type { Names } from '../../schema/text/names.js';
import type { ToolContext } from '../messages/tool-context.js';

export interface TableReading {
  /** With the columns that are read. */
  readonly table: Table;
  readonly names: Names;
  /** SQL behind the table's name. */
  readonly period: string;
}

/** Columns of the server's, which no SHOW names. */
const HIDDEN: readonly string[] = ['row_start', 'row_end'];

export const HISTORY_OPENING: string =
  '/*M!101100 SET @old_system_versioning_insert_history=@@session.system_versioning_insert_history,' +
  ' @@session.system_versioning_insert_history=1 */;\n';
export const HISTORY_ENDING: string =
  '/*M!101100 SET system_versioning_insert_history=@old_system_versioning_insert_history */;\n';

export function toTableReading(ctx: ToolContext, table: Table): TableReading {
  const { names, selection } = ctx;
  if (!table.versioned) return { table, names, period: '' };
  if (!selection.dumpHistory) {
    const { asOf } = selection;
    const period = asOf === undefined ? '' : ` FOR SYSTEM_TIME AS OF TIMESTAMP '${asOf}'`;
    return { table, names, period };
  }
  const start = table.columns.find((column) => column.rowStart);
  if (start?.dataType === 'bigint') {
    refuse(ctx, table);
    return { table: { ...table, versioned: false }, names, period: '' };
  }
  const period = ' FOR SYSTEM_TIME ALL';
  if (start !== undefined) return { table, names, period };
  const columns = [...table.columns, ...HIDDEN.map(hiddenColumn)];
  // They stand bare however names are quoted.
  const write = (name: string): string => (HIDDEN.includes(name) ? name : names.write(name));
  return { table: { ...table, columns }, names: { ...names, write }, period };
}

function refuse(ctx: ToolContext, table: Table): void {
  ctx.tool.failed({
    complaint:
      `Cannot use --dump-history for table ${ctx.names.quote(table.name)}` +
      ' with transaction-precise history',
    status: StockStatus.table,
  });
}

function hiddenColumn(name: string): Column {
  return {
    name,
    dataType: 'timestamp',
    columnType: 'timestamp(6)',
    generated: false,
    rowStart: false,
    invisible: true,
    nullable: false,
    sequenceDefault: false,
    charset: undefined,
    collation: undefined,
  };
}
