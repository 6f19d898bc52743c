// Further connections of a dump, and that they lead to the server of the first: a proxy, a
// reader endpoint or a virtual address may send each connection to another one.

import { randomBytes } from 'node:crypto';
import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions } from '../../model/options.js';
import type { Flavor, ServerFacts, ServerMark } from '../../model/server.js';
import { openSession } from '../protocol/connect.js';
import { buildSet } from '../protocol/pinned-settings.js';
import { isConnectionLost, serverErrno } from '../protocol/server-error.js';
import type { Session } from '../protocol/session.js';

/** One text of all that tells servers apart, whatever the session's character set. */
const IDENTITY: Readonly<Record<Flavor, string>> = {
  mysql: 'SELECT @@server_uuid',
  mariadb:
    "SELECT HEX(CONCAT_WS(':', @@hostname, @@port, @@datadir, (SELECT VARIABLE_VALUE FROM" +
    " information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'SERVER_UID')))",
};

export async function readIdentity(session: Session, flavor: Flavor): Promise<string> {
  const [row] = await session.query(IDENTITY[flavor]);
  return row?.stringAt(0) ?? '';
}

/** Holds a name nobody can guess for as long as `session` lives; undefined where it may not. */
export async function markServer(session: Session): Promise<ServerMark | undefined> {
  const name = newLockName('run');
  try {
    // A proxy may have told another number at login than the server knows it by.
    const [row] = await session.query(
      `SELECT GET_LOCK('${name}', 0) AS got, CONNECTION_ID() AS holder`,
    );
    return row?.text('got') === '1' ? { name, holder: row.number('holder') } : undefined;
  } catch (error) {
    const errno = serverErrno(error);
    // A cluster may forbid such names; the identity has to do.
    if (errno === undefined || isConnectionLost(errno)) throw error;
    return undefined;
  }
}

/** A name for GET_LOCK that nobody can guess. */
export function newLockName(what: string): string {
  return `tsdump.${what}.${randomBytes(12).toString('hex')}`;
}

/**
 * Another connection to the server that `facts` are of, whose statements wait for no cluster.
 * Rejects with `connect-failed`, also where it leads to another server. `isFirstThere`: the
 * control connection lives, and so holds its mark.
 */
export async function openFurtherSession(
  connection: ConnectionOptions,
  facts: ServerFacts,
  isFirstThere: boolean = true,
): Promise<Session> {
  const session = await openSession(connection);
  try {
    if (facts.waitSettings.length > 0) await session.execute(buildSet(facts.waitSettings));
    if (await isSameServer(session, facts, isFirstThere)) return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
  await session.close();
  const { host, port, socket } = connection;
  throw new TsdumpError(
    'connect-failed',
    `a further connection to ${socket ?? `${host}:${port}`} leads to another server`,
    {
      hint: 'A proxy or a shared address is in between; give the address of the one server to dump.',
    },
  );
}

async function isSameServer(
  session: Session,
  { flavor, identity, mark }: ServerFacts,
  isFirstThere: boolean,
): Promise<boolean> {
  if ((await readIdentity(session, flavor)) !== identity) return false;
  if (mark === undefined) return true;
  const [row] = await session.query(`SELECT IS_USED_LOCK('${mark.name}') AS holder`);
  const holder = row?.text('holder') ?? null;
  return holder === null ? !isFirstThere : Number(holder) === mark.holder;
}
