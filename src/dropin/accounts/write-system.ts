// The parts of --system that are statements, not rows.

import type { SystemPart } from '../../model/options.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';
import { writeSystemAccounts } from './system-accounts.js';
import type { SystemDataPart } from './system-data.js';
import { writeSystemFunctions, writeSystemPlugins, writeSystemServers } from './system-objects.js';

export async function writeSystem(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  part: Exclude<SystemPart, SystemDataPart>,
): Promise<void> {
  switch (part) {
    case 'plugins':
      return await writeSystemPlugins(session, ctx, out);
    case 'users':
      return await writeSystemAccounts(session, ctx, out);
    case 'udfs':
      return await writeSystemFunctions(session, ctx, out);
    case 'servers':
      return await writeSystemServers(session, ctx, out);
  }
}
