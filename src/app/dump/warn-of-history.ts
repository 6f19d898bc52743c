// Names the system-versioned tables (MariaDB) whose rows are dumped as they are now: what they
// were before is on the server alone.

import type { Table } from '../../model/catalog.js';
import type { RunContext } from '../run/run-context.js';

/** So many are named. */
const NAMED_MAX = 5;

export function warnOfHistory({ narrator, options }: RunContext, tables: readonly Table[]): void {
  if (!options.selection.data) return;
  const names = tables.filter(({ versioned }) => versioned).map((t) => `${t.schema}.${t.name}`);
  if (names.length === 0) return;
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  narrator.warn(
    `the history of system-versioned tables is not in the dump: ${names.slice(0, NAMED_MAX).join(', ')}${more};` +
      ' --compat mariadb-dump with --dump-history keeps it',
  );
}
