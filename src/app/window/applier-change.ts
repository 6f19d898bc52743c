// --dump-replica stops the replica's applier, as mysqldump does, so that the position of
// the source that is written down is exact; only appliers that were running are stopped,
// and they run again afterwards, whatever happens.

import { untilAborted } from '../../base/clock.js';
import { isAtLeast } from '../../model/server.js';
import { quoteString } from '../../encode/text/quote.js';
import { readRunningAppliers } from '../../mysql/server/coordinates.js';
import type { ServerChange, ServerChanges } from './server-changes.js';
import type { RunContext } from '../run/run-context.js';

/** Must come before the global read lock: an applier held up by it could not stop. */
export async function stopAppliers(context: RunContext, changes: ServerChanges): Promise<void> {
  const { control, facts } = context;
  const modern = facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 0, 22);
  const statement = (verb: 'START' | 'STOP', channel: string): string => {
    if (modern) return `${verb} REPLICA SQL_THREAD FOR CHANNEL ${quoteString(channel)}`;
    return facts.flavor === 'mariadb'
      ? `${verb} SLAVE ${quoteString(channel)} SQL_THREAD`
      : `${verb} SLAVE SQL_THREAD FOR CHANNEL ${quoteString(channel)}`;
  };
  const running = await readRunningAppliers(control, facts);
  if (running.length === 0) return;
  const change: ServerChange = {
    undo: running.map((channel) => statement('START', channel)),
    async isUndone(session) {
      const now = new Set(await readRunningAppliers(session, facts));
      return running.every((channel) => now.has(channel));
    },
  };
  await changes.protect(change, await changes.openGuardSession());
  // May wait for a running transaction to end.
  for (const channel of running) {
    await untilAborted(control.execute(statement('STOP', channel)), context.signal);
  }
}
