// All situations, in the order of their numbers.

import { ACCOUNT_SITUATIONS } from './account-situations.js';
import { FAILED_STREAMS } from './failed-streams.js';
import { KEPT_BY_TOOLS } from './kept-by-tools.js';
import { PROCESS_SITUATIONS } from './process-situations.js';
import { LABELS } from './labels.js';
import { LEFT_OUT } from './left-out.js';
import { OWN_DATABASE } from './own-database.js';
import type { Situation } from './situation.js';
import { TARGET_SITUATIONS } from './target-situations.js';
import { UNREADABLE_TABLES } from './unreadable-tables.js';

export const SITUATIONS: readonly Situation[] = [
  ...ACCOUNT_SITUATIONS,
  ...FAILED_STREAMS,
  ...KEPT_BY_TOOLS,
  ...PROCESS_SITUATIONS,
  ...LABELS,
  ...LEFT_OUT,
  ...OWN_DATABASE,
  ...TARGET_SITUATIONS,
  ...UNREADABLE_TABLES,
];
