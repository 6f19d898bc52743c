// What a load has to know of kinds of statements, beyond what each does.

import type { Classified } from '../../engine/statements/classified.js';

type Kinds = ReadonlySet<Classified['class']>;

/** These need neither rows nor indexes of those before them. */
export const NEEDS_NOTHING: Kinds = new Set([
  'create-table',
  'create-view',
  'create-sequence',
  'create-database',
  'drop-table',
  'drop-view',
  'drop-sequence',
  'sequence-value',
  'set-session',
  'use',
  'alter-keys',
  'lock',
  'unlock',
  'transaction',
  'select',
  'prepare',
  'empty',
] as const);

/** What leaves nothing in the target: it is run, or passed over, in each run. */
export const UNRECORDED: Kinds = new Set([
  'set-session',
  'use',
  'alter-keys',
  'lock',
  'unlock',
  'transaction',
]);

/** Run together with their record: whether they were run shows nowhere else. */
export const CHANGES_ROWS: Kinds = new Set(['insert', 'insert-select', 'change-rows']);
