// What a dump has set in its session so far, as far as it matters to rows and indexes: the
// sessions that load rows are brought to the same state before each of their tasks.

import type { Session } from '../../mysql/protocol/session.js';
import { quoteString } from '../../encode/text/quote.js';

/** Those a server does not have are not shown by it. */
const NAMES = [
  'sql_mode',
  'time_zone',
  'character_set_client',
  'collation_connection',
  'foreign_key_checks',
  'unique_checks',
  'sql_notes',
  'explicit_defaults_for_timestamp',
  'div_precision_increment',
  'default_week_format',
  'lc_time_names',
  'block_encryption_mode',
  'innodb_ft_enable_stopword',
  // MySQL
  'default_collation_for_utf8mb4',
  'restrict_fk_on_non_standard_key',
  'sql_require_primary_key',
  'sql_generate_invisible_primary_key',
  // MariaDB
  'check_constraint_checks',
  'character_set_collations',
  'default_regex_flags',
  'alter_algorithm',
  'innodb_strict_mode',
  'innodb_compression_default',
  'system_versioning_insert_history',
  'mhnsw_default_distance',
  'mhnsw_default_m',
] as const;

/** Values by name, as the server shows them; never changed. */
export type SessionState = ReadonlyMap<string, string>;

export async function readSessionState(session: Session): Promise<SessionState> {
  const list = NAMES.map((name) => `'${name}'`).join(', ');
  const rows = await session.query(`SHOW SESSION VARIABLES WHERE Variable_name IN (${list})`);
  return new Map(rows.map((row) => [row.stringAt(0), row.stringAt(1)]));
}

/** SET of what differs; undefined where nothing does. */
export function buildStateChange(from: SessionState, to: SessionState): string | undefined {
  const changed = [...to].filter(([name, value]) => from.get(name) !== value);
  if (changed.length === 0) return undefined;
  return `SET ${changed.map(([name, value]) => `${name} = ${toLiteral(value)}`).join(', ')}`;
}

function toLiteral(value: string): string {
  if (value === 'ON' || value === 'OFF' || /^\d+$/.test(value)) return value;
  return quoteString(value);
}
