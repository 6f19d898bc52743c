// The global read lock in a moment that a replica can begin at, with no transaction prepared
// and no temporary table open, and that cuts no event. Most such moments are milliseconds away,
// so the lock is given back and taken anew.

import { nowMs, sleep, untilAborted } from '../../base/clock.js';
import type { ServerFacts } from '../../model/server.js';
import { acquireGlobalReadLock } from '../../mysql/server/global-read-lock.js';
import type { Session } from '../../mysql/protocol/session.js';
import {
  readPrepared,
  readRunningEvents,
  readTemporary,
  type Unsettled,
} from '../../mysql/server/unsettled.js';
import { toLockRequest } from './control.js';
import type { RunContext } from '../run/run-context.js';

/** Writers go on in between; the jitter keeps us out of step with them. */
const PAUSE_MS = 200;
const NAMES_MAX = 5;

interface Concern {
  /** What is waited for, if it is. */
  readonly what: string | undefined;
  readonly read: (session: Session, facts: ServerFacts) => Promise<Unsettled>;
  /** Warnings: what stays, by name, and what cannot be seen. */
  readonly stays: string;
  readonly hides: string | undefined;
}

const PREPARED: Concern = {
  what: undefined,
  read: readPrepared,
  stays: 'rows of prepared XA transactions are not in the dump',
  hides: undefined,
};

const PREPARED_OF_REPLICA: Concern = {
  what: 'prepared transactions',
  read: readPrepared,
  stays: `${PREPARED.stays}, and a replica made from it stops (1397) when they commit`,
  hides:
    'without XA_RECOVER_ADMIN or PROCESS prepared XA transactions, which would break a replica, cannot be seen',
};

const TEMPORARY: Concern = {
  what: 'temporary tables',
  read: readTemporary,
  stays:
    'a replica made from the dump stops (1146) when what is in temporary tables open now is used; with binlog_format=ROW on the source it does not',
  hides:
    'a temporary table open now, which the server does not show, stops a replica made from the dump (1146) when it is used; with binlog_format=ROW it does not',
};

const EVENTS: Concern = {
  what: 'events that run',
  read: readRunningEvents,
  stays:
    'events in the middle of their bodies are refused further changes while the server is read only',
  hides: undefined,
};

/**
 * As `acquireGlobalReadLock`; also in what it leaves to the caller when it rejects. `fence`: the
 * server is made read only next.
 */
export async function acquireQuietLock(
  context: RunContext,
  holders: readonly [Session, ...Session[]],
  fence: boolean,
): Promise<void> {
  const { facts, narrator, signal } = context;
  const request = toLockRequest(context);
  const concerns = listConcerns(context, fence);
  const waitedFor = concerns.filter(({ what }) => what !== undefined);
  const startedMs = nowMs();
  // The other half of the wait is for having the lock.
  const isLast = (): boolean => nowMs() - startedMs >= request.waitMs / 2;
  for (let tries = 0; ; tries++) {
    let open = await survey(context, waitedFor);
    if (open.length === 0 || isLast()) {
      const leftMs = Math.max(0, request.waitMs - (nowMs() - startedMs));
      await acquireGlobalReadLock(holders, facts, { ...request, waitMs: leftMs });
      open = await survey(context, waitedFor);
      if (open.length === 0 || isLast()) return await warnOf(context, concerns);
      for (const holder of holders) {
        await untilAborted(holder.execute('UNLOCK TABLES'), signal);
      }
    }
    if (tries === 0) narrator.notice(`waiting for ${open.join('; ')}`);
    await sleep(PAUSE_MS * (0.5 + Math.random()), signal);
  }
}

function listConcerns({ options }: RunContext, fence: boolean): Concern[] {
  const { sourceData, dumpReplica, setGtidPurged } = options.replication;
  const hasGtids = setGtidPurged === 'on' || setGtidPurged === 'commented';
  const makesReplica = sourceData !== 0 || dumpReplica !== 0 || hasGtids;
  const ofReplica = makesReplica ? [PREPARED_OF_REPLICA, TEMPORARY] : [PREPARED];
  return fence ? [...ofReplica, EVENTS] : ofReplica;
}

/** What is open, a phrase each. */
async function survey(
  { control, facts, signal }: RunContext,
  concerns: readonly Concern[],
): Promise<string[]> {
  const phrases: string[] = [];
  for (const { what, read } of concerns) {
    const { found } = await untilAborted(read(control, facts), signal);
    if (found.length > 0) phrases.push(`${what}: ${list(found)}`);
  }
  return phrases;
}

async function warnOf(
  { control, facts, narrator, signal }: RunContext,
  concerns: readonly Concern[],
): Promise<void> {
  for (const { read, stays, hides } of concerns) {
    const { found, hidden } = await untilAborted(read(control, facts), signal);
    if (found.length > 0) narrator.warn(`${stays}: ${list(found)}`);
    else if (hidden && hides !== undefined) narrator.warn(hides);
  }
}

function list(found: readonly string[]): string {
  const more = found.length > NAMES_MAX ? ` and ${found.length - NAMES_MAX} more` : '';
  return found.slice(0, NAMES_MAX).join(', ') + more;
}
