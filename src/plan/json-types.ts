// Values inside JSON documents of MySQL that the text of a document does not tell from others:
// a DECIMAL is read back as a DOUBLE, a date as a string. To look at every value costs the
// server several times what all else about a row does, so only a part is asked. Pure.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { Table } from '../model/catalog.js';
import { insertableColumns } from './select-list.js';
import { toWhere } from './key/range-probe.js';
import { sampleRows } from './sample-rows.js';

/** As JSON_TYPE calls them; of the types that text has none is lost. */
const LOST_TYPES = [
  'DECIMAL',
  'DATE',
  'TIME',
  'DATETIME',
  'TIMESTAMP',
  'YEAR',
  'BIT',
  'BLOB',
  'OPAQUE',
] as const;

export interface JsonProbe {
  readonly column: string;
  /** Answers with the types that are lost, a row each. */
  readonly sql: string;
}

/** `wholly`: look into every row. */
export function buildJsonProbes(
  table: Table,
  where: string | undefined,
  wholly: boolean,
): readonly JsonProbe[] {
  return insertableColumns(table)
    .filter(({ dataType }) => dataType === 'json')
    .map(({ name }) => ({ column: name, sql: buildProbe(table, name, where, wholly) }));
}

function buildProbe(
  table: Table,
  column: string,
  where: string | undefined,
  wholly: boolean,
): string {
  const from = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  const condition = toWhere([where && `(${where})`]);
  const documents = `SELECT ${quoteIdentifier(column)} AS document FROM ${from}${condition}`;
  const type = 'JSON_TYPE(COALESCE(found.member, found.element))';
  const rows = wholly ? documents : sampleRows(documents, table);
  return (
    `SELECT DISTINCT ${type} FROM (${rows}) AS asked,` +
    // In an array, so that a document that is one value is looked at as well.
    " JSON_TABLE(JSON_ARRAY(asked.document), '$' COLUMNS (" +
    "NESTED PATH '$**.*' COLUMNS (member JSON PATH '$')," +
    " NESTED PATH '$**[*]' COLUMNS (element JSON PATH '$'))) AS found" +
    ` WHERE ${type} IN (${LOST_TYPES.map((name) => `'${name}'`).join(', ')}) ORDER BY 1`
  );
}
