// What is selected of a table, column by column, so that nothing is lost on the way to the
// client: the server converts text to the connection's character set and cuts FLOATs.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { Column, Table } from '../model/catalog.js';

export interface SelectedColumn {
  readonly expression: string;
  /**
   * Set where the bytes are sent as they are stored, in this character set: the literal
   * needs its introducer.
   */
  readonly storedCharset: string | undefined;
}

export interface Exactness {
  readonly exactFloat: boolean;
  readonly exactText: boolean;
  /** Every ENUM and SET by its labels: a file of LOAD DATA knows no numbers. */
  readonly labelsOnly?: boolean;
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'char',
  'varchar',
  'tinytext',
  'text',
  'mediumtext',
  'longtext',
]);

/**
 * Character sets of which every value that MySQL 9.7 and MariaDB 10.11 store comes back
 * from utf8mb4 unchanged: measured over all one- and two-byte values. The others have
 * unassigned codes, which become `?`, or several for one character (cp932, gbk, euckr...);
 * latin2 has a collation, latin2_czech_cs, that knows no control characters.
 */
const ROUND_TRIP_CHARSETS: ReadonlySet<string> = new Set([
  'utf8mb4',
  'utf8mb3',
  'utf8',
  'utf16',
  'utf16le',
  'utf32',
  'ucs2',
  'gb18030',
  'latin1',
  'latin5',
  'latin7',
  'koi8r',
  'koi8u',
  'cp850',
  'cp852',
  'cp866',
  'keybcs2',
  'macce',
  'macroman',
]);

/** The columns an INSERT can take: the server computes the others. */
export function insertableColumns(table: Table): Table['columns'] {
  return table.columns.filter((column) => !column.generated);
}

export function toSelectList(columns: Table['columns'], exactness: Exactness): SelectedColumn[] {
  return columns.map((column) => toSelected(column, exactness));
}

/**
 * An ENUM or SET of which a label does not tell the value: an empty one looks like no value,
 * and what a server shows as `?` it may not take back.
 */
export function isNumbered(column: Column, { exactText, labelsOnly }: Exactness): boolean {
  if (!exactText || labelsOnly === true || !/^(?:enum|set)$/.test(column.dataType)) return false;
  return /[(,]''[,)]/.test(column.columnType) || hasUnshownLabel(column);
}

/** Servers keep labels in utf8mb3 where they show them: other characters are `?`. */
export function hasUnshownLabel({ columnType, dataType }: Column): boolean {
  return /^(?:enum|set)$/.test(dataType) && columnType.includes('?');
}

function toSelected(
  column: Column,
  { exactFloat, exactText, labelsOnly = false }: Exactness,
): SelectedColumn {
  const name = quoteIdentifier(column.name);
  const { charset } = column;
  const isText = charset !== undefined && TEXT_TYPES.has(column.dataType);
  if (exactText && isText && !ROUND_TRIP_CHARSETS.has(charset)) {
    return { expression: `CONVERT(${name} USING binary)`, storedCharset: charset };
  }
  if (isNumbered(column, { exactFloat, exactText, labelsOnly })) {
    return { expression: `CAST(${name} AS UNSIGNED)`, storedCharset: undefined };
  }
  // A FLOAT is sent with 6 digits; as a DOUBLE it keeps all it has. `* 1e0` keeps -0 too.
  // FLOAT(M,D) is sent with its D decimals, which is all it has.
  const isFloat = column.dataType === 'float' && !column.columnType.includes('(');
  return {
    expression: exactFloat && isFloat ? `${name} * 1e0` : name,
    storedCharset: undefined,
  };
}
