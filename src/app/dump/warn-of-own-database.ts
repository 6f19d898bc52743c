// Names what reaches back into the database it was dumped from.

import type { RunContext } from '../run/run-context.js';
import { nameSome } from './name-some.js';
import type { WrittenOutcome } from './skipped-objects.js';

/** Only where whoever restores chooses the database. */
export function warnOfOwnDatabase(
  { narrator, options }: RunContext,
  outcome: WrittenOutcome,
): void {
  const { scope } = options.selection;
  const objects = outcome.namingDatabase;
  if (scope.kind !== 'tables' || objects.length === 0) return;
  narrator.warn(
    `these name their own database and use it wherever they are restored: ${nameSome(objects)}`,
  );
}
