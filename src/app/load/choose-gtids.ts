// Whether the GTIDs of a dump become those of the target: once, before anything is written, for
// what a load writes to the binary log has GTIDs of its own.

import type { LoadOptions } from '../../model/load-options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';

export async function takesGtids(
  session: Session,
  { flavor, gtidMode }: ServerFacts,
  { gtidPurged, selection }: LoadOptions,
): Promise<boolean> {
  if (flavor !== 'mysql' || gtidPurged === 'off') return false;
  if (gtidPurged === 'on') return true;
  const isPart =
    selection.only.length > 0 || selection.ignored.length > 0 || !selection.definitions;
  if (isPart || gtidMode === 'OFF') return false;
  const [row] = await session.query('SELECT @@GLOBAL.gtid_executed AS own');
  return row?.string('own') === '';
}
