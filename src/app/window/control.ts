// What the ways of keeping the server still have in common: asking for the lock, watching the
// connection that holds it, and freeing that connection for the way back.

import { TsdumpError } from '../../base/errors.js';
import type { LockRequest } from '../../mysql/server/global-read-lock.js';
import type { RunContext } from '../run/run-context.js';
import { within, withOtherSession } from '../../mysql/server/other-session.js';

/** How the global read lock is asked for. */
export function toLockRequest({ facts, narrator, options, signal }: RunContext): LockRequest {
  return {
    waitMs: options.window.lockWaitMs,
    signal,
    notice: (message) => narrator.notice(message),
    interrupt: async ({ connectionId }) => {
      await withOtherSession(options.connection, facts, async (killer) => {
        await within(killer.execute(`KILL QUERY ${connectionId}`));
      });
    },
  };
}

/** How long the answer to a statement that was killed may take; others may wait for our lock. */
const KILLED_MS = 2_000;

/**
 * The way back begins: frees the control connection of a result nobody wants any more, so
 * that it can be used to put the server back; if that does not work it is dropped, which
 * frees its locks.
 */
export async function quiesce(context: RunContext): Promise<void> {
  const { control } = context;
  control.heed(undefined);
  if (!control.alive || !control.busy) return;
  control.abandon(new TsdumpError('read-failed', 'the dump was given up'));
  try {
    await withOtherSession(context.options.connection, context.facts, async (killer) => {
      await within(killer.execute(`KILL QUERY ${control.connectionId}`));
      await within(control.idle(), KILLED_MS).catch(async () => {
        control.destroy();
        // The server may not see that.
        await within(killer.execute(`KILL ${control.connectionId}`));
      });
    });
  } catch {
    control.destroy();
  }
}

/** The lock and the snapshot go with their connection: losing it ends the dump. */
export function watchControl(context: RunContext): void {
  context.control.onLost((error) => {
    context.fail(
      new TsdumpError(
        'consistency-lost',
        `the connection that holds the window was lost: ${error.message}`,
        {
          hint: 'What was read after that may not fit together; the dump must not be used.',
          cause: error,
        },
      ),
    );
  });
}
