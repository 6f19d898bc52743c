// Plans one table: the chunks that together return each of its rows exactly once, in the
// order of a full scan. The SELECTs are safe to run in any order and side by side.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { ChunkTask, RowFormat, Verification } from '../model/chunk.js';
import type { Table } from '../model/catalog.js';
import { buildRange } from './key/range.js';
import { listPieces, type Piece, type PieceOptions } from './split-table.js';
import { type RunProbe, toWhere } from './key/range-probe.js';
import { chooseRowFormat } from './row-format.js';
import { buildRowDigest } from './row-text.js';
import { type Exactness, insertableColumns, toSelectList } from './select-list.js';

export interface TablePlanOptions extends Exactness, PieceOptions {
  /** Whoever takes the rows reads binary ones too. */
  readonly takesBinary: boolean;
  /** Chunks can be held against their source, see row-text.ts. */
  readonly verifies?: boolean;
}

/**
 * A table smaller than a chunk is planned without a probe; of others the chunks come while
 * they are found. A probe that fails makes chunks fewer, never the plan wrong: it never throws.
 */
export async function* planTable(
  table: Table,
  options: TablePlanOptions,
  runProbe: RunProbe,
): AsyncGenerator<ChunkTask, void> {
  const format = options.takesBinary ? chooseRowFormat(table, options) : 'text';
  let index = 0;
  for await (const piece of listPieces(table, options, runProbe)) {
    const task = toTask(table, index++, buildSelect(table, options, piece), format);
    // Rows without a value are counted, which every chunk's proof does.
    yield options.verifies === true && insertableColumns(table).length > 0
      ? { ...task, verification: buildVerification(table, options, piece) }
      : task;
  }
}

function toTask(table: Table, index: number, sql: string, format: RowFormat): ChunkTask {
  return { schema: table.schema, table: table.name, index, sql, format };
}

function buildSelect(table: Table, options: TablePlanOptions, piece: Piece): string {
  const columns = toSelectList(insertableColumns(table), options).map(
    (column) => column.expression,
  );
  const order = options.orderByPrimary ? orderColumns(table).map(quoteIdentifier) : [];
  return (
    `SELECT /*!40001 SQL_NO_CACHE */ ${columns.length === 0 ? 'NULL' : columns.join(', ')} ` +
    buildFrom(options, piece) +
    (order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`)
  );
}

/** The rows of a piece: FROM and WHERE. */
function buildFrom({ where }: TablePlanOptions, piece: Piece): string {
  const range = buildRange(piece.source.columns, piece.from, piece.to);
  // Alone it stays as it was given: it may be more than a condition.
  return range === undefined
    ? piece.source.table + toWhere([where])
    : piece.source.from + toWhere([where && `(${where})`, range]);
}

/** What is more than a condition counts other rows: in parentheses the server refuses it. */
function buildVerification(table: Table, options: TablePlanOptions, piece: Piece): Verification {
  const { digest, forms } = buildRowDigest(insertableColumns(table), options);
  const where = options.where && `(${options.where})`;
  const from = buildFrom({ ...options, where }, piece);
  return { sql: `SELECT /*!40001 SQL_NO_CACHE */ COUNT(*), SUM(${digest}) ${from}`, forms };
}

/** What one SELECT of a whole table needs; it runs in the table's own schema. */
export interface WholeTableOptions {
  /** The table's name, quoted. */
  readonly from: string;
  /** SQL of the select list, or undefined for `*`. */
  readonly columns: readonly string[] | undefined;
  readonly where: string | undefined;
  readonly orderColumns: readonly string[];
}

/** The one SELECT the stock tools send, word for word: its text is in their messages. */
export function planWholeTable(table: Table, options: WholeTableOptions): ChunkTask {
  const { columns, from, where, orderColumns: order } = options;
  const sql =
    `SELECT /*!40001 SQL_NO_CACHE */ ${columns?.join(', ') ?? '*'}` +
    ` FROM ${from}` +
    (where === undefined ? '' : ` WHERE ${where}`) +
    (order.length === 0 ? '' : ` ORDER BY ${order.join(',')}`);
  return toTask(table, 0, sql, 'text');
}

/** As mysqldump: the first key, if it is unique. */
export function orderColumns(table: Table): readonly string[] {
  const [first] = table.keys;
  return first?.unique === true ? first.parts.map((part) => part.column) : [];
}
