// Turns one section into XML; what has no form in XML is written as SQL. Which sections
// there are, and where a database begins and ends, is decided in list-xml-sections.ts.

import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../text/section-context.js';
import { SectionText } from '../text/section-text.js';
import { addStatements, CLOSE_DATABASE, openDatabase, XML_FOOT, XML_HEAD } from './xml-frame.js';
import { writeXmlEvents, writeXmlRoutines, writeXmlTriggers } from './xml-programs.js';
import { writeXmlTable } from './xml-table.js';
import type { WritableSection } from '../text/section.js';

/** The same section as SQL. */
type WriteSql = (
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
  out: SectionText,
) => Promise<void>;

export async function writeXmlSection(
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  writeSql: WriteSql,
): Promise<void> {
  switch (section.kind) {
    case 'prologue':
      return out.add(XML_HEAD);
    case 'epilogue':
      return out.add(XML_FOOT);
    case 'open-database':
      return out.add(openDatabase(ctx, section.schema));
    case 'close-database':
      return out.add(CLOSE_DATABASE);
    case 'table':
      return await writeXmlTable(session, ctx, out, 'table', section.table);
    case 'view-placeholder':
      return await writeXmlTable(session, ctx, out, 'view', section.view);
    case 'triggers':
      return await writeXmlTriggers(session, ctx, out, section.schema, section.table);
    case 'events':
      return await writeXmlEvents(session, ctx, out, section.schema);
    case 'routines':
      return await writeXmlRoutines(session, ctx, out, section.schema);
    case 'database':
    case 'use-database':
    case 'final-view':
      return;
    case 'log-output':
    case 'flush-privileges':
    case 'replication-head':
    case 'replication-tail':
    case 'sequence':
    case 'sequence-value':
    case 'tablespaces': {
      const sql = new SectionText(ctx.style.text);
      try {
        await writeSql(section, session, sqlContext(ctx), sql);
      } finally {
        addStatements(ctx, out, sql.take());
      }
    }
  }
}

/** Where SQL is text of an element its comments are SQL as well. */
function sqlContext(ctx: SectionContext): SectionContext {
  return ctx.style.strictXml ? { ...ctx, format: { ...ctx.format, xml: false } } : ctx;
}
