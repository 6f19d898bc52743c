// The sections of a dump of many files, from those of a stream: what goes to one file comes
// in a row, and in the order it can be restored in. A schema's rows come behind all of its
// tables, the largest first, and before its triggers, which must not see them.

import type { SectionLabel } from '../../model/manifest.js';
import type { RowsSection, Section } from '../text/section.js';

/** Part of the dump that a kind of section goes to; the others are parts of their own. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['database', 'definitions'],
  ['sequence', 'definitions'],
  ['sequence-value', 'definitions'],
  ['table', 'definitions'],
  ['view-placeholder', 'definitions'],
  ['log-output', 'definitions'],
  ['final-view', 'views'],
  ['replication-head', 'replication'],
  ['replication-tail', 'replication-end'],
]);

/** Each file has its own. */
const PER_FILE: ReadonlySet<string> = new Set(['prologue', 'use-database', 'epilogue']);

/** A file holds sections of one part of one schema, or of the server. */
export function partOf({ kind }: SectionLabel): string {
  return PARTS.get(kind) ?? kind;
}

/** What begins and ends each file, and leads into its schema, is not among them. */
export async function* listFileSections(
  sections: AsyncIterable<Section>,
): AsyncGenerator<Section, void> {
  const rows: RowsSection[] = [];
  const triggers: Section[] = [];
  for await (const section of sections) {
    if (PER_FILE.has(section.kind)) continue;
    if (section.kind === 'rows') rows.push(section);
    else if (section.kind === 'triggers') triggers.push(section);
    else {
      // Tables may be locked until the first of these.
      if (section.kind === 'leave-tables' || section.kind === 'end-schema') {
        rows.sort((left, right) => right.table.dataBytesEstimate - left.table.dataBytesEstimate);
        yield* [rows, triggers].flatMap((waiting) => waiting.splice(0));
      }
      yield section;
    }
  }
}
