// What mysqldump says about GTIDs that are in the dump of a part, or of no one moment.

import type { DumpOptions } from '../../model/options.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import type { RunContext } from '../../app/run/run-context.js';

const PARTIAL =
  'Warning: A partial dump from a server that has GTIDs will by default include the GTIDs of ' +
  'all transactions, even those that changed suppressed parts of the database. If you ' +
  "don't want to restore GTIDs, pass --set-gtid-purged=OFF. To make a complete dump, pass " +
  '--all-databases --triggers --routines --events. ';

const INCONSISTENT =
  'Warning: A dump from a server that has GTIDs enabled will by default include the GTIDs ' +
  'of all transactions, even those that were executed during its extraction and might ' +
  'not be represented in the dumped data. This might result in an inconsistent data dump. \n' +
  'In order to ensure a consistent backup of the database, pass --single-transaction or ' +
  '--lock-all-tables or --source-data. ';

export function warnOfStockGtids({ facts, options }: RunContext, tool: ToolReporter): void {
  const { setGtidPurged, sourceData } = options.replication;
  if (setGtidPurged === 'off' || facts.gtidMode === 'OFF') return;
  if (isPartial(options)) tool.tell(PARTIAL);
  const { consistency } = options.window;
  const isOneMoment = consistency === 'single-transaction' || consistency === 'lock-all-tables';
  if (!isOneMoment && sourceData === 0) tool.tell(INCONSISTENT);
}

function isPartial({ selection }: DumpOptions): boolean {
  const { events, routines, scope, triggers } = selection;
  return scope.kind !== 'all-databases' || !triggers || !routines || !events;
}
