// What the stock tools write around the rows of a table, as SQL and as XML.

import type { Table } from '../../model/catalog.js';
import {
  locksTable,
  writeRowsOpening,
  writeRowsTail,
} from '../../schema/definitions/rows-frame.js';
import type { SectionText } from '../../schema/text/section-text.js';
import { writeXmlRowsOpening, writeXmlRowsTail } from '../../schema/xml/xml-frame.js';
import type { ToolContext } from '../messages/tool-context.js';
import { isCopiedFromS3 } from './s3-table.js';
import { HISTORY_ENDING, HISTORY_OPENING } from './table-history.js';

export function addToolOpening(ctx: ToolContext, out: SectionText, table: Table): void {
  if (ctx.format.xml) return addXmlOpening(ctx, out, table);
  if (keepsHistory(ctx, table)) out.add(HISTORY_OPENING);
  writeRowsOpening(ctx, out, table);
}

export function addToolEnding(ctx: ToolContext, out: SectionText, table: Table): void {
  if (ctx.format.xml) writeXmlRowsTail(out);
  if (isCopiedFromS3(ctx, table)) {
    out.add(`ALTER TABLE ${ctx.names.write(table.name)} ENGINE=S3;\n`);
  }
  writeRowsTail(ctx, out, table);
  if (keepsHistory(ctx, table)) out.add(HISTORY_ENDING);
}

/** The tools write the statements of SQL between the elements. */
function addXmlOpening(ctx: ToolContext, out: SectionText, table: Table): void {
  const { dialect, format } = ctx;
  const name = ctx.names.write(table.name);
  const { autocommit } = dialect;
  out.add(
    format.noAutocommit ? autocommit.beforeLock : '',
    locksTable(ctx, table) ? `LOCK TABLES ${name} WRITE;\n` : '',
    format.disableKeys ? `/*!40000 ALTER TABLE ${name} DISABLE KEYS */;\n` : '',
  );
  writeXmlRowsOpening(ctx, out, table);
  out.add(format.noAutocommit ? autocommit.beforeRows : '');
}

function keepsHistory({ selection }: ToolContext, table: Table): boolean {
  return selection.dumpHistory && table.versioned;
}
