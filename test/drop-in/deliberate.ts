// THE table of deliberate differences between the drop-in and the real tools. A byte that
// differs and is not explained here is a bug. Documentation takes its list from here.

import type { Difference, DropInCase } from './case.js';

export interface DeliberateDifference {
  readonly name: string;
  /** Why ours is not the same; what a user has to know. */
  readonly reason: string;
  explains(difference: Difference, one: DropInCase): boolean;
}

export const DELIBERATE: readonly DeliberateDifference[] = [];
