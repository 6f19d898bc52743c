// Compares the rows of one table bit by bit as multisets. The servers hash, so that large
// tables cost no transfer; only when the hashes differ are rows fetched to name some.
// Definitions are compared elsewhere; here both sides are assumed to have these columns.

import type { Connection } from 'mysql2/promise';
import { queryText, quoteName, quoteText } from './compare-query.js';

const NAMED_ROWS_MAX = 3;
const FETCHED_ROWS_MAX = 200_000;
const SHOWN_CHARS_MAX = 500;

interface Digest {
  readonly rows: string;
  readonly hash: string;
}

/** What differs, or undefined when the rows are the same. */
export async function compareRows(
  a: Connection,
  b: Connection,
  database: string,
  table: string,
): Promise<string | undefined> {
  const columns = await readColumns(a, database, table);
  const source = `${quoteName(database)}.${quoteName(table)}`;
  const results = await Promise.allSettled([
    readDigest(a, source, columns),
    readDigest(b, source, columns),
  ]);
  const [one, two] = results;
  if (one.status === 'rejected') return `unreadable in a: ${String(one.reason)}`;
  if (two.status === 'rejected') return `unreadable in b: ${String(two.reason)}`;
  if (one.value.rows === two.value.rows && one.value.hash === two.value.hash) return undefined;
  const counts = `${one.value.rows} rows in a, ${two.value.rows} in b`;
  if (Number(one.value.rows) > FETCHED_ROWS_MAX) return counts;
  const [rowsA, rowsB] = [await readRows(a, source, columns), await readRows(b, source, columns)];
  return [
    counts,
    ...subtract(rowsA, rowsB).map((row) => `- ${showRow(row)}`),
    ...subtract(rowsB, rowsA).map((row) => `+ ${showRow(row)}`),
  ].join('\n');
}

interface ComparedColumn {
  readonly name: string;
  /** SQL of an ASCII text that is equal exactly when the values are, NULL included. */
  readonly sql: string;
}

async function readColumns(
  connection: Connection,
  database: string,
  table: string,
): Promise<ComparedColumn[]> {
  const rows = await queryText(
    connection,
    `SELECT COLUMN_NAME, DATA_TYPE, GENERATION_EXPRESSION FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = ${quoteText(database)} AND TABLE_NAME = ${quoteText(table)} ORDER BY ORDINAL_POSITION`,
  );
  return rows
    .filter(([, , expression]) => !/^ROW (START|END)$/i.test(expression ?? ''))
    .map(([name = '', type = '']) => ({ name, sql: buildExactText(quoteName(name), type) }));
}

/**
 * FLOAT and DOUBLE: widened and printed with all digits, the sign of zero too (checked
 * on MySQL 9.7.4; MariaDB 10.11 has no minus zero). ENUM and SET by number, because an
 * invalid value prints as the empty member does. SHA2 because MySQL 9.7 has no MD5.
 */
function buildExactText(column: string, type: string): string {
  const exact = (): string => {
    switch (type.toLowerCase()) {
      case 'float':
      case 'double':
        return `CONCAT(CAST(${column} AS DOUBLE))`;
      case 'enum':
      case 'set':
        return `CONCAT(CAST(${column} AS UNSIGNED))`;
      case 'bit':
        return `HEX(${column})`;
      case 'uuid':
      case 'inet4':
      case 'inet6':
        return `HEX(CAST(${column} AS CHAR))`;
      case 'tinyint':
      case 'smallint':
      case 'mediumint':
      case 'int':
      case 'bigint':
      case 'decimal':
      case 'year':
      case 'date':
      case 'time':
      case 'datetime':
      case 'timestamp':
        return `CONCAT(${column})`;
      default:
        return `IF(LENGTH(${column}) > 256, CONCAT('h', SHA2(${column}, 256)), HEX(${column}))`;
    }
  };
  return `COALESCE(${exact()}, 'N')`;
}

async function readDigest(
  connection: Connection,
  source: string,
  columns: readonly ComparedColumn[],
): Promise<Digest> {
  const row = columns.map((column) => column.sql).join(', ');
  const [digest] = await queryText(
    connection,
    `SELECT COUNT(*), COUNT(h), ${sumOfHex(1)}, ${sumOfHex(15)}, ${sumOfHex(29)}
     FROM (SELECT SHA2(CONCAT_WS('|', ${row}), 256) AS h FROM ${source}) AS hashed`,
  );
  const [rows = '', hashed, ...sums] = digest ?? [];
  if (rows !== hashed) throw new Error(`${source}: a row could not be hashed`);
  return { rows, hash: sums.join(' ') };
}

/** A sum keeps repeated rows apart, unlike XOR; 14 digits fit 64 bits, 3 sums make it wide. */
function sumOfHex(from: number): string {
  return `SUM(CAST(CONV(SUBSTR(h, ${from}, 14), 16, 10) AS UNSIGNED))`;
}

/** Rows as one text each, `name=value`, in the form that was hashed. */
async function readRows(
  connection: Connection,
  source: string,
  columns: readonly ComparedColumn[],
): Promise<string[]> {
  const list = columns.map((column) => column.sql).join(', ');
  const rows = await queryText(connection, `SELECT ${list} FROM ${source}`);
  return rows.map((row) => row.map((value, i) => `${columns[i]?.name}=${value}`).join(' '));
}

function subtract(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  const more: string[] = [];
  for (const row of rows) {
    const count = left.get(row) ?? 0;
    if (count > 0) left.set(row, count - 1);
    else if (more.push(row) === NAMED_ROWS_MAX) return more;
  }
  return more;
}

function showRow(row: string): string {
  return row.length > SHOWN_CHARS_MAX ? `${row.slice(0, SHOWN_CHARS_MAX)}...` : row;
}
