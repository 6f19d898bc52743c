// The partitions of a table in groups of about a chunk, in the order of a full scan. A table
// is read partition by partition: a key's range would be looked for in each of them.

import { quoteIdentifier, quoteString } from '../encode/text/quote.js';
import type { Table } from '../model/catalog.js';
import { isLarge, round, type SizeEstimate } from './key/chunk-size.js';
import type { RunProbe } from './key/range-probe.js';

export interface PartitionGroup extends SizeEstimate {
  /** Quoted; none for the whole table. */
  readonly names: readonly string[];
}

/** One group of the whole table where it has no partitions, or the server does not tell. */
export async function readPartitionGroups(
  table: Table,
  chunkBytes: number,
  runProbe: RunProbe,
): Promise<readonly PartitionGroup[]> {
  const whole: PartitionGroup = { ...pickSize(table), names: [] };
  // MariaDB keeps the history of a versioned table in partitions that cannot be named.
  if (table.versioned) return [whole];
  const partitions = await readPartitions(table, runProbe);
  const groups: PartitionGroup[] = [];
  for (const next of partitions) {
    const last = groups.at(-1);
    const together = last === undefined ? 0 : last.dataBytesEstimate + next.dataBytesEstimate;
    if (last === undefined || isLarge(together, chunkBytes)) groups.push(next);
    else groups[groups.length - 1] = join(last, next);
  }
  return groups.length > 1 ? groups : [whole];
}

async function readPartitions(table: Table, runProbe: RunProbe): Promise<PartitionGroup[]> {
  try {
    const rows = await runProbe(
      'SELECT COALESCE(SUBPARTITION_NAME, PARTITION_NAME) AS name, TABLE_ROWS AS row_count,' +
        ' DATA_LENGTH AS bytes FROM information_schema.PARTITIONS' +
        ` WHERE TABLE_SCHEMA = ${quoteString(table.schema)}` +
        ` AND TABLE_NAME = ${quoteString(table.name)} AND PARTITION_NAME IS NOT NULL` +
        ' ORDER BY PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION',
    );
    return rows.map((row) => ({
      names: [quoteIdentifier(row.text('name') ?? '')],
      rowsEstimate: Number(row.text('row_count')),
      dataBytesEstimate: round(Number(row.text('bytes'))),
    }));
  } catch {
    return [];
  }
}

function join(left: PartitionGroup, right: PartitionGroup): PartitionGroup {
  return {
    names: [...left.names, ...right.names],
    rowsEstimate: left.rowsEstimate + right.rowsEstimate,
    dataBytesEstimate: left.dataBytesEstimate + right.dataBytesEstimate,
  };
}

function pickSize({ rowsEstimate, dataBytesEstimate }: Table): SizeEstimate {
  return { rowsEstimate, dataBytesEstimate };
}
