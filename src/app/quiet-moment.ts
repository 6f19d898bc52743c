// The global read lock in a moment that a replica can begin at: with no transaction
// prepared. Most are prepared for milliseconds, so the lock is given back and taken anew.

import { nowMs, sleep, untilAborted } from '../base/clock.js';
import { acquireGlobalReadLock } from '../mysql/global-read-lock.js';
import type { Session } from '../mysql/session.js';
import { readUnsettled, type Unsettled } from '../mysql/unsettled.js';
import { toLockRequest, type WindowContext } from './window.js';

/** Writers go on in between; the jitter keeps us out of step with them. */
const PAUSE_MS = 200;
const NAMES_MAX = 5;

/** As `acquireGlobalReadLock`; also in what it leaves to the caller when it rejects. */
export async function acquireQuietLock(
  context: WindowContext,
  holders: readonly [Session, ...Session[]],
): Promise<void> {
  const { control, facts, narrator, signal } = context;
  const request = toLockRequest(context);
  const startedMs = nowMs();
  for (let tries = 0; ; tries++) {
    const leftMs = Math.max(0, request.waitMs - (nowMs() - startedMs));
    await acquireGlobalReadLock(holders, facts, { ...request, waitMs: leftMs });
    const unsettled = await untilAborted(readUnsettled(control, facts), signal);
    // The other half of the wait is for having the lock again.
    const isLast = nowMs() - startedMs >= request.waitMs / 2;
    if (unsettled.prepared.length === 0 || isLast || !makesReplica(context)) {
      warnOfUnsettled(context, unsettled);
      return;
    }
    for (const holder of holders) {
      await untilAborted(holder.execute('UNLOCK TABLES'), signal);
    }
    if (tries === 0) narrator.notice(`waiting for prepared transactions: ${list(unsettled)}`);
    await sleep(PAUSE_MS * (0.5 + Math.random()), signal);
  }
}

function makesReplica({ options }: WindowContext): boolean {
  const { sourceData, dumpReplica, setGtidPurged } = options.replication;
  const hasGtids = setGtidPurged === 'on' || setGtidPurged === 'commented';
  return sourceData !== 0 || dumpReplica !== 0 || hasGtids;
}

function warnOfUnsettled(context: WindowContext, unsettled: Unsettled): void {
  const { narrator } = context;
  const isReplica = makesReplica(context);
  if (unsettled.prepared.length > 0) {
    const replica = isReplica ? ', and a replica made from it stops (1397) when they commit' : '';
    narrator.warn(
      `rows of prepared XA transactions are not in the dump${replica}: ${list(unsettled)}`,
    );
  } else if (unsettled.hidden && isReplica) {
    narrator.warn(
      'without XA_RECOVER_ADMIN or PROCESS prepared XA transactions, which would break a replica, cannot be seen',
    );
  }
}

function list({ prepared }: Unsettled): string {
  const more = prepared.length > NAMES_MAX ? ` and ${prepared.length - NAMES_MAX} more` : '';
  return prepared.slice(0, NAMES_MAX).join(', ') + more;
}
