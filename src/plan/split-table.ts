// Decides how a table is cut: not at all, by partition, along a key, or both. Everything that
// speaks against a cut is here.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { Table } from '../model/catalog.js';
import { type ChunkKey, chooseChunkKey } from './key/chunk-key.js';
import { type ChunkSize, chooseChunkSize, isLarge, ROW_BYTES_MIN } from './key/chunk-size.js';
import type { Cut } from './key/range.js';
import { KeyCutter } from './key/range-splitter.js';
import { type PartitionGroup, readPartitionGroups } from './partitions.js';
import { type IndexSource, RangeProbe, type RunProbe } from './key/range-probe.js';
import { cutUnweighed } from './key/blind-boundaries.js';
import { isPlainCondition } from './where.js';

export interface PieceOptions {
  readonly where: string | undefined;
  readonly orderByPrimary: boolean;
  /** About the bytes of SQL of a chunk, as far as the server's data length tells. */
  readonly chunkBytes: number;
  /** The session reads TIMESTAMPs in UTC. */
  readonly isUtc: boolean;
}

export interface PieceSource extends IndexSource {
  /** `FROM`, the table and its partitions. */
  readonly table: string;
}

/** The rows between two cuts of some partitions; undefined ends are open. */
export interface Piece {
  readonly source: PieceSource;
  readonly from: Cut | undefined;
  readonly to: Cut | undefined;
}

/** No table of which nothing is known but its AUTO_INCREMENT gets more pieces. */
const UNKNOWN_PIECES_MAX = 64;
const NO_NAMES: readonly string[] = [];

export async function* listPieces(
  table: Table,
  options: PieceOptions,
  runProbe: RunProbe,
): AsyncGenerator<Piece, void> {
  const { chunkBytes, orderByPrimary } = options;
  const size = chooseChunkSize(table, chunkBytes);
  const key = chooseKey(table, options, size);
  const isKnown = isLarge(table.dataBytesEstimate, chunkBytes);
  const cuts = isKnown || mayBeLarge(table, key, chunkBytes);
  if (!cuts || !(await mayCut(table, options, key, size, runProbe))) {
    const source = toSource(table, NO_NAMES, undefined, undefined);
    yield { source, from: undefined, to: undefined };
  } else if (!isKnown && key !== undefined) {
    yield* cutUnknown(table, options, key, runProbe);
  } else {
    const usable = await keepUsable(table, key, runProbe);
    // In the order of a key rows come from all partitions in turn.
    const groups = orderByPrimary
      ? [{ ...table, names: NO_NAMES }]
      : await readPartitionGroups(table, chunkBytes, runProbe);
    for (const group of groups) yield* cutGroup(table, options, group, usable, runProbe);
  }
}

async function* cutGroup(
  table: Table,
  { where, chunkBytes }: PieceOptions,
  group: PartitionGroup,
  key: ChunkKey | undefined,
  runProbe: RunProbe,
): AsyncGenerator<Piece, void> {
  const source = toSource(table, group.names, key, where);
  if (key === undefined || !isLarge(group.dataBytesEstimate, chunkBytes)) {
    yield { source, from: undefined, to: undefined };
  } else {
    const probe = new RangeProbe(source, runProbe);
    const cutter = new KeyCutter(key.columns, probe, chooseChunkSize(group, chunkBytes));
    yield* toPieces(source, cutter.listCuts());
  }
}

async function* cutUnknown(
  table: Table,
  { where, chunkBytes }: PieceOptions,
  key: ChunkKey,
  runProbe: RunProbe,
): AsyncGenerator<Piece, void> {
  const source = toSource(table, NO_NAMES, key, where);
  const limits = { rows: Math.ceil(chunkBytes / ROW_BYTES_MIN), pieces: UNKNOWN_PIECES_MAX };
  yield* toPieces(source, cutUnweighed(key.columns, new RangeProbe(source, runProbe), limits));
}

/** The ranges between the cuts, before the first one and after the last. */
async function* toPieces(
  source: PieceSource,
  cuts: AsyncIterable<Cut>,
): AsyncGenerator<Piece, void> {
  let from: Cut | undefined;
  for await (const to of cuts) {
    yield { source, from, to };
    from = to;
  }
  yield { source, from, to: undefined };
}

function chooseKey(
  table: Table,
  { isUtc, orderByPrimary }: PieceOptions,
  { rowBytes }: ChunkSize,
): ChunkKey | undefined {
  const key = chooseChunkKey(table, { isUtc, rowBytes });
  return orderByPrimary && key?.index !== table.keys[0]?.name ? undefined : key;
}

/** Rows that are looked up one by one must lie in memory: each may be a read otherwise. */
async function keepUsable(
  table: Table,
  key: ChunkKey | undefined,
  runProbe: RunProbe,
): Promise<ChunkKey | undefined> {
  if (key === undefined || key.clustered) return key;
  try {
    const [row] = await runProbe('SELECT @@innodb_buffer_pool_size AS bytes');
    return table.dataBytesEstimate <= Number(row?.text('bytes') ?? 0) ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * InnoDB's statistics may say that a table is next to empty when it is huge. What was counted
 * up tells it without a probe.
 */
function mayBeLarge(table: Table, key: ChunkKey | undefined, chunkBytes: number): boolean {
  const [leading] = key?.columns ?? [];
  const first = table.columns.find(({ name }) => quoteIdentifier(name) === leading?.name);
  return (
    key?.clustered === true &&
    first?.dataType.endsWith('int') === true &&
    table.nextAutoIncrement > (chunkBytes / ROW_BYTES_MIN) * 2 &&
    table.nextAutoIncrement > table.rowsEstimate * 4
  );
}

/** Not where the server has a better way than the key to the rows asked for, or they are few. */
async function mayCut(
  table: Table,
  { where }: PieceOptions,
  key: ChunkKey | undefined,
  size: ChunkSize,
  runProbe: RunProbe,
): Promise<boolean> {
  if (where === undefined) return true;
  if (!isPlainCondition(where)) return false;
  const { table: from } = toSource(table, NO_NAMES, undefined, undefined);
  try {
    const [row, ...others] = await runProbe(
      `EXPLAIN FORMAT=TRADITIONAL SELECT * ${from} WHERE (${where})`,
    );
    if (row === undefined || others.length > 0) return false;
    if (row.text('type') === 'ALL') return true;
    return row.text('key') === key?.index && Number(row.text('rows')) > size.rows;
  } catch {
    return false;
  }
}

function toSource(
  { schema, name }: Table,
  partitions: readonly string[],
  key: ChunkKey | undefined,
  where: string | undefined,
): PieceSource {
  const table =
    `FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)}` +
    (partitions.length === 0 ? '' : ` PARTITION (${partitions.join(', ')})`);
  return {
    table,
    from: key === undefined ? table : `${table} FORCE INDEX (${quoteIdentifier(key.index)})`,
    columns: key?.columns ?? [],
    where: where === undefined ? undefined : `(${where})`,
  };
}
