// Reads every definition of one database as text, keyed by object. Rows are not read
// here. A definition that the server cannot show counts as the error it gives.

import type { Connection } from 'mysql2/promise';
import { queryText, quoteName, quoteText, type TextRow } from './compare-query.js';

export interface Definitions {
  /** Object label to definition text; empty when there is no such database. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Names of the tables that have rows: no views, no sequences. */
  readonly tables: readonly string[];
}

interface Reading {
  readonly connection: Connection;
  readonly database: string;
  readonly into: Map<string, string>;
}

export async function readDefinitions(
  connection: Connection,
  database: string,
  options: { readonly ignoreEventStatus?: boolean },
): Promise<Definitions> {
  const reading: Reading = { connection, database, into: new Map() };
  const created = await show(reading, `SHOW CREATE DATABASE ${quoteName(database)}`);
  if (created.startsWith('error 1049')) return { definitions: reading.into, tables: [] };
  reading.into.set(`database ${quoteName(database)}`, created);
  const tables = await readRelations(reading);
  await readTriggers(reading);
  await readRoutines(reading);
  await readLibraries(reading);
  await readEvents(reading, options.ignoreEventStatus === true);
  return { definitions: reading.into, tables };
}

async function readRelations(reading: Reading): Promise<string[]> {
  const rows = await readSchemaRows(reading, 'TABLES', 'TABLE_NAME, TABLE_TYPE', 'TABLE_SCHEMA');
  const tables: string[] = [];
  for (const [name = '', type = ''] of rows) {
    if (type === 'VIEW') await readOne(reading, 'VIEW', name);
    else if (type === 'SEQUENCE') {
      await readOne(reading, 'SEQUENCE', name);
      const state = await show(reading, `SELECT * FROM ${qualify(reading, name)}`);
      reading.into.set(`sequence state ${qualify(reading, name)}`, state);
    } else {
      tables.push(name);
      await readOne(reading, 'TABLE', name);
    }
  }
  return tables;
}

async function readTriggers(reading: Reading): Promise<void> {
  const columns =
    'TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER';
  const rows = await readSchemaRows(reading, 'TRIGGERS', columns, 'TRIGGER_SCHEMA');
  for (const [name = '', ...place] of rows) {
    // The last column is the time of creation.
    const text = await show(reading, `SHOW CREATE TRIGGER ${qualify(reading, name)}`, 6);
    reading.into.set(`trigger ${qualify(reading, name)}`, `${place.join(' ')}\n${text}`);
  }
}

async function readRoutines(reading: Reading): Promise<void> {
  const columns = 'ROUTINE_NAME, ROUTINE_TYPE';
  const rows = await readSchemaRows(reading, 'ROUTINES', columns, 'ROUTINE_SCHEMA');
  for (const [name = '', type = ''] of rows) {
    if (type !== 'LIBRARY') await readOne(reading, type, name);
  }
}

/** JavaScript libraries: MySQL from 9.2 on. */
async function readLibraries(reading: Reading): Promise<void> {
  const known = await queryText(
    reading.connection,
    "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'information_schema' AND TABLE_NAME = 'LIBRARIES'",
  );
  if (known.length === 0) return;
  const rows = await readSchemaRows(reading, 'LIBRARIES', 'LIBRARY_NAME', 'LIBRARY_SCHEMA');
  for (const [name = ''] of rows) await readOne(reading, 'LIBRARY', name);
}

async function readEvents(reading: Reading, ignoreStatus: boolean): Promise<void> {
  const rows = await readSchemaRows(reading, 'EVENTS', 'EVENT_NAME, TIME_ZONE', 'EVENT_SCHEMA');
  for (const [name = '', timeZone = ''] of rows) {
    const text = await show(reading, `SHOW CREATE EVENT ${qualify(reading, name)}`);
    const status = / (ENABLE|DISABLE( ON (SLAVE|REPLICA))?)(?= (DO|COMMENT) )/;
    const definition = ignoreStatus ? text.replace(status, '') : text;
    reading.into.set(`event ${qualify(reading, name)}`, `${timeZone}\n${definition}`);
  }
}

async function readOne(reading: Reading, kind: string, name: string): Promise<void> {
  const text = await show(reading, `SHOW CREATE ${kind} ${qualify(reading, name)}`);
  const shown = kind === 'TABLE' ? dropImpliedCharset(text) : text;
  reading.into.set(`${kind.toLowerCase()} ${qualify(reading, name)}`, shown);
}

/**
 * MySQL prints `CHARACTER SET x` before `COLLATE x_y` or not, depending on how the table
 * was once written; running its own SHOW CREATE TABLE can change that (9.7.4).
 */
function dropImpliedCharset(definition: string): string {
  return definition.replace(/ CHARACTER SET \w+(?= COLLATE \w)/g, '');
}

async function readSchemaRows(
  reading: Reading,
  view: string,
  columns: string,
  schemaColumn: string,
): Promise<TextRow[]> {
  return await queryText(
    reading.connection,
    `SELECT ${columns} FROM information_schema.${view} WHERE ${schemaColumn} = ${quoteText(reading.database)} ORDER BY 1`,
  );
}

/** All columns of the answer, each on its own line; or the error in its place. */
async function show(reading: Reading, sql: string, columns?: number): Promise<string> {
  try {
    const rows = await queryText(reading.connection, sql);
    return rows
      .map((row) =>
        row
          .slice(0, columns)
          .map((v) => v ?? 'NULL')
          .join('\n'),
      )
      .join('\n');
  } catch (error) {
    return `error ${(error as { errno?: number }).errno}: ${(error as Error).message}`;
  }
}

function qualify(reading: Reading, name: string): string {
  return `${quoteName(reading.database)}.${quoteName(name)}`;
}
