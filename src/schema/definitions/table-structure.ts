// DROP and CREATE of a table. A table the server cannot show is reported and left out.

import { commentSafe } from '../../encode/text/comment.js';
import type { Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { hasNoCharsets } from '../text/compatible.js';
import { checkStatement } from '../text/check-definition.js';
import { tableWithoutDatabase } from '../text/own-database.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { setShowOptions } from './show-options.js';
import { showBytes } from './show-bytes.js';
import { isKept, systemTableKind } from '../catalog/system-tables.js';

export async function writeTableStructure(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  table: Table,
): Promise<void> {
  const create = await showDefinition(
    ctx,
    `table ${table.schema}.${table.name}`,
    showTable(ctx, table),
    async () => await readCreateTable(session, ctx, table),
  );
  if (!(create instanceof NotShown)) return writeCreateTable(ctx, out, table, create);
  const failure = commentSafe(`${ctx.names.quote(table.name)}: ${create.reason}`);
  out.add(title(ctx, table), comment(ctx.format, `\n-- failed on table ${failure}\n`));
  ctx.leaveOutRows(table);
}

/** The statement that readCreateTable() sends. */
export function showTable({ names }: SectionContext, { name }: Table): string {
  return `show create table ${names.quote(name)}`;
}

/** Rejects where the server does not show it. */
export async function readCreateTable(
  session: Session,
  ctx: SectionContext,
  table: Table,
): Promise<Buffer> {
  const { schema, name } = table;
  await setShowOptions(session, ctx);
  const [row] = await showBytes(session, ctx, schema, showTable(ctx, table));
  const create = row?.bytesAt(1) ?? Buffer.alloc(0);
  if (ctx.style.guardsBodies) checkStatement(`table ${schema}.${name}`, toByteText(create));
  if (!ctx.style.omitsOwnDatabase) return create;
  return toBytes(tableWithoutDatabase(toByteText(create), toByteText(Buffer.from(schema))));
}

/** `create`: as the server shows it. */
export function writeCreateTable(
  ctx: SectionContext,
  out: SectionText,
  table: Table,
  create: Buffer,
): void {
  const { dialect, format, names } = ctx;
  const kept = isKept(systemTableKind(ctx, table.schema, table.name));
  const setsCharset = !hasNoCharsets(format);
  out.add(
    title(ctx, table),
    comment(format, '\n'),
    format.addDropTable && !kept ? `DROP TABLE IF EXISTS ${names.write(table.name)};\n` : '',
    setsCharset ? '/*!40101 SET @saved_cs_client     = @@character_set_client */;\n' : '',
    setsCharset ? dialect.setTableCharset : '',
    kept ? createIfMissing(create) : create,
    ';\n',
    setsCharset ? '/*!40101 SET character_set_client = @saved_cs_client */;\n' : '',
  );
}

function title({ format, names }: SectionContext, { name }: Table): string {
  return heading(format, `Table structure for table ${commentSafe(names.quote(name))}`);
}

function createIfMissing(create: Buffer): Buffer {
  return toBytes(toByteText(create).replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS '));
}
