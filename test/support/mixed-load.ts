// What makes a moment of a server hard to copy: clients with two-phase (XA) transactions, events
// whose bodies take a while, and temporary tables that statements of the binary log read from.
// All of ordinary accounts; each counts what the server acknowledged.

import { type Connection, createConnection } from 'mysql2/promise';
import { sleep } from '../../src/base/clock.js';
import type { TestServer } from './test-server.js';

export const MIXED_SCHEMA = 'mixed';

export interface MixedLoad {
  /** Longest time one statement took since this was last asked, milliseconds. */
  takeLongestMs(): number;
  /** Runs of an event that are there in part, and cannot become whole any more. */
  readCutRuns(): Promise<number>;
  /** Ends the clients and the events; what is wrong with what is there then. */
  stop(): Promise<string[]>;
}

export interface MixedLoadOptions {
  readonly xaClients?: number;
  readonly temporaryTableClients?: number;
  readonly events?: boolean;
}

const STEPS = 4;
const SERVER_READ_ONLY = 1290;
const BRIEF_MS = 3;

interface State {
  stopping: boolean;
  longestMs: number;
  xaCommitted: number;
  copied: number;
  readonly errors: string[];
}

/** The server's event scheduler must be ON. */
export async function startMixedLoad(
  server: TestServer,
  { xaClients = 2, temporaryTableClients = 1, events = true }: MixedLoadOptions = {},
): Promise<MixedLoad> {
  await createTables(server);
  if (events) await server.run(EVENT);
  const state: State = { stopping: false, longestMs: 0, xaCommitted: 0, copied: 0, errors: [] };
  const work = [
    ...Array.from({ length: xaClients }, async (_, index) => await runXa(server, state, index)),
    ...Array.from(
      { length: temporaryTableClients },
      async (_, index) => await runTemporary(server, state, index),
    ),
  ];
  return {
    takeLongestMs: () => {
      const ms = state.longestMs;
      state.longestMs = 0;
      return ms;
    },
    readCutRuns: async () => Number(await server.run(CUT_RUNS)),
    stop: async () => {
      state.stopping = true;
      await Promise.all(work);
      if (events) await server.run(`DROP EVENT ${MIXED_SCHEMA}.steps`);
      const counts = await server.run(
        `SELECT (SELECT COUNT(*) FROM ${MIXED_SCHEMA}.xa), (SELECT COUNT(*) FROM ${MIXED_SCHEMA}.copies)`,
      );
      if (counts !== `${state.xaCommitted}\t${state.copied}`) {
        state.errors.push(`acknowledged: ${state.xaCommitted} ${state.copied}, there: ${counts}`);
      }
      return state.errors;
    },
  };
}

async function createTables(server: TestServer): Promise<void> {
  await server.run(`
    CREATE DATABASE ${MIXED_SCHEMA}; USE ${MIXED_SCHEMA};
    CREATE TABLE xa (client INT, serial INT, PRIMARY KEY (client, serial));
    CREATE TABLE copies (client INT, serial INT, PRIMARY KEY (client, serial));
    CREATE TABLE steps (run BIGINT, step INT, server INT, at TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3), PRIMARY KEY (run, step, server));
    CREATE USER 'm1'@'%' IDENTIFIED BY 'm1';
    GRANT SELECT, INSERT, CREATE TEMPORARY TABLES, EVENT ON ${MIXED_SCHEMA}.* TO 'm1'@'%';
  `);
}

/** Every second a run of so many steps, done in a third of it. */
const EVENT = `
  DELIMITER //
  CREATE DEFINER = 'm1'@'%' EVENT ${MIXED_SCHEMA}.steps ON SCHEDULE EVERY 1 SECOND DO BEGIN
    DECLARE run BIGINT DEFAULT ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000);
    DECLARE step INT DEFAULT 0;
    WHILE step < ${STEPS} DO
      INSERT INTO ${MIXED_SCHEMA}.steps (run, step, server) VALUES (run, step, @@server_id);
      SET step = step + 1;
      DO SLEEP(0.08);
    END WHILE;
  END //`;

const CUT_RUNS = `SELECT COUNT(*) FROM (SELECT 1 FROM ${MIXED_SCHEMA}.steps GROUP BY run, server
  HAVING COUNT(*) < ${STEPS} AND MAX(at) < NOW(3) - INTERVAL 3 SECOND) cut`;

async function connectAs(server: TestServer): Promise<Connection> {
  const { host, port } = server;
  return await createConnection({
    host,
    port,
    user: 'm1',
    password: 'm1',
    database: MIXED_SCHEMA,
  });
}

/** One statement, measured; its error number, 0 when it went well. */
async function tryStatement(connection: Connection, state: State, sql: string): Promise<number> {
  const startedMs = performance.now();
  try {
    await connection.query(sql);
    return 0;
  } catch (error) {
    const { errno, message } = error as { errno?: number; message: string };
    if (errno === SERVER_READ_ONLY) return errno;
    state.errors.push(`${sql}: ${errno ?? ''} ${message}`);
    state.stopping = true;
    return errno ?? -1;
  } finally {
    state.longestMs = Math.max(state.longestMs, performance.now() - startedMs);
  }
}

/** Prepares, thinks for a moment, commits three of four. */
async function runXa(server: TestServer, state: State, client: number): Promise<void> {
  const connection = await connectAs(server);
  for (let serial = 0; !state.stopping; serial++) {
    const id = `'${client}.${serial}'`;
    const insert = `INSERT INTO xa VALUES (${client}, ${serial})`;
    await tryStatement(connection, state, `XA START ${id}`);
    const refused = (await tryStatement(connection, state, insert)) !== 0;
    await tryStatement(connection, state, `XA END ${id}`);
    if (refused) {
      await tryStatement(connection, state, `XA ROLLBACK ${id}`);
      await sleep(BRIEF_MS);
      continue;
    }
    await tryStatement(connection, state, `XA PREPARE ${id}`);
    if (serial % 8 === 0) await sleep(BRIEF_MS);
    const commits = serial % 4 !== 3;
    // A coordinator that has decided asks until it is done: MariaDB refuses meanwhile.
    while (
      (await tryStatement(connection, state, `XA ${commits ? 'COMMIT' : 'ROLLBACK'} ${id}`)) ===
      SERVER_READ_ONLY
    ) {
      await sleep(BRIEF_MS);
    }
    if (commits) state.xaCommitted++;
    await sleep(BRIEF_MS);
  }
  await connection.end();
}

async function runTemporary(server: TestServer, state: State, client: number): Promise<void> {
  const connection = await connectAs(server);
  for (let serial = 0; !state.stopping; serial++) {
    await tryStatement(connection, state, 'CREATE TEMPORARY TABLE t (serial INT PRIMARY KEY)');
    await tryStatement(connection, state, `INSERT INTO t VALUES (${serial})`);
    await sleep(BRIEF_MS);
    const copy = `INSERT INTO copies SELECT ${client}, serial FROM t`;
    if ((await tryStatement(connection, state, copy)) === 0) state.copied++;
    await tryStatement(connection, state, 'DROP TEMPORARY TABLE t');
    await sleep(BRIEF_MS * 4);
  }
  await connection.end();
}
