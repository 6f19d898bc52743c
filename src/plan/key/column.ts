// What the planner knows of a type it cuts along: how a value is read exactly, how it is
// written exactly, and where between two values it may be worth to cut.

import type { CutColumn } from './range.js';

export interface KeyColumn extends CutColumn {
  /** SQL that gives a value as ASCII text, whatever the connection's character set. */
  readonly text: string;
  /** SQL literal of exactly this value. Throws where `text` could not have given the text. */
  toLiteral(text: string): string;
  /**
   * SQL of values that might cut what lies between two values into `pieces`. A guess: the
   * server is asked what is there, and compares in its own order.
   */
  guess(least: string, greatest: string, pieces: number): Iterable<string>;
}
