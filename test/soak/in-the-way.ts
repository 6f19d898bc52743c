// Sessions that are in the way of a dump: each runs its statements and stays.

import { type Connection, createConnection } from 'mysql2/promise';
import { sleep } from '../../src/base/clock.js';
import type { TestServer } from '../support/test-server.js';

/** Each list on a connection of its own; what waits, or takes long, is not waited for. */
export async function block(
  { host, port }: TestServer,
  statements: readonly (readonly string[])[],
): Promise<Connection[]> {
  const others: Connection[] = [];
  for (const list of statements) {
    const other = await createConnection({ host, port, user: 'root' });
    // Galera's DDL ends whom it meets.
    other.on('error', () => undefined);
    others.push(other);
    for (const statement of list) {
      // What is under way ends with its connection.
      const running = other.query(statement).catch(() => undefined);
      await Promise.race([running, sleep(100)]);
    }
  }
  return others;
}

export async function unblock(server: TestServer, others: readonly Connection[]): Promise<void> {
  for (const other of others) {
    await server.client(`KILL ${other.threadId}`);
    other.destroy();
  }
}
