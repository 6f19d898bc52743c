// C1: clients that move money between accounts all the time. The sum never changes, every
// transfer is counted on both sides, so a lost or half-done transaction shows.

import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { TestServer } from './test-server.js';

const ACCOUNTS = 50;
const START_BALANCE = 1000;
export const BANK_TOTAL: number = ACCOUNTS * START_BALANCE;

export interface BankReport {
  /** Transfers the server acknowledged. */
  readonly committed: number;
  /** Refused with 1290 because the server was read-only; nothing of them may be there. */
  readonly refused: number;
  /** Of those, refused at COMMIT: a transaction that had been accepted and was lost. */
  readonly refusedAtCommit: number;
  /** Any other error. */
  readonly errors: readonly string[];
  /** Longest time one transfer took, milliseconds. */
  readonly longestMs: number;
}

export interface Bank {
  /** Ends the clients and tells what they saw. */
  stop(): Promise<BankReport>;
  /** Transfers acknowledged so far. */
  committed(): number;
  /** Longest time one transfer took since this was last asked, milliseconds. */
  takeLongestMs(): number;
}

/** An ordinary account: `read_only` binds it, as it does an application. */
export async function createBank(server: TestServer): Promise<void> {
  await server.run(`
    CREATE DATABASE bank;
    CREATE TABLE bank.accounts (id INT PRIMARY KEY, balance BIGINT NOT NULL) ENGINE=InnoDB;
    CREATE TABLE bank.transfers (id BIGINT AUTO_INCREMENT PRIMARY KEY, client INT NOT NULL,
      serial INT NOT NULL, UNIQUE (client, serial)) ENGINE=InnoDB;
    CREATE USER 'c1'@'%' IDENTIFIED BY 'c1';
    GRANT SELECT, INSERT, UPDATE ON bank.* TO 'c1'@'%';
    INSERT INTO bank.accounts VALUES ${Array.from({ length: ACCOUNTS }, (_, id) => `(${id}, ${START_BALANCE})`).join(', ')};
  `);
}

/** Starts `clients` connections that transfer, by default without pause. */
export async function startBank(
  server: TestServer,
  clients: number,
  run: number = 0,
  pauseMs: number = 0,
): Promise<Bank> {
  const state = {
    stopping: false,
    committed: 0,
    refused: 0,
    refusedAtCommit: 0,
    longestMs: 0,
    recentMs: 0,
    errors: [] as string[],
  };
  const work = async (client: number): Promise<void> => {
    const connection = await createConnection({
      host: server.host,
      port: server.port,
      user: 'c1',
      password: 'c1',
      database: 'bank',
    });
    for (let serial = 0; !state.stopping; serial++) {
      const startedMs = performance.now();
      try {
        await transfer(connection, client, serial);
        state.committed++;
      } catch (error) {
        const { errno, message } = error as { errno?: number; message: string };
        await connection.query('ROLLBACK').catch(() => undefined);
        if (errno === 1290) {
          state.refused++;
          if (error instanceof CommitRefused) state.refusedAtCommit++;
          await new Promise((resolve) => setTimeout(resolve, 5));
        } else if (errno !== 1213) {
          state.errors.push(`${errno ?? ''} ${message}`);
          break;
        }
      }
      const tookMs = performance.now() - startedMs;
      state.longestMs = Math.max(state.longestMs, tookMs);
      state.recentMs = Math.max(state.recentMs, tookMs);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    await connection.end();
  };
  const workers = Array.from({ length: clients }, (_, index) => work(run * 1000 + index));
  return {
    committed: () => state.committed,
    takeLongestMs: () => {
      const ms = state.recentMs;
      state.recentMs = 0;
      return ms;
    },
    stop: async () => {
      state.stopping = true;
      await Promise.all(workers);
      return state;
    },
  };
}

async function transfer(connection: Connection, client: number, serial: number): Promise<void> {
  const from = Math.floor(Math.random() * ACCOUNTS);
  const to = (from + 1 + Math.floor(Math.random() * (ACCOUNTS - 1))) % ACCOUNTS;
  const [low, high] = from < to ? [from, to] : [to, from];
  await connection.beginTransaction();
  // In one order, so that clients do not deadlock.
  await connection.query(
    'UPDATE accounts SET balance = balance + IF(id = ?, -1, 1) WHERE id IN (?, ?) ORDER BY id',
    [from, low, high],
  );
  await connection.query('INSERT INTO transfers (client, serial) VALUES (?, ?)', [client, serial]);
  await connection.commit().catch((error: unknown) => {
    throw new CommitRefused(error as { errno?: number; message: string });
  });
}

class CommitRefused extends Error {
  readonly errno: number | undefined;

  constructor(cause: { errno?: number; message: string }) {
    super(`COMMIT: ${cause.message}`);
    this.errno = cause.errno;
  }
}

/** Sum of all balances and number of transfers on `server`. */
export async function readBank(server: TestServer): Promise<{ total: number; transfers: number }> {
  const connection = await createConnection({
    host: server.host,
    port: server.port,
    user: 'root',
    database: 'bank',
  });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT (SELECT SUM(balance) FROM accounts) AS total, (SELECT COUNT(*) FROM transfers) AS transfers',
    );
    return { total: Number(rows[0]?.['total']), transfers: Number(rows[0]?.['transfers']) };
  } finally {
    await connection.end();
  }
}
