// The columns of all tables of a schema, in one query.

import { quoteString } from '../../encode/text/quote.js';
import type { Column } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { askOfTables } from './only-tables.js';
import { streamCells } from './stream-cells.js';

/** By table name; in table order. */
export async function readColumns(
  session: Session,
  schema: string,
  names: readonly string[],
): Promise<Map<string, Column[]>> {
  const numbered = new Map<string, { at: number; column: Column }[]>();
  // A few dozen types in a million columns: keep one copy of each text.
  const texts = new Map<string, string>();
  const once = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  const onRow = ([
    table,
    at,
    name,
    dataType,
    columnType,
    nullable,
    charset,
    collation,
    extra,
    sequence,
    start,
    expression,
  ]: readonly (string | null)[]): void => {
    const list = numbered.get(table ?? '') ?? [];
    if (list.length === 0) numbered.set(table ?? '', list);
    const column = {
      name: name ?? '',
      dataType: once((dataType ?? '').toLowerCase()),
      columnType: once(columnType ?? ''),
      generated: isGenerated(extra ?? ''),
      storedAs: /STORED GENERATED/i.test(extra ?? '') ? (expression ?? undefined) : undefined,
      invisible: /\bINVISIBLE\b/i.test(extra ?? ''),
      nullable: nullable === 'YES',
      rowStart: start === '1',
      sequenceDefault: sequence === '1',
      charset: typeof charset === 'string' ? once(charset) : undefined,
      collation: typeof collation === 'string' ? once(collation) : undefined,
    };
    list.push({ at: Number(at), column });
  };
  await askOfTables(session, names, async (only) => {
    await streamCells(
      session,
      'SELECT TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE,' +
        " CHARACTER_SET_NAME, COLLATION_NAME, EXTRA, COLUMN_DEFAULT LIKE '%nextval(%'" +
        " OR COLUMN_DEFAULT LIKE '%lastval(%'," +
        " GENERATION_EXPRESSION = 'ROW START', GENERATION_EXPRESSION" +
        ' FROM information_schema.COLUMNS' +
        ` WHERE TABLE_SCHEMA = ${quoteString(schema)}${only}`,
      onRow,
    );
  });

  const columns = new Map<string, Column[]>();
  for (const [table, list] of numbered) {
    list.sort((left, right) => left.at - right.at);
    columns.set(
      table,
      list.map(({ column }) => column),
    );
  }
  return columns;
}

/**
 * MariaDB says STORED GENERATED for ROW START and ROW END too. MySQL's DEFAULT_GENERATED
 * is a default, not a generated column.
 */
export function isGenerated(extra: string): boolean {
  return /\b(?:VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.test(extra);
}
