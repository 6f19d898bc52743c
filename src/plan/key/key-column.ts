// What the planner knows of a type it cuts along: how a value is read exactly, how it is
// written exactly, and where between two values it may be worth to cut. Pure.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Column } from '../../model/catalog.js';
import { bytesColumn } from './bytes-column.js';
import { charColumn } from './char-column.js';
import type { CutColumn } from './range.js';
import { numberColumn } from './number-column.js';
import { timeColumn } from './time-column.js';
import type { KeyColumn } from './column.js';

/**
 * Undefined for types that no range is read along (ENUM, SET), or not exactly (FLOAT), and
 * for a TIMESTAMP in a time zone with summer time, in which an hour comes twice.
 */
export function toKeyColumn(column: Column, isUtc: boolean): KeyColumn | undefined {
  const base: CutColumn = { name: quoteIdentifier(column.name), nullable: column.nullable };
  switch (column.dataType) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'bit':
    case 'year':
      return numberColumn(base, column);
    case 'timestamp':
      return isUtc ? timeColumn(base, column) : undefined;
    case 'date':
    case 'datetime':
    case 'time':
      return timeColumn(base, column);
    case 'char':
    case 'varchar':
      return charColumn(base, column);
    case 'binary':
    case 'varbinary':
    case 'uuid':
    case 'inet6':
    case 'inet4':
      return bytesColumn(base, column);
    default:
      return undefined;
  }
}
