// Which tables are read as binary rows: those with floating-point columns, whose text costs
// the server several times what all the rest of a row does (bench/README.md has figures).

import type { RowFormat } from '../model/chunk.js';
import type { Column, Table } from '../model/catalog.js';
import { type Exactness, insertableColumns } from './select-list.js';

const FLOATING_TYPES: ReadonlySet<string> = new Set(['float', 'double']);

export function chooseRowFormat(table: Table, exactness: Exactness): RowFormat {
  const columns = insertableColumns(table);
  const gains = columns.some(({ dataType }) => FLOATING_TYPES.has(dataType));
  return gains && columns.every((column) => hasSameText(column, exactness)) ? 'binary' : 'text';
}

/**
 * The server's text can be told from the binary value: not where a floating-point column
 * has fixed decimals, or zeros in front, or a FLOAT is cut to six digits.
 */
export function hasSameText({ dataType, columnType }: Column, exactness: Exactness): boolean {
  if (!FLOATING_TYPES.has(dataType)) return true;
  if (columnType.includes('(')) return false;
  // An exact FLOAT is selected as a DOUBLE of its own: see select-list.ts.
  return dataType === 'float' ? exactness.exactFloat : !columnType.includes('zerofill');
}
