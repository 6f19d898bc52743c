// Tables that show what is kept elsewhere: other tables, another server, files. Inserted
// again their rows would go there, so they are dumped only when that is asked for.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Table } from '../../model/catalog.js';
import type { Selection } from '../../model/options.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Dialect } from '../text/dialect.js';
import { type FoldName, hasName } from './fold-names.js';

type Wanted = Pick<Selection, 'data' | 'ignoreTableData' | 'noDataMed'>;

export function leavesRowsElsewhere(
  { enginesWithoutRows }: Dialect,
  { data, noDataMed }: Pick<Selection, 'data' | 'noDataMed'>,
  engine: string,
): boolean {
  return data && noDataMed !== false && enginesWithoutRows.includes(engine.toLowerCase());
}

/** Of `tables`, all that are dumped, those whose rows are not in the dump unasked. */
export async function listRowsElsewhere(
  session: Session,
  dialect: Dialect,
  selection: Wanted,
  tables: readonly Table[],
  fold: FoldName,
): Promise<Table[]> {
  if (selection.noDataMed !== undefined) return [];
  const missing: Table[] = [];
  for (const table of tables) {
    const { engine, name, schema } = table;
    if (!leavesRowsElsewhere(dialect, selection, engine)) continue;
    if (hasName(selection.ignoreTableData, schema, name, fold)) continue;
    if (!(await isMergeOf(session, table, tables, fold))) missing.push(table);
  }
  return missing;
}

/** A MERGE table of tables that are dumped themselves has no rows of its own. */
async function isMergeOf(
  session: Session,
  { engine, name, schema }: Table,
  tables: readonly Table[],
  fold: FoldName,
): Promise<boolean> {
  if (!/^mrg_/i.test(engine)) return false;
  const dumped = new Set(tables.map((table) => `${table.schema}.${table.name}`));
  const place = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  // What cannot be shown is left out with its definition, and told then.
  const [row] = await session.query(`SHOW CREATE TABLE ${place}`).catch(() => []);
  const [, union = ''] = /\bUNION=\((.*?`)\)/s.exec(row?.stringAt(1) ?? '') ?? [];
  return listNames(union).every((names) =>
    hasName(dumped, names.at(-2) ?? schema, names.at(-1) ?? '', fold),
  );
}

/** Each with its schema in front, if it has one. */
function listNames(union: string): string[][] {
  return (union.match(/(?:`(?:[^`]|``)+`\.?)+/g) ?? []).map((path) =>
    (path.match(/`(?:[^`]|``)+`/g) ?? []).map((word) => word.slice(1, -1).replaceAll('``', '`')),
  );
}
