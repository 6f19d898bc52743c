// All situations, in the order of their numbers.

import type { Situation } from './situation.js';

export const SITUATIONS: readonly Situation[] = [];
