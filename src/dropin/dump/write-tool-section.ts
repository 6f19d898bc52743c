// Turns one section into bytes where the stock tools do it in another way than we; the rest
// is written as ours.

import type { Session } from '../../mysql/protocol/session.js';
import { writeEvents } from '../../schema/definitions/events.js';
import { writeRoutines } from '../../schema/definitions/routines.js';
import { writeSection } from '../../schema/sections/write-section.js';
import type { WritableSection } from '../../schema/text/section.js';
import type { SectionText } from '../../schema/text/section-text.js';
import { writeXmlRoutines } from '../../schema/xml/xml-programs.js';
import type { ToolContext } from '../messages/tool-context.js';
import { enterEscaped } from './events-schema.js';
import { hasLibraries } from './missing-libraries.js';
import { replicationBlocks } from './replication.js';
import { writeToolTable } from './tool-table.js';
import { writeToolTriggers } from './tool-triggers.js';

export async function writeToolSection(
  section: WritableSection,
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  // They have no form in XML, and stand in it as they are.
  if (section.kind === 'replication-head') {
    return await replicationBlocks(ctx).head(session, ctx, out);
  }
  if (section.kind === 'replication-tail') {
    return await replicationBlocks(ctx).tail(session, ctx, out);
  }
  if (section.kind === 'routines') {
    const write = ctx.format.xml ? writeXmlRoutines : writeRoutines;
    return await write(
      session,
      ctx,
      out,
      section.schema,
      async (schema, routine) => await hasLibraries(session, ctx, out, schema, routine),
    );
  }
  if (!ctx.format.xml) {
    if (section.kind === 'table') return await writeToolTable(session, ctx, out, section.table);
    if (section.kind === 'triggers') {
      return await writeToolTriggers(session, ctx, out, section.schema, section.table);
    }
    if (section.kind === 'events') {
      const { schema } = section;
      const mayBegin = async (): Promise<boolean> => await enterEscaped(session, ctx, schema.name);
      return await writeEvents(session, ctx, out, schema, mayBegin);
    }
  }
  await writeSection(section, session, ctx, out);
}
