// Turns one section into bytes. Rows are not written here.

import type { Session } from '../mysql/session.js';
import { writeDatabase, writeLogOutput, writeUseDatabase } from './database.js';
import { writeEpilogue } from './epilogue.js';
import { writeEvents } from './events.js';
import { writeHistograms } from './histograms.js';
import { writeFinalView } from './final-view.js';
import type { Section } from './list-sections.js';
import { writeMaskingPolicies } from './masking-policies.js';
import { writePrologue } from './prologue.js';
import { replicationOf } from './replication-blocks.js';
import { writeRoutines } from './routines.js';
import type { SectionContext } from './section-context.js';
import type { SectionText } from './section-text.js';
import { writeSequence } from './sequences.js';
import { writeSystem } from './write-system.js';
import { writeTableStructure } from './table-structure.js';
import { writeTablespaces } from './tablespaces.js';
import { writeTriggers } from './triggers.js';
import { writeGrants, writeUsers } from './users.js';
import { writeViewPlaceholder } from './view-placeholder.js';
import { writeXmlSection } from './write-xml-section.js';

/** Sections of rows are app's; entering and leaving a schema is the window's. */
export type WritableSection = Exclude<Section, { readonly kind: 'rows' | MarkKind }>;

/** Says only where we are in the dump. */
export type MarkSection = Extract<Section, { readonly kind: MarkKind }>;

type MarkKind = (typeof MARKS)[number];

const MARKS = [
  'begin-relation',
  'no-rows',
  'end-relation',
  'no-view',
  'begin',
  'begun',
  'begin-schema',
  'end-schema',
  'enter-schema',
  'leave-tables',
  'leave-schema',
  'enter-views',
  'leave-views',
  'finish',
] as const;

export function isMark(section: Section): section is MarkSection {
  return (MARKS as readonly string[]).includes(section.kind);
}

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
      return await replicationOf(ctx).head(session, ctx, out);
    case 'positions':
      return await replicationOf(ctx).positions(session, ctx, out);
    case 'deferred':
      return await replicationOf(ctx).deferred(session, ctx, out);
    case 'users':
      return await writeUsers(session, ctx, out);
    case 'grants':
      return await writeGrants(session, ctx, out);
    case 'masking-policies':
      return await writeMaskingPolicies(session, ctx, out);
    case 'histograms':
      return await writeHistograms(session, ctx, out, section.schema, section.name);
    case 'tablespaces':
      return await writeTablespaces(session, ctx, out);
    case 'database':
      return await writeDatabase(session, ctx, out, section.schema);
    case 'sequence':
      return await writeSequence(session, ctx, out, section.sequence);
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
    case 'system':
      return await writeSystem(session, ctx, out, section.part);
    case 'use-system':
      return out.add('\nUSE mysql;\n');
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
