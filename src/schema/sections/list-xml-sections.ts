// The sections of a dump of XML, from those of SQL: each database is an element, views are
// written once, and nothing is entered or created.

import type { Dialect } from '../text/dialect.js';
import type { Section } from '../text/section.js';

export async function* listXmlSections(
  sections: AsyncIterable<Section>,
  dialect: Dialect,
): AsyncGenerator<Section, void> {
  let open: string | undefined;
  // mysqldump writes the server's logs behind their database.
  const end = dialect.closesBeforeLogs ? 'leave-schema' : 'end-schema';
  for await (const section of sections) {
    if (section.kind === 'database' || section.kind === 'use-database') continue;
    if (section.kind === 'final-view') continue;
    if (section.kind === end && open !== undefined) {
      yield { kind: 'close-database', schema: open };
      open = undefined;
    }
    yield section;
    // With a list of tables behind the locks, which may fail.
    const begins = section.kind === 'enter-schema' || section.kind === 'begin-schema';
    if (begins && section.schema.listed === (section.kind === 'enter-schema')) {
      open = section.schema.name;
      yield { kind: 'open-database', schema: open };
    }
  }
}
