// Names what is computed anew when a dump is restored, and comes out otherwise in the time zone
// that the dump sets. A warning is all that comes of it.

import { untilAborted } from '../../base/clock.js';
import type { Table } from '../../model/catalog.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { buildZoneProbes } from '../../plan/zone-probes.js';
import type { RunContext } from '../run/run-context.js';

export async function warnOfZone(run: RunContext, table: Table): Promise<void> {
  const { control, facts, narrator, options, signal } = run;
  if (!options.format.tzUtc) return;
  const { selection, verifySource } = options;
  for (const { sql, what } of buildZoneProbes(table, facts.flavor, selection.where, verifySource)) {
    const differs = control.query(sql).then(
      (rows) => rows.length > 0,
      (error: unknown) => {
        // What cannot be asked may differ.
        if (serverErrno(error) === undefined) throw error;
        return true;
      },
    );
    if (!(await untilAborted(differs, signal))) continue;
    narrator.warn(
      `${what} of ${table.schema}.${table.name} depends on the time zone and comes out otherwise in +00:00,` +
        " where a restore computes it; --skip-tz-utc, and a restore in the source's time zone, keeps it",
    );
  }
}
