// What stands around the INSERTs of a table: heading, locks, keys, autocommit. Pure; the
// rows themselves take the fast path in engine/.

import { commentSafe } from '../../encode/text/comment.js';
import { type InsertForm, takesDelayed } from '../../encode/rows/insert-style.js';
import type { Table } from '../../model/catalog.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText } from '../text/section-text.js';
import { systemTableKind } from '../catalog/system-tables.js';

/** `orderColumns`: what the rows are sorted by, empty where they are not. */
export function writeRowsTitle(
  ctx: SectionContext,
  out: SectionText,
  table: Table,
  orderColumns: readonly string[],
): void {
  const { format, selection } = ctx;
  const order = orderColumns.map(ctx.names.write).join(',');
  const { where } = selection;
  const { commentBytesMax, commentLineBytesMax } = ctx.dialect;
  // The end of a line is cut off with it.
  const line = (label: string, text: string): string => {
    const safe = commentSafe(text, commentBytesMax);
    return comment(format, `-- ${label}:  ${safe}\n`.slice(0, commentLineBytesMax));
  };
  out.add(
    heading(format, `Dumping data for table ${commentSafe(ctx.names.quote(table.name))}`),
    where === undefined ? '' : line('WHERE', where),
    order === '' ? '' : line('ORDER BY', order),
    format.compact || format.xml ? '' : '\n',
  );
}

/** What comes once the server has begun to answer. */
export function writeRowsOpening(ctx: SectionContext, out: SectionText, table: Table): void {
  const { dialect, format } = ctx;
  const name = ctx.names.write(table.name);
  out.add(
    format.noAutocommit ? dialect.autocommit.beforeLock : '',
    locksTable(ctx, table) ? `LOCK TABLES ${name} WRITE;\n` : '',
    format.disableKeys ? `/*!40000 ALTER TABLE ${name} DISABLE KEYS */;\n` : '',
    format.noAutocommit ? dialect.autocommit.beforeRows : '',
  );
}

export function writeRowsTail(ctx: SectionContext, out: SectionText, table: Table): void {
  const { dialect, format } = ctx;
  const name = ctx.names.write(table.name);
  out.add(
    format.disableKeys ? `/*!40000 ALTER TABLE ${name} ENABLE KEYS */;\n` : '',
    locksTable(ctx, table) ? 'UNLOCK TABLES;\n' : '',
    format.noAutocommit ? dialect.autocommit.afterRows : endRows(ctx, table),
  );
}

/** Of a session that does not commit by itself; UNLOCK TABLES commits. */
function endRows(ctx: SectionContext, table: Table): string {
  return ctx.settings.length > 0 && !locksTable(ctx, table) ? 'COMMIT;\n' : '';
}

/** The server itself fills its statistics: ours must not collide with its rows. */
export function insertFormFor(ctx: SectionContext, table: Table): InsertForm {
  const { format } = ctx;
  return {
    ...format,
    insertIgnore: format.insertIgnore || isStats(ctx, table),
    delayedInsert: format.delayedInsert && takesDelayed(table.engine),
  };
}

export function locksTable(ctx: SectionContext, table: Table): boolean {
  const unlockable =
    ctx.dialect.locksLackSequences && table.columns.some((column) => column.sequenceDefault);
  return ctx.format.addLocks && !unlockable && !isStats(ctx, table);
}

function isStats(ctx: SectionContext, table: Table): boolean {
  return systemTableKind(ctx, table.schema, table.name) === 'stats-rows';
}
