// Puts one row in its place in a sequence of INSERTs: after a separator, or at the start of
// a statement of its own, as the grouping decides once the row's length is known.

import type { EncodesRows } from './row-format.js';
import type { StatementGrouping } from './statement-grouping.js';

const END_STATEMENT = Buffer.from(';\n');

/** Writes to `to` at `at` and returns where it ends; `wire` has the row packet at `packet`. */
export function writeRow(
  encoder: EncodesRows,
  prefix: Uint8Array,
  separator: Uint8Array,
  grouping: StatementGrouping,
  to: Uint8Array,
  at: number,
  wire: Uint8Array,
  packet: number,
): number {
  const wasOpen = grouping.open;
  const lead = wasOpen ? separator : prefix;
  const tupleStart = at + lead.length;
  const tupleEnd = encoder.encode(to, tupleStart, wire, packet);
  if (!grouping.add(tupleEnd - tupleStart) || !wasOpen) {
    to.set(lead, at);
    return tupleEnd;
  }
  // Only now do we know that it starts a statement of its own: move it up.
  const moved = at + END_STATEMENT.length + prefix.length;
  to.copyWithin(moved, tupleStart, tupleEnd);
  to.set(END_STATEMENT, at);
  to.set(prefix, at + END_STATEMENT.length);
  return moved + (tupleEnd - tupleStart);
}
