// Tables of the schema `mysql` that are not dumped like others, so that a dump of all
// databases restores into a running server. Pure.

import type { Style } from '../../model/style.js';
import type { Dialect } from '../text/dialect.js';

export type SystemTableKind =
  | 'ordinary'
  /** Created if missing, no rows. The first two stand at the ends of their schema. */
  | 'kept-first'
  | 'kept-last'
  | 'kept'
  /** InnoDB's statistics: rows with INSERT IGNORE, no definition and no lock. */
  | 'stats-rows'
  /** The same, definition only. */
  | 'stats-definition'
  /** The rows are the events, which are dumped by themselves. */
  | 'event-rows'
  /** Not dumped at all. */
  | 'left-out';

const LOGS: readonly string[] = ['general_log', 'slow_log'];
const STATS: readonly string[] = ['innodb_index_stats', 'innodb_table_stats'];

/** What a server's own is known by. */
export interface SystemRules {
  readonly dialect: Dialect;
  readonly style: Pick<Style, 'foldsSystemSchema'>;
}

/** `schema` as the server lists it: it writes its own in small letters. */
export function isSystemSchema(
  { foldsSystemSchema }: SystemRules['style'],
  schema: string,
): boolean {
  return (foldsSystemSchema ? schema.toLowerCase() : schema) === 'mysql';
}

export function systemTableKind(
  { dialect, style }: SystemRules,
  schema: string,
  table: string,
): SystemTableKind {
  if (schema.toLowerCase() !== 'mysql') return 'ordinary';
  const name = table.toLowerCase();
  const isLast = dialect.lastSystemTables.includes(name);
  // MySQL takes them for its logs whatever the letters of the schema: no lock, no rows (1556).
  if (isLast && LOGS.includes(name)) return 'kept-last';
  if (!isSystemSchema(style, schema)) return 'ordinary';
  if (isLast) return 'kept-last';
  if (dialect.firstSystemTables.includes(name)) return 'kept-first';
  if (dialect.leftOutSystemTables.includes(name)) return 'left-out';
  if (dialect.keptSystemTables.includes(name)) return 'kept';
  if (name === dialect.eventTable) return 'event-rows';
  if (STATS.includes(name)) return dialect.keepsStatsRows ? 'stats-rows' : 'stats-definition';
  return 'ordinary';
}

/** What a table's rows depend on. */
export interface RowsWanted {
  readonly events: boolean;
  /** The INSERTs of its rows do not collide with rows that are there. */
  readonly collides: boolean;
  /** The table was named. */
  readonly listed: boolean;
}

export function dumpsRows(kind: SystemTableKind, wanted: RowsWanted): boolean {
  if (kind === 'event-rows') return wanted.events;
  if (wanted.listed) return true;
  return !isKept(kind) && (kind !== 'stats-definition' || !wanted.collides);
}

/** The server keeps its logs to itself. */
export function isLockable(kind: SystemTableKind): boolean {
  return kind !== 'kept-first' && kind !== 'kept-last';
}

/** The server writes to it all the time, or cannot be without it: never dropped. */
export function isKept(kind: SystemTableKind): boolean {
  return kind === 'kept' || kind === 'kept-first' || kind === 'kept-last';
}
