// A consistent snapshot on one connection: what each mode of reading from one begins with.

import type { Flavor } from '../../model/server.js';
import type { Session } from '../protocol/session.js';

/** Everything read from now on is of this moment, in tables that know transactions. */
export async function beginSnapshot(session: Session): Promise<void> {
  await session.execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.execute('START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */');
}

/** For leaveSnapshotTables(). */
export async function markSnapshot(session: Session): Promise<void> {
  await session.execute('SAVEPOINT sp');
}

/** Gives back the metadata locks of the tables read since the mark: DDL need not wait. */
export async function leaveSnapshotTables(session: Session): Promise<void> {
  await session.execute('ROLLBACK TO SAVEPOINT sp');
}

/** The server's clock, in whole seconds. */
export async function readNow(session: Session): Promise<string | undefined> {
  const [row] = await session.query('SELECT NOW() AS now');
  return row?.string('now');
}

/**
 * Keeps DDL out until the session ends, where the server can (MySQL) and the account may;
 * false where DDL has to be noticed when a table is read.
 */
export async function lockDefinitions(session: Session, flavor: Flavor): Promise<boolean> {
  if (flavor !== 'mysql') return false;
  return await session.execute('LOCK INSTANCE FOR BACKUP').then(
    () => true,
    () => false,
  );
}
