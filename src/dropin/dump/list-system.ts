// --system: parts of the schema mysql as statements, or as rows that replace what is there.

import type { Session } from '../../mysql/protocol/session.js';
import type { SystemPart } from '../../model/options.js';
import type { Section } from '../../schema/text/section.js';
import { listSystemTables } from '../accounts/system-data.js';
import { writeSystem } from '../accounts/write-system.js';
import type { ToolContext } from '../messages/tool-context.js';
import { tellNoRows } from '../messages/verbose.js';
import { beginRelation } from './begin-relation.js';
import type { LazyCatalog } from './lazy-catalog.js';

/** In the order of the dump: the last ones are rows. */
const PARTS: readonly SystemPart[] = ['plugins', 'users', 'udfs', 'servers', 'stats', 'timezones'];

export async function* listSystem(
  session: Session,
  ctx: ToolContext,
  catalog: LazyCatalog,
): AsyncGenerator<Section, void> {
  const { data, system } = ctx.selection;
  for (const part of PARTS) {
    if (!system.has(part)) continue;
    if (part !== 'stats' && part !== 'timezones') {
      yield { kind: 'step', run: async (out) => await writeSystem(session, ctx, out, part) };
    } else if (await catalog.enter('mysql')) {
      yield { kind: 'step', run: (out) => out.add('\nUSE mysql;\n') };
      for (const table of await catalog.readTables('mysql', listSystemTables(part))) {
        yield { kind: 'step', run: async () => await beginRelation(session, ctx, table) };
        if (data) yield { kind: 'rows', table, replaces: true };
        else yield { kind: 'step', run: () => tellNoRows(ctx, table) };
      }
    }
  }
}
