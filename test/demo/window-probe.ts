// Looks at the servers while the window is open: what C1 may do on S1, and what R1 knows of
// it. The dump cannot end meanwhile, because the demo does not read its output yet.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { type ReplicationPair, replicaStatus } from '../support/replication.js';
import type { TestServer } from '../support/test-server.js';
import { readBank } from '../support/bank.js';
import { confirm } from './tell.js';

/** Long enough for a writer that is not held up to write hundreds of times. */
const LOOK_MS = 300;

/** What S1 holds while nobody can write. */
export interface Still {
  readonly total: number;
  readonly transfers: number;
}

export async function lookIntoWindow(pair: ReplicationPair): Promise<Still> {
  const { source, replica } = pair;
  confirm(await isReadOnly(source), 'S1 is read only');
  const still = await readBank(source);
  const refusal = await writeAsC1(source);
  confirm(refusal === 1290, 'an UPDATE of C1 is refused at once, error 1290', refusal);
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const later = await readBank(source);
  confirm(
    later.transfers === still.transfers,
    `C1's queries succeed, and count ${still.transfers} transfers before and after ${LOOK_MS} ms: nothing is written`,
    later.transfers,
  );
  confirm(!(await isReadOnly(replica)), 'R1 was not made read only');
  const status = await replicaStatus(replica);
  confirm(
    status?.ioRunning === true && status.sqlRunning && status.lastError === '',
    'R1 goes on replicating and serving',
    status?.lastError,
  );
  confirm(await isReadOnly(source), 'and the window is still open');
  return still;
}

export async function isReadOnly(server: TestServer): Promise<boolean> {
  return (await server.run('SELECT @@GLOBAL.read_only')) === '1';
}

/** The error number of an UPDATE by the ordinary account C1; undefined if it went through. */
async function writeAsC1(server: TestServer): Promise<number | undefined> {
  const connection = await createConnection({
    host: server.host,
    port: server.port,
    user: 'c1',
    password: 'c1',
  });
  try {
    await connection.query<RowDataPacket[]>(
      'UPDATE bank.accounts SET balance = balance + 1 WHERE id = 0',
    );
    return undefined;
  } catch (error) {
    return (error as { errno?: number }).errno;
  } finally {
    connection.destroy();
  }
}
