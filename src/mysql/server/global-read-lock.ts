// FLUSH TABLES WITH READ LOCK with a bounded wait. Each try is short, because while we
// wait every writer of the server waits after us; after any failure UNLOCK TABLES,
// because MySQL keeps half of a failed lock (measured on 9.7: error 1205 and 1317 leave
// the global and commit locks held).

import { nowMs, sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { ServerFacts } from '../../model/server.js';
import { type Blocker, findLockHolder, findLongStatement, findPause } from './blockers.js';
import { Errno, isConnectionLost, serverErrno, serverMessage } from '../protocol/server-error.js';
import type { Session } from '../protocol/session.js';

/**
 * Longest single try: nobody after us waits longer than this. Under load a try can be
 * hopeless (a statement waits for a row whose owner waits for our queued lock), so it
 * is as short as the servers' whole seconds allow.
 */
const TRY_SECONDS = 1;
/**
 * A MariaDB replica asks its parallel appliers to pause first, and waits for that without a limit;
 * a Galera node waits for whoever paused it.
 */
const TRY_LIMIT_MS = 2_000;
/** ... and the latter for so long after KILL QUERY, before its connection is dropped. */
const KILLED_LIMIT_MS = 2_000;
const PAUSE_MS = 500;
const RETRIED: ReadonlySet<number> = new Set([
  Errno.lockWaitTimeout,
  Errno.deadlock,
  Errno.queryInterrupted,
]);

export interface LockRequest {
  /** Total time to spend, milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called with one sentence when the lock is not granted at once. */
  readonly notice: (message: string) => void;
  /** Ends the statement that the session waits for, from outside. */
  readonly interrupt: (session: Session) => Promise<void>;
}

/**
 * True where only one session may ask: parallel appliers that are to pause for the second
 * would wait for the lock that the first one holds, and it for them.
 */
export async function pausesAppliers(session: Session, { flavor }: ServerFacts): Promise<boolean> {
  if (flavor !== 'mariadb') return false;
  const [row] = await session.query(
    'SELECT @@GLOBAL.slave_parallel_threads > 0 AND VARIABLE_VALUE > 0 AS pauses' +
      " FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'SLAVES_RUNNING'",
  );
  return row?.text('pauses') === '1';
}

/**
 * Every one of `sessions` holds the lock when it resolves; they ask side by side, since a
 * later one would wait for the statements that began after the first was granted. Rejects
 * with `window-denied`; then no part of the lock is held by any. Rejects with the signal's
 * reason; then any may hold it or part of it, and the caller has them unlock.
 */
export async function acquireGlobalReadLock(
  sessions: readonly [Session, ...Session[]],
  facts: ServerFacts,
  request: LockRequest,
): Promise<void> {
  const [session] = sessions;
  const deadline = nowMs() + request.waitMs;
  let blocker: Blocker | undefined;
  let refusal: string | undefined;
  for (let tries = 0; ; tries++) {
    request.signal.throwIfAborted();
    if (tries > 0 && nowMs() >= deadline) throw lockTimedOut(request.waitMs, blocker);
    blocker = (await findPause(session, facts)) ?? (await findLongStatement(session, facts, false));
    if (blocker === undefined) {
      refusal = await tryLockAll(sessions, request);
      if (refusal === undefined) break;
      blocker =
        (await findLongStatement(session, facts, true)) ?? (await findLockHolder(session, facts));
    }
    if (tries === 0) {
      const inTheWay = blocker?.description ?? `a session that cannot be seen: ${refusal}`;
      request.notice(`waiting for the global read lock, blocked by ${inTheWay}`);
    }
    // Jitter, so that two waiting dumps do not stay in step.
    await sleep(PAUSE_MS * (0.5 + Math.random()), request.signal);
  }
}

/** Undefined when all hold it; otherwise none does, and the server's reason is returned. */
async function tryLockAll(
  sessions: readonly Session[],
  { interrupt, signal }: LockRequest,
): Promise<string | undefined> {
  const tries = await Promise.allSettled(sessions.map((session) => tryLock(session, interrupt)));
  signal.throwIfAborted();
  const failures = tries.filter((each) => each.status === 'rejected');
  const [first] = failures;
  if (first === undefined) return undefined;
  await unlockAll(sessions);
  const refused = failures.find((each) => {
    const errno = serverErrno(each.reason);
    return errno === undefined || !RETRIED.has(errno);
  });
  if (refused === undefined) return serverMessage(first.reason);
  if (isConnectionLost(serverErrno(refused.reason))) {
    const why = serverMessage(refused.reason);
    throw new TsdumpError('window-denied', `no global read lock: ${why}`, {
      hint: 'Nothing was changed. Where the server did not give the request up, its connection was dropped; see who else holds the server. Run it again.',
      cause: refused.reason,
    });
  }
  throw new TsdumpError(
    'window-denied',
    `the server refused the global read lock: ${serverMessage(refused.reason)}`,
    {
      hint: 'The account needs RELOAD (MySQL also: FLUSH_TABLES); without it try --single-transaction --set-gtid-purged=OFF.',
      cause: refused.reason,
    },
  );
}

async function tryLock(session: Session, interrupt: LockRequest['interrupt']): Promise<void> {
  await session.execute(
    `SET @tsdump_wait = @@SESSION.lock_wait_timeout, SESSION lock_wait_timeout = ${TRY_SECONDS}`,
  );
  const ended = new AbortController();
  const limit = endLate(session, interrupt, ended.signal);
  try {
    await session.execute('FLUSH TABLES WITH READ LOCK');
  } finally {
    ended.abort();
    await limit;
    if (session.alive) await session.execute('SET SESSION lock_wait_timeout = @tsdump_wait');
  }
}

/** Ends a try that takes too long, and its connection where the server does not obey. */
async function endLate(
  session: Session,
  interrupt: LockRequest['interrupt'],
  ended: AbortSignal,
): Promise<void> {
  try {
    await sleep(TRY_LIMIT_MS, ended);
  } catch {
    return;
  }
  sleep(KILLED_LIMIT_MS, ended).then(
    () => session.destroy(),
    () => undefined,
  );
  try {
    await interrupt(session);
    // An interruption that comes late must not end what is next.
    await session.execute('DO 0');
  } catch {
    // Nobody can end it from outside; the connection goes.
  }
}

/** A connection that cannot be told to unlock is dropped, which unlocks too. */
async function unlockAll(sessions: readonly Session[]): Promise<void> {
  await Promise.all(
    sessions.map(async (session) => {
      await session.execute('UNLOCK TABLES').catch(() => session.destroy());
    }),
  );
}

function lockTimedOut(waitMs: number, blocker: Blocker | undefined): TsdumpError {
  const culprit = blocker?.description ?? 'a session that cannot be seen';
  return new TsdumpError(
    'window-denied',
    `no global read lock within ${waitMs / 1000} s, blocked by ${culprit}`,
    {
      hint:
        'Nothing was changed and no lock is held. Wait for that session to end, end it, or give --lock-wait more seconds.' +
        (blocker === undefined ? ' Grant PROCESS to see whose session it is.' : ''),
      retry: true,
    },
  );
}
