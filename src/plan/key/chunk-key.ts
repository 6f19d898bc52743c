// Chooses the key a table is cut along. Pure.

import type { Key, Table } from '../../model/catalog.js';
import { WIDE_ROW_BYTES } from './chunk-size.js';
import { toKeyColumn } from './key-column.js';
import type { KeyColumn } from './column.js';

export interface ChunkKey {
  readonly index: string;
  /** The leading columns that can be cut along, at least one. */
  readonly columns: readonly KeyColumn[];
  /** The rows themselves lie in its order. */
  readonly clustered: boolean;
}

/**
 * The clustered key of an InnoDB table: its ranges are read as fast as the whole table, in the
 * order of a full scan. Along any other key each row is looked up by itself: 5 to 20 times the
 * server's work (measured, all in memory), which only pays for wide rows. The same is true of
 * MyISAM and Aria, and MEMORY is small. Undefined where the table is read in one chunk.
 */
export function chooseChunkKey(
  table: Table,
  { isUtc, rowBytes }: { readonly isUtc: boolean; readonly rowBytes: number },
): ChunkKey | undefined {
  if (table.engine.toLowerCase() !== 'innodb') return undefined;
  const clustered = clusteredKey(table.keys);
  const others = rowBytes >= WIDE_ROW_BYTES ? table.keys.filter((key) => key.unique) : [];
  for (const key of clustered === undefined ? others : [clustered, ...others]) {
    const columns = listCuttable(table, key, isUtc);
    if (columns.length > 0) return { index: key.name, columns, clustered: key === clustered };
  }
  return undefined;
}

/** InnoDB's rule: the primary key, or else the first unique key without a nullable part. */
function clusteredKey(keys: readonly Key[]): Key | undefined {
  return (
    keys.find((key) => key.name === 'PRIMARY') ??
    keys.find(
      (key) =>
        key.unique && key.parts.every((part) => !part.nullable && part.prefixLength === undefined),
    )
  );
}

function listCuttable(table: Table, key: Key, isUtc: boolean): KeyColumn[] {
  const columns: KeyColumn[] = [];
  for (const part of key.parts) {
    const column = table.columns.find(({ name }) => name === part.column);
    // An index on a prefix does not know the order of values that begin alike.
    if (column === undefined || part.prefixLength !== undefined) break;
    const known = toKeyColumn(column, isUtc);
    if (known === undefined) break;
    columns.push(known);
  }
  return columns;
}
