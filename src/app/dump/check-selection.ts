// What was asked for and is not there, or cannot be seen by this account: nothing at all is
// refused, a warning names the rest.

import { TsdumpError } from '../../base/errors.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Grants } from '../../mysql/server/grants.js';
import { readRelations } from '../../schema/catalog/relations.js';
import { readFoldName } from '../../schema/catalog/selected-schemas.js';
import type { RunContext } from '../run/run-context.js';

/** Any of these on `*.*` lets an account see every database. */
const SEES_ALL = ['SHOW DATABASES', 'SELECT', 'INSERT', 'UPDATE', 'SHOW VIEW', 'LOCK TABLES'];

/** Rejects with `preflight-refused` where there is nothing to dump that the account sees. */
export async function checkSelection(
  context: RunContext,
  grants: Grants,
  schemas: readonly string[],
): Promise<void> {
  const { facts, narrator, options } = context;
  const { kind } = options.selection.scope;
  if ((kind === 'all-databases' || kind === 'user-schemas') && !grants.hasGlobal(...SEES_ALL)) {
    if (schemas.length === 0) {
      throw new TsdumpError(
        'preflight-refused',
        `the account ${facts.account} sees no database to dump`,
        { hint: 'Grant it what it needs on the databases, or SHOW DATABASES to see them all.' },
      );
    }
    narrator.warn(
      `the account ${facts.account} does not see every database: those it has no privilege on are not in the dump`,
    );
  }
  await warnOfIgnored(context, schemas);
}

async function warnOfIgnored(
  { control, narrator, options }: RunContext,
  schemas: readonly string[],
): Promise<void> {
  const { ignoreTables, ignoreTableData, ignoreDatabases } = options.selection;
  const tables = [...ignoreTables, ...ignoreTableData];
  if (tables.length + ignoreDatabases.size === 0) return;
  const fold = await readFoldName(control);
  const databases = (await control.query('SHOW DATABASES')).map((row) => fold(row.stringAt(0)));
  const found = new Set<string>();
  for (const schema of schemas) {
    if (!tables.some((name) => fold(name).startsWith(`${fold(schema)}.`))) continue;
    for (const { name } of await readRelations(control, schema))
      found.add(fold(`${schema}.${name}`));
  }
  for (const [option, names] of [
    ['--ignore-table', ignoreTables],
    ['--ignore-table-data', ignoreTableData],
  ] as const)
    for (const name of names)
      if (!found.has(fold(name))) narrator.warn(`${option}=${name} names nothing in this dump`);
  for (const name of ignoreDatabases)
    if (!databases.includes(fold(name))) narrator.warn(`--ignore-database=${name} names nothing`);
}

/** Of `schemas`, those in which the account must have a privilege of its own to see an object. */
export interface ObjectNeeds {
  readonly views: readonly string[];
  readonly routines: readonly string[];
}

/** Asks for a privilege only where an object needs it: owners see the bodies of their routines. */
export async function readObjectNeeds(
  { control }: RunContext,
  grants: Grants,
  schemas: readonly string[],
): Promise<ObjectNeeds> {
  if (schemas.length === 0) return { views: [], routines: [] };
  const list = schemas.map(quoteString).join(', ');
  const read = async (sql: string): Promise<Set<string>> =>
    new Set((await control.query(sql)).map((row) => row.stringAt(0)));
  const hidden = await read(
    'SELECT DISTINCT ROUTINE_SCHEMA FROM information_schema.ROUTINES' +
      ` WHERE ROUTINE_SCHEMA IN (${list}) AND ROUTINE_DEFINITION IS NULL`,
  );
  // An account that may not read the tables may not see the views either.
  const views = await read(
    `SELECT DISTINCT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (${list}) AND TABLE_TYPE LIKE '%VIEW'`,
  );
  return {
    views: schemas.filter((name) => !grants.hasOnSchema(name, 'SELECT') || views.has(name)),
    routines: schemas.filter(
      (name) =>
        !grants.hasOnSchema(name, 'EXECUTE', 'ALTER ROUTINE', 'CREATE ROUTINE') || hidden.has(name),
    ),
  };
}
