// Who blocks a global read lock: asked before we queue up, because the
// whole server queues up after us, and asked again to name the culprit.

import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../protocol/session.js';

/** Statements younger than this end by themselves soon enough. */
const LONG_RUNNING_SECONDS = 2;
/** `wsrep_local_state` of a node that nobody has paused. */
const SYNCED = '4';

export interface Blocker {
  readonly connectionId: number;
  /** One phrase for a message: who, since when, doing what. */
  readonly description: string;
}

/**
 * A Galera node that somebody has paused or that serves as a donor: a request for the lock would
 * wait there for him, deaf to KILL. So it is not made.
 */
export async function findPause(
  session: Session,
  { isGalera }: ServerFacts,
): Promise<Blocker | undefined> {
  if (!isGalera) return undefined;
  const rows = await session.query(
    'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM information_schema.GLOBAL_STATUS' +
      " WHERE VARIABLE_NAME IN ('WSREP_LOCAL_STATE', 'WSREP_LOCAL_STATE_COMMENT')",
  );
  const status = new Map(rows.map((row) => [row.string('name'), row.string('value')]));
  if (status.get('WSREP_LOCAL_STATE') === SYNCED) return undefined;
  const state = status.get('WSREP_LOCAL_STATE_COMMENT') ?? 'unknown';
  return { connectionId: 0, description: `the state of this Galera node, which is ${state}` };
}

/**
 * The longest-running statement that FLUSH TABLES WITH READ LOCK would wait for, if any.
 * Without the PROCESS privilege only our own account's sessions are visible. MariaDB's
 * lock does not wait for SELECTs (measured on 10.11); MySQL's does. A session that sleeps
 * keeps nobody waiting by that, but is suspect once the lock has `failed`.
 */
export async function findLongStatement(
  session: Session,
  facts: ServerFacts,
  failed: boolean,
): Promise<Blocker | undefined> {
  const rows = await session.query(
    'SELECT ID, USER, HOST, TIME, LEFT(INFO, 80) AS INFO FROM information_schema.PROCESSLIST' +
      ` WHERE ID <> ${session.connectionId} AND COMMAND NOT IN ('Sleep', 'Daemon')` +
      ` AND TIME >= ${LONG_RUNNING_SECONDS} AND INFO IS NOT NULL` +
      // An event's COMMAND is Connect; the scheduler itself is a Daemon.
      " AND USER <> 'system user'" +
      // Waiting is not blocking: these sessions are victims, or another dump's guard.
      " AND STATE NOT LIKE 'Waiting for %lock' AND STATE NOT LIKE 'User lock%'" +
      (failed ? '' : " AND STATE <> 'User sleep'") +
      (facts.flavor === 'mariadb' ? " AND INFO NOT LIKE 'SELECT%'" : '') +
      ' ORDER BY TIME DESC LIMIT 1',
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    connectionId: row.number('ID'),
    description:
      `connection ${row.string('ID')} of ${row.string('USER')}@${row.string('HOST')}` +
      `, running for ${row.string('TIME')} s: ${row.string('INFO').replace(/\s+/g, ' ')}`,
  };
}

/**
 * A session that holds a lock against the global read lock though it may be idle, such as
 * LOCK TABLES ... WRITE. MySQL only, and only where performance_schema may be read.
 */
export async function findLockHolder(
  session: Session,
  facts: ServerFacts,
): Promise<Blocker | undefined> {
  if (facts.flavor !== 'mysql') return undefined;
  const rows = await session
    .query(
      'SELECT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS user, t.PROCESSLIST_HOST AS host,' +
        ' t.PROCESSLIST_TIME AS seconds' +
        ' FROM performance_schema.metadata_locks m' +
        ' JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID' +
        " WHERE m.OBJECT_TYPE = 'GLOBAL' AND m.LOCK_TYPE = 'INTENTION_EXCLUSIVE'" +
        " AND m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID IS NOT NULL" +
        ` AND t.PROCESSLIST_ID <> ${session.connectionId}` +
        ' ORDER BY t.PROCESSLIST_TIME DESC LIMIT 1',
    )
    .catch(() => []);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    connectionId: row.number('id'),
    description:
      `connection ${row.string('id')} of ${row.string('user')}@${row.string('host')}` +
      `, which holds a table lock or an open change since ${row.string('seconds')} s`,
  };
}
