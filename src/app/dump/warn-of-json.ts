// Names the JSON columns whose documents a dump cannot carry as they are. A warning is all
// that comes of it: what the probe cannot learn is not the dump's failure.

import { untilAborted } from '../../base/clock.js';
import type { Table } from '../../model/catalog.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { buildJsonProbes } from '../../plan/json-types.js';
import type { RunContext } from '../run/run-context.js';

/** MariaDB keeps a document as the text it was given. */
export async function warnOfJson(run: RunContext, table: Table): Promise<void> {
  const { control, facts, narrator, options, signal } = run;
  if (facts.flavor !== 'mysql') return;
  const probes = buildJsonProbes(table, options.selection.where, options.verifySource);
  for (const { column, sql } of probes) {
    const types = await untilAborted(
      control.query(sql).then(
        (rows) => rows.map((row) => row.stringAt(0)),
        (error: unknown) => {
          if (serverErrno(error) === undefined) throw error;
          return [];
        },
      ),
      signal,
    );
    if (types.length === 0) continue;
    narrator.warn(
      `JSON of ${table.schema}.${table.name}.${column} holds values of type ${types.join(', ')}, which come back` +
        ' as numbers and strings: a document is dumped as its text',
    );
  }
}
