// Turns one section into bytes. Rows are not written here.

import type { Session } from '../mysql/session.js';
import { buildUseDatabase, writeDatabase } from './database.js';
import { buildEpilogue } from './epilogue.js';
import { writeEvents } from './events.js';
import { writeFinalView } from './final-view.js';
import type { Section } from './list-sections.js';
import { buildPrologue } from './prologue.js';
import { buildMariadbReplicationHead, buildMariadbReplicationTail } from './replication-mariadb.js';
import { buildMysqlReplicationHead, buildMysqlReplicationTail } from './replication-mysql.js';
import { writeRoutines } from './routines.js';
import type { SectionContext } from './section-context.js';
import { writeSequence } from './sequences.js';
import { writeTableStructure } from './table-structure.js';
import { writeTablespaces } from './tablespaces.js';
import { writeTriggers } from './triggers.js';
import { writeViewPlaceholder } from './view-placeholder.js';

export type WritableSection = Exclude<Section, { readonly kind: 'rows' }>;

/**
 * The bytes of `section`. Changes the session's current database. Rejects only where the
 * dump as a whole cannot go on; an object the server cannot show is reported to `ctx.skip`.
 */
export async function writeSection(
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
): Promise<Buffer> {
  switch (section.kind) {
    case 'prologue':
      return buildPrologue(ctx, section.savesStats);
    case 'replication-head':
      return buildReplicationHead(ctx);
    case 'tablespaces':
      return await writeTablespaces(session, ctx);
    case 'enter-schema':
    case 'leave-schema':
      return Buffer.alloc(0);
    case 'database':
      return await writeDatabase(session, ctx, section.schema);
    case 'sequence':
      return await writeSequence(session, ctx, section.sequence);
    case 'table':
      return await writeTableStructure(session, ctx, section.table);
    case 'triggers':
      return await writeTriggers(session, ctx, section.schema, section.table);
    case 'view-placeholder':
      return await writeViewPlaceholder(session, ctx, section.view);
    case 'events':
      return await writeEvents(session, ctx, section.schema);
    case 'routines':
      return await writeRoutines(session, ctx, section.schema);
    case 'use-database':
      return buildUseDatabase(ctx, section.schema);
    case 'final-view':
      return await writeFinalView(session, ctx, section.view);
    case 'replication-tail':
      return buildReplicationTail(ctx);
    case 'epilogue':
      return buildEpilogue(ctx, section.savesStats, new Date());
  }
}

function buildReplicationHead(ctx: SectionContext): Buffer {
  return ctx.facts.flavor === 'mysql'
    ? buildMysqlReplicationHead(ctx)
    : buildMariadbReplicationHead(ctx);
}

function buildReplicationTail(ctx: SectionContext): Buffer {
  return ctx.facts.flavor === 'mysql'
    ? buildMysqlReplicationTail(ctx)
    : buildMariadbReplicationTail(ctx);
}
