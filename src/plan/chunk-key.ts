// Chooses the key a table is cut along. Pure.

import type { Column, Key, Table } from '../model/catalog.js';

export interface ChunkKey {
  readonly index: string;
  /** First column of the key: ranges are cut along it alone. */
  readonly column: string;
}

const INTEGER_TYPES: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'mediumint',
  'int',
  'bigint',
]);

/**
 * The leading integer column of the clustered key of an InnoDB table: its ranges are read
 * in the order a full scan would have. Undefined where the table is read in one chunk.
 */
export function chooseChunkKey(table: Table): ChunkKey | undefined {
  if (table.engine.toLowerCase() !== 'innodb') return undefined;
  const key = clusteredKey(table.keys);
  const column = key?.parts[0]?.column;
  if (key === undefined || column === undefined) return undefined;
  const definition = table.columns.find((candidate) => candidate.name === column);
  return definition !== undefined && isInteger(definition)
    ? { index: key.name, column }
    : undefined;
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

function isInteger(column: Column): boolean {
  return INTEGER_TYPES.has(column.dataType) && !column.nullable;
}
