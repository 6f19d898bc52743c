// A guard outlives us. It is a connection with one request already inside the server: wait
// for a named lock that our control connection holds, then undo what we changed. When
// tsdump dies, by SIGKILL or with its machine, the server frees the name and the undo runs.
// The ordinary release goes the same way, so that it is tested at every run.
//
// The guard of the fence holds the global read lock too, or alone: then the death of the dumper
// does not open the lock before read_only is back, which would fail every waiting COMMIT (1290).
// MySQL and MariaDB end a GET_LOCK whose client has gone; they take a connection with
// unread input for alive, so the request to quit is sent along (Session.executeThenQuit).

import { sleep } from '../base/clock.js';
import { TsdumpError } from '../base/errors.js';
import type { Session } from './session.js';

/** One dump at a time may change a server's state; the name is also that mutual exclusion. */
export const WINDOW_LOCK = 'tsdump.window';
/** A year: GET_LOCK wants a number, and MariaDB takes no negative one. */
const FOREVER_SECONDS = 31_536_000;
const ARM_POLL_MS = 5;
const ARM_WAIT_MS = 10_000;

export interface Guard {
  /** Settles when the undo has run, or rejects when the guard was lost before. */
  readonly done: Promise<void>;
  readonly session: Session;
}

/** Makes this connection the holder of the window's name; false if another has it. */
export async function takeWindowName(session: Session): Promise<boolean> {
  const [row] = await session.query(`SELECT GET_LOCK('${WINDOW_LOCK}', 0) AS got`);
  return row?.text('got') === '1';
}

export async function dropWindowName(session: Session): Promise<void> {
  await session.execute(`DO RELEASE_LOCK('${WINDOW_LOCK}')`);
}

/** Connection id of whoever holds the window's name, undefined when it is free. */
export async function readWindowHolder(session: Session): Promise<number | undefined> {
  const [row] = await session.query(`SELECT IS_USED_LOCK('${WINDOW_LOCK}') AS holder`);
  const holder = row?.text('holder') ?? null;
  return holder === null ? undefined : Number(holder);
}

/**
 * Arms `session` (which is then spent) with `undo`, statements that must take effect in
 * this order. If the name was not really granted the request stops at an error before them
 * and nothing is touched. `proof` is a name that it gives back first: what is read after that
 * is not proven (chunk-proof.ts). Resolves once the server waits.
 */
export async function armGuard(
  session: Session,
  control: Session,
  undo: readonly string[],
  proof?: string,
): Promise<Guard> {
  const request = [
    `SELECT GET_LOCK('${WINDOW_LOCK}', ${FOREVER_SECONDS}) INTO @tsdump_granted`,
    // Anything but 1 is no grant: fail here, and the rest of the request is not run.
    'SET SESSION autocommit = IF(@tsdump_granted = 1, 1, NULL)',
    ...(proof === undefined ? [] : [`DO RELEASE_LOCK('${proof}')`]),
    ...undo,
    // All of it done, lock and name given back, before the answer says so.
    'UNLOCK TABLES',
    `DO RELEASE_LOCK('${WINDOW_LOCK}')`,
  ].join('; ');
  // From here on nothing but the name ends it.
  session.heed(undefined);
  const done = session.executeThenQuit(request);
  // A guard lost while nobody awaits it must not end the process.
  done.catch(() => undefined);
  await waitUntilArmed(session, control);
  return { done, session };
}

/** Reads the control connection's view of the guard until it waits for the name. */
async function waitUntilArmed(guard: Session, control: Session): Promise<void> {
  for (let waitedMs = 0; waitedMs < ARM_WAIT_MS; waitedMs += ARM_POLL_MS) {
    if (!guard.alive) break;
    const rows = await control.query(
      'SELECT STATE FROM information_schema.PROCESSLIST' +
        ` WHERE ID = ${guard.connectionId} AND STATE LIKE 'User lock%'`,
    );
    if (rows.length > 0) return;
    await sleep(ARM_POLL_MS);
  }
  throw new TsdumpError('window-denied', 'the guard connection could not be armed', {
    hint: 'Nothing was changed. The server ended the guard connection or does not run it; see its error log.',
  });
}
