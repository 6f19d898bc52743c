// Session variables that a server's or an account's defaults may not decide for a dump: each
// can cut a result, change its text, or make a read wait. DEFAULT would be the global value,
// so that each is said by its value. test/app/hostile-settings.db.test.ts sets each globally.

import { type Flavor, isAtLeast, type ServerFacts } from '../../model/server.js';

interface PinnedSetting {
  readonly name: string;
  /** As SQL. */
  readonly value: string;
  readonly flavor?: Flavor;
  /** First version that has it. */
  readonly since?: readonly [major: number, minor: number, patch?: number];
  /** First version that has it under another name. */
  readonly until?: readonly [major: number, minor: number];
}

/** A day: a slow reader of the dump must not make the server hang up. */
const PATIENCE_SECONDS = 86_400;
const NO_LIMIT = '18446744073709551615';

const PINNED: readonly PinnedSetting[] = [
  { name: 'sql_quote_show_create', value: '1' },
  // Cuts catalog and rows alike.
  { name: 'sql_select_limit', value: NO_LIMIT },
  { name: 'sql_auto_is_null', value: '0' },
  { name: 'sql_big_selects', value: '1' },
  // MySQL writes it into the text of views.
  { name: 'sql_buffer_result', value: '0' },
  { name: 'autocommit', value: '1' },
  { name: 'completion_type', value: '0' },
  { name: 'net_read_timeout', value: String(PATIENCE_SECONDS) },
  { name: 'net_write_timeout', value: String(PATIENCE_SECONDS) },
  { name: 'wait_timeout', value: String(PATIENCE_SECONDS) },
  // READ UNCOMMITTED would read what waits to be committed under the lock.
  { name: 'transaction_isolation', value: "'REPEATABLE-READ'", flavor: 'mysql' },
  { name: 'tx_isolation', value: "'REPEATABLE-READ'", flavor: 'mariadb', until: [11, 1] },
  { name: 'transaction_isolation', value: "'REPEATABLE-READ'", flavor: 'mariadb', since: [11, 1] },
  { name: 'information_schema_stats_expiry', value: '0', flavor: 'mysql' },
  { name: 'max_execution_time', value: '0', flavor: 'mysql' },
  { name: 'max_statement_time', value: '0', flavor: 'mariadb' },
  { name: 'idle_transaction_timeout', value: '0', flavor: 'mariadb' },
  { name: 'idle_readonly_transaction_timeout', value: '0', flavor: 'mariadb' },
  { name: 'idle_write_transaction_timeout', value: '0', flavor: 'mariadb' },
  // Versioned tables as of now. The session's DEFAULT means that, whatever the global value.
  { name: 'system_versioning_asof', value: 'DEFAULT', flavor: 'mariadb' },
];

/** Each makes a statement of ours wait for others, who wait for the lock we hold. */
const WAITS: Readonly<Record<string, string>> = {
  group_replication_consistency: "'EVENTUAL'",
  wsrep_sync_wait: '0',
};

/**
 * For every connection, before anything is known of the server: what could cut or refuse the
 * answers to the first questions. Each flavor skips the other's comment.
 */
export const FIRST_SET: string =
  `SET SESSION sql_big_selects = 1, SESSION sql_select_limit = ${NO_LIMIT} ` +
  '/*!50708 , SESSION max_execution_time = 0 */ /*M!100108 , SESSION max_statement_time = 0 */';

/** Variables whose presence depends on plugins and builds. */
export const WAIT_NAMES: readonly string[] = Object.keys(WAITS);

/** `name = value` of everything that is pinned on every server of this kind. */
export function listPinnedSettings({ flavor, version }: ServerFacts): string[] {
  return PINNED.filter((setting) => {
    if (setting.flavor !== undefined && setting.flavor !== flavor) return false;
    if (setting.since !== undefined && !isAtLeast(version, ...setting.since)) return false;
    return setting.until === undefined || !isAtLeast(version, ...setting.until);
  }).map(({ name, value }) => `${name} = ${value}`);
}

/** The same for what keeps statements from waiting; `names` are the variables that exist. */
export function listWaitSettings(names: ReadonlySet<string>): string[] {
  return WAIT_NAMES.filter((name) => names.has(name)).map((name) => `${name} = ${WAITS[name]}`);
}

/** `SET SESSION a = 1, SESSION b = 2`. */
export function buildSet(settings: readonly string[]): string {
  return `SET ${settings.map((setting) => `SESSION ${setting}`).join(', ')}`;
}
