// Turns one section into bytes. Rows are not written here.

import type { Session } from '../../mysql/protocol/session.js';
import { writeDatabase, writeLogOutput, writeUseDatabase } from '../definitions/database.js';
import { writeEpilogue } from './epilogue.js';
import { writeEvents } from '../definitions/events.js';
import { writeFinalView } from '../definitions/final-view.js';
import { writePrologue } from './prologue.js';
import { replicationOf } from '../definitions/replication-blocks.js';
import { writeRoutines } from '../definitions/routines.js';
import type { SectionContext } from '../text/section-context.js';
import type { SectionText } from '../text/section-text.js';
import { writeSequence, writeSequenceValue } from '../definitions/sequences.js';
import { writeTableStructure } from '../definitions/table-structure.js';
import { writeTablespaces } from '../definitions/tablespaces.js';
import { writeTriggers } from '../definitions/triggers.js';
import { writeViewPlaceholder } from '../definitions/view-placeholder.js';
import { writeXmlSection } from '../xml/write-xml-section.js';
import type { WritableSection } from '../text/section.js';

/** Comment and all, whatever --comments says. */
const FLUSH_PRIVILEGES = '\n--\n-- Flush Grant Tables \n--\n\n/*! FLUSH PRIVILEGES */;\n';

/**
 * Writes `section` to `out`. Changes the session's current database. Rejects only where the
 * dump as a whole cannot go on; an object the server cannot show goes to `ctx.failed`.
 */
export async function writeSection(
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
  out: SectionText,
): Promise<void> {
  if (!ctx.format.xml) return await writeSqlSection(section, session, ctx, out);
  await writeXmlSection(section, session, ctx, out, writeSqlSection);
}

async function writeSqlSection(
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
  out: SectionText,
): Promise<void> {
  switch (section.kind) {
    case 'prologue':
      return writePrologue(ctx, out, section.savesStats);
    case 'replication-head':
      return replicationOf(ctx).head(ctx, out);
    case 'tablespaces':
      return await writeTablespaces(session, ctx, out);
    case 'database':
      return await writeDatabase(session, ctx, out, section.schema);
    case 'sequence':
      return await writeSequence(session, ctx, out, section.sequence);
    case 'sequence-value':
      return await writeSequenceValue(session, ctx, out, section.sequence);
    case 'table':
      return await writeTableStructure(session, ctx, out, section.table);
    case 'triggers':
      return await writeTriggers(session, ctx, out, section.schema, section.table);
    case 'view-placeholder':
      return await writeViewPlaceholder(session, ctx, out, section.view);
    case 'events':
      return await writeEvents(session, ctx, out, section.schema);
    case 'routines':
      return await writeRoutines(session, ctx, out, section.schema);
    case 'log-output':
      return writeLogOutput(ctx, out);
    case 'use-database':
      return writeUseDatabase(ctx, out, section.schema);
    case 'final-view':
      return await writeFinalView(session, ctx, out, section.view);
    case 'replication-tail':
      return replicationOf(ctx).tail(ctx, out);
    case 'flush-privileges':
      return out.add(FLUSH_PRIVILEGES);
    case 'open-database':
    case 'close-database':
      return;
    case 'epilogue':
      return writeEpilogue(ctx, out, section.savesStats, new Date());
  }
}
