// Tables of the schema `mysql` that are not dumped like others, so that a dump of all
// databases restores into a running server. Pure.

import type { Dialect } from './dialect.js';

export type SystemTableKind =
  | 'ordinary'
  /** The server's logs: created if missing, no rows. */
  | 'log'
  /** Created if missing, no rows. */
  | 'kept'
  /** InnoDB's statistics: rows with INSERT IGNORE, no definition and no lock. */
  | 'stats-rows'
  /** The same, definition only. */
  | 'stats-definition'
  /** Not dumped at all. */
  | 'left-out';

const LOGS: readonly string[] = ['general_log', 'slow_log'];
const STATS: readonly string[] = ['innodb_index_stats', 'innodb_table_stats'];

export function systemTableKind(dialect: Dialect, schema: string, table: string): SystemTableKind {
  if (schema.toLowerCase() !== 'mysql') return 'ordinary';
  const name = table.toLowerCase();
  if (LOGS.includes(name)) return 'log';
  if (dialect.leftOutSystemTables.includes(name)) return 'left-out';
  if (dialect.keptSystemTables.includes(name)) return 'kept';
  if (STATS.includes(name)) return dialect.keepsStatsRows ? 'stats-rows' : 'stats-definition';
  return 'ordinary';
}

/** Rows of these kinds are never dumped. */
export function hasNoRows(kind: SystemTableKind): boolean {
  return kind === 'log' || kind === 'kept' || kind === 'stats-definition';
}
