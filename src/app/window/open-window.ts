// Chooses the window for the options. mysqldump's rules decide when --single-transaction
// still needs the global read lock: only a lock ties a snapshot to a position.

import type { DumpOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import { styleFor } from '../../model/style.js';
import { openGlobalLockWindow } from './global-lock-window.js';
import { openSnapshotWindow } from './snapshot-window.js';
import { openTableLockWindow } from './table-lock-window.js';
import { MariadbDumpWindow } from '../../dropin/window/mariadb-dump-window.js';
import { MysqldumpWindow } from '../../dropin/window/mysqldump-window.js';
import { watchControl, type Window, type WindowContext } from './control.js';

export async function openWindow(context: WindowContext): Promise<Window> {
  const { consistency } = context.options.window;
  if (consistency === 'read-only') {
    // Ours alone, also in a drop-in that is asked for it.
    watchControl(context);
    return await openGlobalLockWindow(context, true);
  }
  // Losing the connection is an error among others there: it shows where it is met.
  const { drop } = styleFor(context.options.personality);
  if (drop?.flavor === 'mysql') return new MysqldumpWindow(context);
  if (drop?.flavor === 'mariadb') return new MariadbDumpWindow(context);
  watchControl(context);
  switch (consistency) {
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
