// The statement that fills a file of --tab: the stock tools' words where the server writes
// the file, and the same rows for us where we do. Pure.

import { buildFieldClause } from '../encode/rows/outfile-layout.js';
import type { TabOptions } from '../model/options.js';

/** Names are quoted as the statement has them; it runs in the table's own schema. */
export interface OutfileSelect {
  readonly from: string;
  /** Undefined for `*`. */
  readonly columns: readonly string[] | undefined;
  /** The names of the columns, bare, where they are the first row. */
  readonly head: readonly string[] | undefined;
  readonly where: string | undefined;
  readonly orderColumns: readonly string[];
}

/** `file`: where the server writes to, as the statement has it; undefined for us. */
export function buildOutfileSelect(
  { from, columns, head, where, orderColumns }: OutfileSelect,
  tab: TabOptions,
  file: string | undefined,
): string {
  const list = columns?.join(', ') ?? '*';
  const isSorted = orderColumns.length > 0;
  const rows = `FROM ${from}${where === undefined ? '' : ` WHERE ${where}`}`;
  const into = file === undefined ? '' : buildOutfileClause(tab, file);
  const select = `SELECT /*!40001 SQL_NO_CACHE */ ${list}${into} `;
  const order = orderColumns.join(',');
  if (head === undefined) return `${select}${rows}${isSorted ? ` ORDER BY ${order}` : ''}`;
  const mark = (value: string): string => (isSorted ? `${value} AS \`_$is_data_row$_\`,` : '');
  return (
    `${select}FROM ( SELECT ${mark(' 0')}${head.map(toLiteral).join(', ')}` +
    ` UNION ALL SELECT ${mark('1')}${list} ${rows}) s` +
    (isSorted ? ` ORDER BY \`_$is_data_row$_\`,${order}` : '')
  );
}

function buildOutfileClause(tab: TabOptions, file: string): string {
  return ` INTO OUTFILE '${file}' /*!50138 CHARACTER SET ${tab.charset} */${buildFieldClause(tab)}`;
}

function toLiteral(name: string): string {
  return `'${name.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
