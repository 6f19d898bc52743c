// What every section of a drop-in's dump is written with.

import type { Coordinates } from '../../model/coordinates.js';
import type { ErrorOptions } from '../../model/options.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import type { ToolReporter } from './tool-reporter.js';

export interface ToolContext extends SectionContext {
  readonly tool: ToolReporter;
  readonly errors: ErrorOptions;
  /** Rows are read from a snapshot. */
  readonly isSnapshot: boolean;
  /** What the head of the dump learnt of them, for its tail. */
  readonly learnt: { coordinates: Coordinates };
}
