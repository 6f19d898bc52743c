// A connection beside the one that is busy, for a moment; and no wait without an end.

import { sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import { openFurtherSession } from './same-server.js';
import type { Session } from '../protocol/session.js';

/** How long one step of the way back may take before it counts as failed. */
export const STEP_MS = 15_000;

/** `work`, or a rejection when it takes too long: a hung server must not hang us. */
export async function within<T>(work: Promise<T>, ms: number = STEP_MS): Promise<T> {
  const timer = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(ms, timer.signal);
    throw new TsdumpError('read-failed', `the server did not answer within ${ms / 1000} s`, {
      retry: true,
    });
  };
  const limit = late();
  limit.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer.abort(new Error('done'));
  }
}

/** `work` on a connection that is made for it: what ours cannot do while it is busy, or gone. */
export async function withOtherSession(
  connection: ConnectionOptions,
  facts: ServerFacts,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await within(openFurtherSession(connection, facts, false));
  try {
    await work(session);
  } finally {
    await session.close();
  }
}
