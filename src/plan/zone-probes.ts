// Stored generated columns and CHECKs that mean something else in the time zone a dump is
// restored in than in those of the sessions that wrote the rows. What depends on the zone is
// known by its expression, whether it matters by computing it anew for some rows. Pure.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { Table } from '../model/catalog.js';
import type { Flavor } from '../model/server.js';
import { toWhere } from './key/range-probe.js';
import { sampleRows } from './sample-rows.js';

export interface ZoneProbe {
  /** `column d`, `CHECK c`. */
  readonly what: string;
  /** Asked in the zone of a restore: answers with a row where a restore would differ. */
  readonly sql: string;
}

/** `wholly`: look into every row. */
export function buildZoneProbes(
  table: Table,
  flavor: Flavor,
  where: string | undefined,
  wholly: boolean,
): readonly ZoneProbe[] {
  const probe = (what: string, differs: string): ZoneProbe => {
    const columns = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    const from = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
    const select = `SELECT ${columns} FROM ${from}${toWhere([where && `(${where})`])}`;
    const rows = wholly ? select : sampleRows(select, table);
    return { what, sql: `SELECT 1 FROM (${rows}) AS asked WHERE NOT (${differs}) LIMIT 1` };
  };
  const columns = table.columns.flatMap(({ name, storedAs }) => {
    if (storedAs === undefined || !dependsOnZone(table, storedAs)) return [];
    const anew = toExpression(flavor, storedAs);
    return [probe(`column ${name}`, `${quoteIdentifier(name)} <=> (${anew})`)];
  });
  const checks = (table.checks ?? []).flatMap(({ name, clause }) =>
    dependsOnZone(table, clause) ? [probe(`CHECK ${name}`, toExpression(flavor, clause))] : [],
  );
  return [...columns, ...checks];
}

function dependsOnZone({ columns }: Table, expression: string): boolean {
  if (/(?:from_unixtime|unix_timestamp)\(/i.test(expression)) return true;
  return columns.some(
    ({ dataType, name }) => dataType === 'timestamp' && expression.includes(quoteIdentifier(name)),
  );
}

/** MySQL's information_schema escapes quotes and backslashes of the text once more. */
function toExpression(flavor: Flavor, text: string): string {
  return flavor === 'mysql' ? text.replaceAll(/\\(.)/gs, '$1') : text;
}
