// Chooses the window for the options. mysqldump's rules decide when --single-transaction
// still needs the global read lock: only a lock ties a snapshot to a position.

import type { DumpOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import { openGlobalLockWindow } from './global-lock-window.js';
import { openSnapshotWindow } from './snapshot-window.js';
import { openTableLockWindow } from './table-lock-window.js';
import { watchControl } from './control.js';
import type { Window } from '../run/window.js';
import type { RunContext } from '../run/run-context.js';

export async function openWindow(context: RunContext): Promise<Window> {
  watchControl(context);
  switch (context.options.window.consistency) {
    case 'read-only':
      return await openGlobalLockWindow(context, true);
    case 'lock-all-tables':
      return await openGlobalLockWindow(context, false);
    case 'snapshot':
      return await openSnapshotWindow(context, true);
    case 'single-transaction':
      return await openSnapshotWindow(context, snapshotNeedsLock(context.options, context.facts));
    case 'lock-tables':
      return await openTableLockWindow(context, true);
    case 'none':
      return await openTableLockWindow(context, false);
  }
}

/** MariaDB's snapshot knows its own position; MySQL's does not. */
export function snapshotNeedsLock(options: DumpOptions, facts: ServerFacts): boolean {
  const { sourceData, dumpReplica, setGtidPurged } = options.replication;
  if (dumpReplica !== 0) return true;
  if (facts.flavor === 'mariadb') return false;
  return sourceData !== 0 || (setGtidPurged !== 'off' && facts.gtidMode !== 'OFF');
}
