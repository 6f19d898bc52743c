// Says whether two servers hold the same databases: every definition as SHOW CREATE
// prints it with the circumstances it was made under, and every row bit by bit,
// whatever its order. What may differ and is left out: creation times of triggers, the
// row ends of system-versioned tables and their history.

import { deepStrictEqual } from 'node:assert/strict';
import { createConnection, type Connection } from 'mysql2/promise';
import { readDefinitions } from './compare-definitions.js';
import { compareRows } from './compare-rows.js';
import { queryText } from './compare-query.js';

/** Where a server listens; a TestServer is one. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly socket?: string;
  readonly rootPassword?: string;
}

export interface Difference {
  readonly kind: 'only-in-a' | 'only-in-b' | 'definition' | 'rows';
  /** E.g. ``table `db`.`t` ``. */
  readonly object: string;
  readonly detail: string;
}

export interface CompareOptions {
  /** A replica disables the events it receives: leave ENABLE and DISABLE out. */
  readonly ignoreEventStatus?: boolean;
  /** Leave out what a dump without rows cannot carry. */
  readonly definitionsOnly?: boolean;
  /** Of a definition, what must be the same: for servers of two versions. */
  readonly sameOf?: (definition: string) => string;
}

/** Everything in which `databases` differ between two servers; empty when they are equal. */
export async function compareServers(
  a: Endpoint,
  b: Endpoint,
  databases: readonly string[],
  options: CompareOptions = {},
): Promise<Difference[]> {
  const one = await connect(a);
  try {
    const two = await connect(b);
    try {
      const differences: Difference[] = [];
      for (const database of databases) {
        differences.push(...(await compareDatabase(one, two, database, options)));
      }
      return differences;
    } finally {
      two.destroy();
    }
  } finally {
    one.destroy();
  }
}

/** Fails, naming the first differences, unless both servers hold the same. */
export async function assertSameServers(
  a: Endpoint,
  b: Endpoint,
  databases: readonly string[],
  options: CompareOptions = {},
): Promise<void> {
  const differences = await compareServers(a, b, databases, options);
  deepStrictEqual(differences.slice(0, 10), []);
}

/** The databases that are neither the server's own nor empty of meaning to a dump. */
export async function readDatabases(server: Endpoint): Promise<string[]> {
  const connection = await connect(server);
  try {
    const rows = await queryText(connection, 'SHOW DATABASES');
    return rows
      .map((row) => row[0] ?? '')
      .filter((name) => !/^(mysql|sys|information_schema|performance_schema)$/i.test(name));
  } finally {
    connection.destroy();
  }
}

async function compareDatabase(
  a: Connection,
  b: Connection,
  database: string,
  options: CompareOptions,
): Promise<Difference[]> {
  const [one, two] = await Promise.all([
    readDefinitions(a, database, options),
    readDefinitions(b, database, options),
  ]);
  if (one.definitions.size === 0 && two.definitions.size === 0) {
    throw new Error(`neither server has a database ${JSON.stringify(database)}`);
  }
  const sameOf = options.sameOf ?? ((definition: string): string => definition);
  const differences = compareDefinitions(one.definitions, two.definitions, sameOf);
  if (options.definitionsOnly === true) return differences;
  const shared = one.tables.filter((table) => two.tables.includes(table));
  for (const table of shared) {
    const detail = await compareRows(a, b, database, table);
    if (detail !== undefined) {
      differences.push({ kind: 'rows', object: `table \`${database}\`.\`${table}\``, detail });
    }
  }
  return differences;
}

function compareDefinitions(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
  sameOf: (definition: string) => string,
): Difference[] {
  const differences: Difference[] = [];
  for (const [object, definition] of a) {
    const other = b.get(object);
    if (other === undefined) differences.push({ kind: 'only-in-a', object, detail: definition });
    else if (other !== definition && sameOf(other) !== sameOf(definition)) {
      const detail = showChange(sameOf(definition), sameOf(other));
      differences.push({ kind: 'definition', object, detail });
    }
  }
  for (const [object, definition] of b) {
    if (!a.has(object)) differences.push({ kind: 'only-in-b', object, detail: definition });
  }
  return differences;
}

/** The lines that are not in both, `-` of a and `+` of b. */
function showChange(a: string, b: string): string {
  const [before, after] = [a.split('\n'), b.split('\n')];
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].join('\n') || `same lines in another order:\n${a}\n${b}`;
}

async function connect(server: Endpoint): Promise<Connection> {
  const connection = await createConnection({
    ...(server.socket === undefined
      ? { host: server.host, port: server.port }
      : { socketPath: server.socket }),
    user: server.user,
    password: server.rootPassword ?? '',
    charset: 'UTF8MB4_BIN',
  });
  await connection.query(
    "SET SESSION time_zone = '+00:00', sql_mode = '', sql_quote_show_create = 1," +
      ' sql_select_limit = 18446744073709551615',
  );
  return connection;
}
