// A table without its secondary keys and foreign keys, and the statements that add them
// again once its rows are there: sorting all at once costs a server half of what rows in
// disorder cost. Only where SHOW CREATE TABLE is the same in the end. Pure.

import type { CreateTable, KeyKind, TableKey } from './create-table.js';

export interface SplitTable {
  /** Of bytes, as what they are made of. */
  readonly create: Uint8Array<ArrayBuffer>;
  /** Undefined where there is nothing to add. Foreign keys come when all tables have their keys. */
  readonly addKeys: Uint8Array<ArrayBuffer> | undefined;
  readonly addForeignKeys: Uint8Array<ArrayBuffer> | undefined;
}

/** These take an ALTER of their own, or come back in another order. */
const NEVER: ReadonlySet<KeyKind> = new Set(['fulltext', 'spatial', 'vector', 'period']);

/**
 * undefined where the table is better made whole. Rows that rely on a UNIQUE key while they come
 * in (INSERT IGNORE, REPLACE) must not be loaded into a table that was split.
 */
export function splitKeys(table: CreateTable): SplitTable | undefined {
  const secondary = table.keys.filter(({ kind }) => kind === 'unique' || kind === 'key');
  const foreign = table.keys.filter(({ kind }) => kind === 'foreign');
  const later: ReadonlySet<TableKey> = new Set([...secondary, ...foreign]);
  if (later.size === 0 || !isSafe(table, secondary)) return undefined;
  const { byteText, columns, keys, body, name } = table;
  const kept = [...columns, ...keys.filter((key) => !later.has(key))]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => byteText.slice(start, end));
  const head = byteText.slice(0, body.start);
  const written = byteText.slice((name.schema ?? name.name).start, name.name.end);
  const alter = (added: readonly TableKey[]): Uint8Array<ArrayBuffer> | undefined =>
    added.length === 0
      ? undefined
      : toBytes(
          `ALTER TABLE ${written}\n  ${added
            .map(({ start, end }) => `ADD ${byteText.slice(start, end)}`)
            .join(',\n  ')}`,
        );
  return {
    create: toBytes(`${head}\n  ${kept.join(',\n  ')}\n${byteText.slice(body.end)}`),
    addKeys: alter(secondary),
    addForeignKeys: alter(foreign),
  };
}

function isSafe(table: CreateTable, secondary: readonly TableKey[]): boolean {
  const { columns, keys } = table;
  // Others sort by themselves, or lock and copy.
  if (table.engine !== 'innodb' || table.isTemporary || table.isVersioned) return false;
  if (table.hasPageChecksum) return false;
  if (table.isPartitionedByAnyKey || keys.some(({ kind }) => NEVER.has(kind))) return false;
  if (columns.some(({ hasKey }) => hasKey)) return false;
  const primary = keys.find(({ kind }) => kind === 'primary');
  // Rows lie in the order of a UNIQUE key where there is no other: it has to be there before them.
  if (primary === undefined && secondary.some(({ kind }) => kind === 'unique')) return false;
  // MariaDB keeps such a key in a column of its own.
  if (secondary.some(({ isHash }) => isHash)) return false;
  const counted = columns.find(({ isAutoIncrement }) => isAutoIncrement);
  return counted === undefined || primary?.columns[0] === counted.name.text;
}

function toBytes(byteText: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(byteText, 'latin1'));
}
