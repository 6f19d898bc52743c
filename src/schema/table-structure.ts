// DROP and CREATE of a table. A table the server cannot show is skipped and reported; its
// rows will fail by themselves.

import { commentSafe } from '../encode/comment.js';
import type { Table } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';
import { couldntExecute } from './stock-words.js';
import { isKept, systemTableKind } from './system-tables.js';

export async function writeTableStructure(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  table: Table,
): Promise<void> {
  const { dialect, format } = ctx;
  const name = ctx.names.quote(table.name);
  out.add(heading(format, `Table structure for table ${commentSafe(name)}`));
  const kept = isKept(systemTableKind(dialect, table.schema, table.name));
  const statement = `show create table ${name}`;
  let create: Buffer;
  try {
    const [row] = await showBytes(session, ctx, table.schema, statement);
    create = row?.bytesAt(1) ?? Buffer.alloc(0);
  } catch (error) {
    const object = `table ${table.schema}.${table.name}`;
    const reason = ctx.failed(couldntExecute(object, statement, error));
    out.add(comment(format, `\n-- failed on table ${commentSafe(`${name}: ${reason}`)}\n`));
    return;
  }
  out.add(
    comment(format, '\n'),
    format.addDropTable && !kept ? `DROP TABLE IF EXISTS ${ctx.names.write(table.name)};\n` : '',
    '/*!40101 SET @saved_cs_client     = @@character_set_client */;\n',
    dialect.setTableCharset,
    kept ? createIfMissing(create) : create,
    ';\n/*!40101 SET character_set_client = @saved_cs_client */;\n',
  );
}

function createIfMissing(create: Buffer): Buffer {
  return toBytes(toByteText(create).replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS '));
}
