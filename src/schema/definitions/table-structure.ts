// DROP and CREATE of a table. A table the server cannot show is reported and left out.

import { commentSafe } from '../../encode/text/comment.js';
import type { Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { hasNoCharsets } from '../text/compatible.js';
import { checkStatement } from '../text/check-definition.js';
import { tableWithoutDatabase } from '../text/own-database.js';
import { isCopiedFromS3, isLeftOnS3, movedFromS3 } from '../../dropin/dump/s3-table.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { setShowOptions } from './show-options.js';
import { showBytes } from './show-bytes.js';
import { readStockOrder } from '../../dropin/dump/row-order.js';
import { couldntExecute } from '../../dropin/messages/failures.js';
import { isKept, systemTableKind } from '../catalog/system-tables.js';

export async function writeTableStructure(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  table: Table,
): Promise<void> {
  const { dialect, format, names, style } = ctx;
  if (isLeftOnS3(ctx, table)) return ctx.leaveOutRows(table);
  const name = names.quote(table.name);
  const title = heading(format, `Table structure for table ${commentSafe(name)}`);
  const kept = isKept(systemTableKind(ctx, table.schema, table.name));
  const statement = `show create table ${name}`;
  let create: Buffer;
  try {
    await setShowOptions(session, ctx);
    const [row] = await showBytes(session, ctx, table.schema, statement);
    create = row?.bytesAt(1) ?? Buffer.alloc(0);
    if (style.guardsBodies) {
      checkStatement(`table ${table.schema}.${table.name}`, toByteText(create));
    }
    if (style.omitsOwnDatabase) {
      const schema = toByteText(Buffer.from(table.schema));
      create = toBytes(tableWithoutDatabase(toByteText(create), schema));
    }
  } catch (error) {
    const object = `table ${table.schema}.${table.name}`;
    // The stock tools read the keys first; what they say of them comes first, too.
    if (!style.notesFailures && format.orderByPrimary) await readStockOrder(session, ctx, table);
    const reason = ctx.failed(couldntExecute(object, statement, error));
    const note = comment(format, `\n-- failed on table ${commentSafe(`${name}: ${reason}`)}\n`);
    if (style.notesFailures) out.add(title, note);
    return ctx.leaveOutRows(table);
  }
  const setsCharset = !hasNoCharsets(format);
  out.add(
    title,
    comment(format, '\n'),
    format.addDropTable && !kept ? `DROP TABLE IF EXISTS ${names.write(table.name)};\n` : '',
    setsCharset ? '/*!40101 SET @saved_cs_client     = @@character_set_client */;\n' : '',
    setsCharset ? dialect.setTableCharset : '',
    kept ? createIfMissing(create) : isCopiedFromS3(ctx, table) ? toAria(create) : create,
    ';\n',
    setsCharset ? '/*!40101 SET character_set_client = @saved_cs_client */;\n' : '',
  );
}

function toAria(create: Buffer): Buffer {
  return toBytes(movedFromS3(toByteText(create)));
}

function createIfMissing(create: Buffer): Buffer {
  return toBytes(toByteText(create).replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS '));
}
