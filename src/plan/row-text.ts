// The text of a row that the server and we digest, each on its own: it from what it stores,
// we from the SQL that was written (engine/rows/row-digest.ts). Values in column order, commas
// between them, NULL for none: numbers and times as they are selected, floating-point ones
// as their eight bytes, little end first (a server lays out the digits of one value in several
// ways), other short values as their bytes, both in upper-case hex, what may be long as the
// SHA-256 of its bytes. So rows have one text only if they are the same, and no text is longer
// than a packet. Pure.

import type { ValueForm } from '../model/chunk.js';
import type { Column, Table } from '../model/catalog.js';
import { type Exactness, isNumbered, type SelectedColumn, toSelectList } from './select-list.js';

/** Their text needs no quotes, and says all that is selected of them. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'mediumint',
  'int',
  'bigint',
  'decimal',
  'date',
  'time',
  'datetime',
  'timestamp',
  'year',
]);

const FLOATING_TYPES: ReadonlySet<string> = new Set(['float', 'double']);
/** A point of two coordinates in WKB: one byte and four, then what is asked for. */
const COORDINATE = 'SUBSTR(HEX(ST_AsWKB(POINT($, 0))), 11, 16)';

/** Strings of at most 65,535 bytes in all of a row; anything else is hashed. */
const SHORT_TYPES: ReadonlySet<string> = new Set([
  'char',
  'varchar',
  'tinytext',
  'enum',
  'set',
  'uuid',
  'inet4',
  'inet6',
  'binary',
  'varbinary',
  'tinyblob',
  'bit',
]);

/** Sent as they are stored; anything else is text, in the connection's character set. */
const BINARY_TYPES: ReadonlySet<string> = new Set([
  'binary',
  'varbinary',
  'tinyblob',
  'blob',
  'mediumblob',
  'longblob',
  'vector',
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
  'geomcollection',
]);

export interface RowDigest {
  /** SQL: the first 64 bits of the SHA-256 of a row's text, an unsigned integer. */
  readonly digest: string;
  readonly forms: readonly ValueForm[];
}

export function buildRowDigest(columns: Table['columns'], exactness: Exactness): RowDigest {
  const selected = toSelectList(columns, exactness);
  const forms = columns.map((column) =>
    isNumbered(column, exactness) ? 'plain' : chooseForm(column),
  );
  const values = columns.map((column, at) =>
    buildValue(column, selected[at] as SelectedColumn, forms[at] as ValueForm),
  );
  const text = `CONCAT_WS(',', ${values.join(', ')})`;
  return { digest: `CAST(CONV(LEFT(SHA2(${text}, 256), 16), 16, 10) AS UNSIGNED)`, forms };
}

function chooseForm({ columnType, dataType }: Column): ValueForm {
  // With fixed decimals the text is all there is of a value.
  if (FLOATING_TYPES.has(dataType)) return columnType.includes('(') ? 'plain' : 'double';
  if (PLAIN_TYPES.has(dataType)) return 'plain';
  return SHORT_TYPES.has(dataType) ? 'hex' : 'hash';
}

function buildValue(column: Column, selected: SelectedColumn, form: ValueForm): string {
  return `IFNULL(${buildText(column, selected, form)}, 'NULL')`;
}

function buildText(column: Column, selected: SelectedColumn, form: ValueForm): string {
  switch (form) {
    case 'plain':
      return selected.expression;
    case 'double':
      return COORDINATE.replace('$', () => selected.expression);
    case 'hex':
      return `HEX(${buildBytes(column, selected)})`;
    case 'hash':
      return `SHA2(${buildBytes(column, selected)}, 256)`;
  }
}

/** The bytes that are sent of a value. */
function buildBytes({ dataType }: Column, { expression, storedCharset }: SelectedColumn): string {
  // HEX would take it for a number.
  if (dataType === 'bit') return `CONVERT(${expression} USING binary)`;
  const isSentAsStored = storedCharset !== undefined || BINARY_TYPES.has(dataType);
  return isSentAsStored ? expression : `CONVERT(${expression} USING utf8mb4)`;
}
