// The parts of --system that are rows of tables of the schema mysql, and the tables that are
// left out of that schema because a part of --system writes them otherwise. Pure.

import type { SystemPart } from '../../model/options.js';

export type SystemDataPart = 'stats' | 'timezones';

/** In the order of the dump. */
const DATA: Readonly<Record<SystemDataPart, readonly string[]>> = {
  stats: ['column_stats', 'index_stats', 'table_stats', 'innodb_index_stats', 'innodb_table_stats'],
  timezones: [
    'time_zone',
    'time_zone_name',
    'time_zone_leap_second',
    'time_zone_transition',
    'time_zone_transition_type',
  ],
};

const WRITTEN: Readonly<Record<SystemPart, readonly string[]>> = {
  users: [
    'db',
    'global_priv',
    'tables_priv',
    'columns_priv',
    'procs_priv',
    'user',
    'host',
    'proxies_priv',
    'roles_mapping',
    'role_edges',
    'default_roles',
  ],
  plugins: ['plugin'],
  udfs: ['func'],
  servers: ['servers'],
  ...DATA,
};

export function listSystemTables(part: SystemDataPart): readonly string[] {
  return DATA[part];
}

/** `mysql.table` names. */
export function writtenBySystem(parts: ReadonlySet<SystemPart>): string[] {
  return [...parts].flatMap((part) => WRITTEN[part].map((table) => `mysql.${table}`));
}
