// A guard outlives us. It is a connection with one request already inside the server: wait
// for a named lock that our control connection holds, then undo what we changed. When
// tsdump dies, by SIGKILL or with its machine, the server frees the name and the undo runs.
// The ordinary release goes the same way, so that it is tested at every run. Nobody else can
// stand in that way: the name is of this run alone, and statements say it by a variable.
//
// The guard of the fence holds the global read lock too, or alone: then the death of the dumper
// does not open the lock before read_only is back, which would fail every waiting COMMIT (1290).
// MySQL and MariaDB end a GET_LOCK whose client has gone; they take a connection with
// unread input for alive, so the request to quit is sent along (Session.executeThenQuit).

import { sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import { newLockName } from './same-server.js';
import { serverMessage } from '../protocol/server-error.js';
import type { Session } from '../protocol/session.js';

/**
 * One dump at a time may change a server's state. Anybody can take this name, which keeps dumps
 * out and can do no more: no way back waits for it.
 */
export const WINDOW_LOCK = 'tsdump.window';
/** Holds the name that this run's guards wait for. */
const UNDO_NAME = '@tsdump_undo';
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

/** Makes this connection the holder of a name of its run alone, which is returned. */
export async function takeUndoName(session: Session): Promise<string> {
  const name = newLockName('undo');
  await session.execute(`SET ${UNDO_NAME} = '${name}'`);
  await session.execute(`DO GET_LOCK(${UNDO_NAME}, 0)`);
  return name;
}

/** The guards begin. */
export async function dropUndoName(session: Session): Promise<void> {
  await session.execute(`DO RELEASE_LOCK(${UNDO_NAME})`);
}

/** Connection id of whoever holds the window's name, undefined when it is free. */
export async function readWindowHolder(session: Session): Promise<number | undefined> {
  const [row] = await session.query(`SELECT IS_USED_LOCK('${WINDOW_LOCK}') AS holder`);
  const holder = row?.text('holder') ?? null;
  return holder === null ? undefined : Number(holder);
}

export interface GuardRequest {
  /** What takeUndoName() returned. */
  readonly name: string;
  /** Statements that take the change back, in order. */
  readonly undo: readonly string[];
  /** The change itself, where no other session than the guard's may make it. */
  readonly change?: readonly string[];
  /** A name that it gives back first: what is read after that is not proven (chunk-check.ts). */
  readonly proof?: string | undefined;
}

/**
 * Arms `session`, which is then spent. If the name was not really granted the request stops at
 * an error before the undo and nothing is touched. Resolves once the server waits.
 */
export async function armGuard(
  session: Session,
  control: Session,
  { name, undo, change = [], proof }: GuardRequest,
): Promise<Guard> {
  await session.execute(`SET ${UNDO_NAME} = '${name}'`);
  const request = [
    ...change,
    `SELECT GET_LOCK(${UNDO_NAME}, ${FOREVER_SECONDS}) INTO @tsdump_granted`,
    // Anything but 1 is not a grant (MariaDB goes on after KILL QUERY): fail here, and the rest of the
    // request is not run. 2 is refused; NULL would be taken for 0.
    'SET SESSION autocommit = IF(@tsdump_granted = 1, 1, 2)',
    // After a crash it keeps the next dump out until all is undone.
    `DO GET_LOCK('${WINDOW_LOCK}', 0)`,
    ...(proof === undefined ? [] : [`DO RELEASE_LOCK('${proof}')`]),
    ...undo,
    // All of it done, lock and names given back, before the answer says so.
    'UNLOCK TABLES',
    `DO RELEASE_LOCK('${WINDOW_LOCK}')`,
    `DO RELEASE_LOCK(${UNDO_NAME})`,
  ].join('; ');
  // From here on nothing but the name ends it.
  session.heed(undefined);
  const done = session.executeThenQuit(request);
  let refusal: unknown;
  // A guard lost while nobody awaits it must not end the process.
  done.catch((error: unknown) => {
    refusal = error;
  });
  await waitUntilArmed(session, control, () => refusal);
  return { done, session };
}

/** Reads the control connection's view of the guard until it waits for the name. */
async function waitUntilArmed(
  guard: Session,
  control: Session,
  refusal: () => unknown,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < ARM_WAIT_MS; waitedMs += ARM_POLL_MS) {
    if (!guard.alive) break;
    const rows = await control.query(
      'SELECT STATE FROM information_schema.PROCESSLIST' +
        ` WHERE ID = ${guard.connectionId} AND STATE LIKE 'User lock%'`,
    );
    if (rows.length > 0) return;
    await sleep(ARM_POLL_MS);
  }
  const why = refusal();
  const reason = why === undefined ? '' : `: ${serverMessage(why)}`;
  throw new TsdumpError('window-denied', `the guard connection could not be armed${reason}`, {
    hint: 'Nothing was changed. The server ended the guard connection or does not run it; see its error log.',
    cause: why,
  });
}
