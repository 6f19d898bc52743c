// What --order-by-primary sorts a table by in a drop-in: as the stock tool reads it from
// SHOW KEYS. Without it rows go unsorted, which is no failure.

import type { Table } from '../../model/catalog.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ToolContext } from '../messages/tool-context.js';
import { serverText } from '../messages/failures.js';

/** Names of columns; one may be there twice. The table's schema is the current one. */
export async function readStockOrder(
  session: Session,
  ctx: ToolContext,
  table: Table,
): Promise<readonly string[]> {
  const name = ctx.names.quote(table.name);
  const rows = await showKeys(session, ctx, table);
  if (typeof rows === 'string') return [];
  const keys = ctx.tool.profile.ordersByEveryUniqueKey ? uniqueKeys(rows) : firstKey(rows);
  return keys.flatMap((row) => {
    const column = row.string('Column_name');
    if (column !== '') return [column];
    const position = row.string('Seq_in_index');
    ctx.tool.tell(
      `Warning: Couldn't read key column name or expression from table ${name}; position ` +
        `${position}. Inspect the output from 'SHOW KEYS FROM ${name}. Records are probably ` +
        'not fully sorted.',
    );
    return [];
  });
}

/** The reason where there are none, which is told. */
export async function showKeys(
  session: Session,
  ctx: ToolContext,
  relation: { readonly name: string },
): Promise<readonly Row[] | string> {
  const name = ctx.names.quote(relation.name);
  try {
    return await session.query(`SHOW KEYS FROM ${name}`);
  } catch (error) {
    const reason = serverText(error);
    ctx.tool.tell(
      `Warning: Couldn't read keys from table ${name}; records are NOT sorted (${reason})`,
    );
    return reason;
  }
}

/** They come before all others. */
function uniqueKeys(rows: readonly Row[]): readonly Row[] {
  const end = rows.findIndex((row) => row.number('Non_unique') !== 0);
  return end < 0 ? rows : rows.slice(0, end);
}

function firstKey(rows: readonly Row[]): readonly Row[] {
  const [first] = rows;
  if (first === undefined || first.number('Non_unique') !== 0) return [];
  const name = first.string('Key_name');
  const end = rows.findIndex((row) => row.string('Key_name') !== name);
  return end < 0 ? rows : rows.slice(0, end);
}
