// How rows of a dump get into a table of the target by LOAD DATA, so that it stores what it would
// store of the INSERT: which literals of each column may go into a line, in which character set
// the lines are, and what is converted on the way. Undefined where that cannot be, for sure. Pure.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Column, Table } from '../../model/catalog.js';
import { type LineColumn, LiteralKind as Kind } from '../kernel/line-kernel.js';
import type { InsertHead } from '../statements/statement.js';

/** What has to be known of the table, as the target has it. */
export type TargetTable = Pick<Table, 'schema' | 'name' | 'engine' | 'columns'>;

export interface LoadPlan {
  /** In the order of the tuples' values. */
  readonly columns: readonly LineColumn[];
  readonly sql: string;
}

/** Where a statement that turns out wrong can be taken back. */
const TRANSACTIONAL: ReadonlySet<string> = new Set(['innodb', 'rocksdb']);

const KINDS: Readonly<Record<string, Kind>> = {
  tinyint: Kind.integer,
  smallint: Kind.integer,
  mediumint: Kind.integer,
  int: Kind.integer,
  bigint: Kind.integer,
  decimal: Kind.decimal,
  float: Kind.float,
  double: Kind.float,
  year: Kind.year,
  date: Kind.text,
  time: Kind.text,
  datetime: Kind.text,
  timestamp: Kind.text,
  char: Kind.text,
  varchar: Kind.text,
  tinytext: Kind.text,
  text: Kind.text,
  mediumtext: Kind.text,
  longtext: Kind.text,
  enum: Kind.text,
  set: Kind.text,
  json: Kind.text,
  uuid: Kind.text,
  inet4: Kind.text,
  inet6: Kind.text,
  binary: Kind.binary,
  varbinary: Kind.binary,
  tinyblob: Kind.binary,
  blob: Kind.binary,
  mediumblob: Kind.binary,
  longblob: Kind.binary,
  bit: Kind.bit,
  // MariaDB reads a string without introducer as something else.
  vector: Kind.onlyBinary,
  geometry: Kind.binary,
  point: Kind.binary,
  linestring: Kind.binary,
  polygon: Kind.binary,
  multipoint: Kind.binary,
  multilinestring: Kind.binary,
  multipolygon: Kind.binary,
  geometrycollection: Kind.binary,
  geomcollection: Kind.binary,
};

/** These take text, and bytes for something else or not at all. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['json', 'uuid', 'inet4', 'inet6']);
/** A column of these stores the bytes of UTF-8 as they are, and looks whether they are valid. */
const UTF8: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8']);

/**
 * `clientCharset`: what the session takes its statements in. `introduced`: columns, by place in a
 * tuple, whose strings name their character set; it has to be the column's own.
 */
export function buildLoadPlan(
  table: TargetTable,
  head: InsertHead,
  clientCharset: string,
  introduced: ReadonlySet<number>,
): LoadPlan | undefined {
  if (head.verb !== 'insert' || head.isIgnore || !head.rules.escapes) return undefined;
  if (!TRANSACTIONAL.has(table.engine.toLowerCase())) return undefined;
  if (clientCharset !== 'binary' && !UTF8.has(clientCharset)) return undefined;
  const columns = findColumns(table, head.columns);
  const kinds = columns?.map((column, at) => chooseKind(column, introduced.has(at)));
  if (columns === undefined || kinds === undefined) return undefined;
  const isBytes = clientCharset === 'binary';
  const lines: LineColumn[] = [];
  for (const [at, column] of columns.entries()) {
    const kind = kinds[at];
    if (kind === undefined || (isBytes && TEXT_ONLY.has(column.dataType))) return undefined;
    lines.push({ kind, nullable: column.nullable, charset: column.charset });
  }
  const isBinary = isBytes || lines.some(({ kind }) => kind >= Kind.introduced);
  const charset = isBinary ? 'binary' : 'utf8mb4';
  const isConverted = (column: Column, at: number): boolean =>
    isBinary && !isBytes && lines[at]?.kind === Kind.text && !takesUtf8(column);
  return { columns: lines, sql: buildStatement(table, columns, charset, isConverted) };
}

/** The columns of the tuples; undefined where a line of them would leave something to chance. */
function findColumns(
  { columns }: TargetTable,
  names: readonly string[] | undefined,
): readonly Column[] | undefined {
  // In these an INSERT says DEFAULT, or nothing.
  const given = columns.filter((column) => !column.generated && !column.rowStart);
  const found =
    names === undefined
      ? columns.filter((column) => !column.invisible)
      : names.map((name) => given.find((column) => isSameName(column.name, name)));
  // What is not given has a default, which may be computed: an INSERT's is certain.
  const isWhole = found.length === given.length && new Set(found).size === given.length;
  const isKnown = found.every((column) => column !== undefined && given.includes(column));
  return isWhole && isKnown ? (found as readonly Column[]) : undefined;
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function chooseKind({ dataType, charset }: Column, isIntroduced: boolean): Kind | undefined {
  if (!isIntroduced) return KINDS[dataType];
  return charset !== undefined && KINDS[dataType] === Kind.text ? Kind.introduced : undefined;
}

function takesUtf8({ dataType, charset }: Column): boolean {
  if (TEXT_ONLY.has(dataType)) return false;
  return charset === undefined || UTF8.has(charset);
}

function buildStatement(
  { schema, name }: TargetTable,
  columns: readonly Column[],
  charset: string,
  isConverted: (column: Column, at: number) => boolean,
): string {
  const conversions: string[] = [];
  const fields = columns.map((column, at) => {
    const field = quoteIdentifier(column.name);
    if (!isConverted(column, at)) return field;
    conversions.push(`${field} = CONVERT(@tsload${at} USING utf8mb4)`);
    return `@tsload${at}`;
  });
  const set = conversions.length === 0 ? '' : ` SET ${conversions.join(', ')}`;
  return (
    `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${quoteIdentifier(schema)}.${quoteIdentifier(name)}` +
    ` CHARACTER SET ${charset} FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY ''''` +
    ` ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${fields.join(', ')})${set}`
  );
}
