// The sections of a dump of XML, from those of SQL: each database is an element, views are
// written once, and nothing is entered or created.

import type { Dialect } from './dialect.js';
import type { Section } from './list-sections.js';
import { systemTableKind } from './system-tables.js';

export async function* listXmlSections(
  sections: AsyncIterable<Section>,
  dialect: Dialect,
): AsyncGenerator<Section, void> {
  let open: string | undefined;
  for await (const section of sections) {
    if (section.kind === 'database' || section.kind === 'use-database') continue;
    if (section.kind === 'final-view') continue;
    const isEnd =
      section.kind === 'leave-schema' || (section.kind === 'table' && isAfter(section, dialect));
    if (isEnd && open !== undefined) {
      yield { kind: 'close-database', schema: open };
      open = undefined;
    }
    yield section;
    if (section.kind === 'enter-schema') {
      open = section.schema.name;
      yield { kind: 'open-database', schema: open };
    }
  }
}

/** mysqldump writes the server's logs behind their database. */
function isAfter(section: Extract<Section, { kind: 'table' }>, dialect: Dialect): boolean {
  const { schema, name } = section.table;
  return dialect.closesBeforeLogs && systemTableKind(dialect, schema, name) === 'kept-last';
}
