// Plans one table: the chunks that together return each of its rows exactly once, in the
// order of a full scan. The SELECTs are safe to run in any order and side by side.

import { quoteIdentifier } from '../encode/identifier.js';
import type { ChunkTask, RowFormat } from '../model/chunk.js';
import type { Table } from '../model/catalog.js';
import { cutKeyRange, type KeyProbe, type KeyRange } from './chunk-bounds.js';
import { type ChunkKey, chooseChunkKey } from './chunk-key.js';
import { chooseRowFormat } from './row-format.js';
import { type Exactness, insertableColumns, toSelectList } from './select-list.js';

/** More chunks than this are never planned for a table, whatever the statistics say. */
const CHUNKS_MAX = 1_000_000;

export interface TablePlanOptions extends Exactness {
  readonly where: string | undefined;
  readonly orderByPrimary: boolean;
  readonly chunkBytes: number;
  /** Whoever takes the rows reads binary ones too. */
  readonly takesBinary: boolean;
}

/** Runs a probe query and returns the first column of its first row, as text. */
export type RunProbe = (sql: string) => Promise<readonly (string | null)[]>;

export async function* planTable(
  table: Table,
  options: TablePlanOptions,
  runProbe: RunProbe,
): AsyncGenerator<ChunkTask, void> {
  const format = options.takesBinary ? chooseRowFormat(table, options) : 'text';
  const key = options.where === undefined ? chooseChunkKey(table) : undefined;
  if (key === undefined) {
    yield toTask(table, 0, buildSelect(table, options, undefined, undefined), format);
    return;
  }
  const count = Math.min(CHUNKS_MAX, Math.ceil(table.dataBytesEstimate / options.chunkBytes));
  let index = 0;
  for await (const range of cutKeyRange(keyProbe(table, key, runProbe), count)) {
    const whole = range.after === undefined && range.upTo === undefined;
    const sql = buildSelect(table, options, key, whole ? undefined : range);
    yield toTask(table, index++, sql, format);
  }
}

function toTask(table: Table, index: number, sql: string, format: RowFormat): ChunkTask {
  return { schema: table.schema, table: table.name, index, sql, format };
}

export function buildSelect(
  table: Table,
  options: TablePlanOptions,
  key: ChunkKey | undefined,
  range: KeyRange | undefined,
): string {
  const columns = toSelectList(insertableColumns(table), options).map(
    (column) => column.expression,
  );
  const conditions: string[] = [];
  if (options.where !== undefined) conditions.push(options.where);
  if (key !== undefined && range !== undefined) conditions.push(...rangeConditions(key, range));
  const parts = [
    `SELECT /*!40001 SQL_NO_CACHE */ ${columns.length === 0 ? 'NULL' : columns.join(', ')}`,
    `FROM ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`,
  ];
  if (key !== undefined && range !== undefined) {
    parts.push(`FORCE INDEX (${quoteIdentifier(key.index)})`);
  }
  if (conditions.length > 0) parts.push(`WHERE ${conditions.join(' AND ')}`);
  const order = options.orderByPrimary ? orderColumns(table) : [];
  if (order.length > 0) parts.push(`ORDER BY ${order.map(quoteIdentifier).join(', ')}`);
  return parts.join(' ');
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

function rangeConditions(key: ChunkKey, range: KeyRange): string[] {
  const column = quoteIdentifier(key.column);
  const conditions: string[] = [];
  if (range.after !== undefined) conditions.push(`${column} > ${range.after}`);
  if (range.upTo !== undefined) conditions.push(`${column} <= ${range.upTo}`);
  return conditions;
}

function keyProbe(table: Table, key: ChunkKey, runProbe: RunProbe): KeyProbe {
  const column = quoteIdentifier(key.column);
  const from =
    `FROM ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}` +
    ` FORCE INDEX (${quoteIdentifier(key.index)})`;
  return {
    async bounds() {
      const [min, max] = await runProbe(`SELECT MIN(${column}), MAX(${column}) ${from}`);
      if (min === null || min === undefined || max === null || max === undefined) return undefined;
      return { min: BigInt(min), max: BigInt(max) };
    },
    async atOrAfter(value) {
      const [found] = await runProbe(
        `SELECT ${column} ${from} WHERE ${column} >= ${value} ORDER BY ${column} LIMIT 1`,
      );
      return found === null || found === undefined ? undefined : BigInt(found);
    },
  };
}
