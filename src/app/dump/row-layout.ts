// How the rows of a table are written: what the engine needs to know, as plain data.

import { buildInsertPrefix, insertStyle } from '../../encode/rows/insert-style.js';
import type { RowLayout } from '../../engine/rows/row-writer.js';
import type { InsertLayout } from '../../engine/rows/insert-writer.js';
import type { Table } from '../../model/catalog.js';
import { insertableColumns, toSelectList } from '../../plan/select-list.js';
import { insertFormFor } from '../../schema/definitions/rows-frame.js';
import type { SectionContext } from '../../schema/text/section-context.js';

export function toRowLayout(ctx: SectionContext, table: Table): RowLayout {
  if (!ctx.format.xml) return { form: 'insert', layout: toInsertLayout(ctx, table) };
  const { strictXml, text } = ctx.style;
  const inserted = insertedColumns(ctx, table);
  return {
    form: 'xml',
    layout: {
      names: inserted.map((column) => Buffer.from(column.name, text).toString('latin1')),
      hexBlob: ctx.format.hexBlob || strictXml,
      strict: strictXml,
      skipped: skippedBy(ctx, table, inserted),
    },
  };
}

function toInsertLayout(ctx: SectionContext, table: Table): InsertLayout {
  const { format, dialect, style } = ctx;
  const layout = insertStyle(dialect.flavor);
  const inserted = insertedColumns(ctx, table);
  const named = format.completeInsert || differsFromStar(ctx, table);
  const columns = named ? inserted.map((column) => column.name) : undefined;
  const form = insertFormFor(ctx, table);
  const prefix = buildInsertPrefix(layout, form, table.name, columns, ctx.names.write);
  const { charset } = ctx;
  return {
    prefix: Buffer.from(prefix, style.text),
    style: layout,
    columns: style.readsWhole ? undefined : Math.max(inserted.length, 1),
    storedCharsets: toSelectList(inserted, format).map((column) => column.storedCharset),
    netBufferLength: format.netBufferLength,
    extendedInsert: format.extendedInsert,
    hexBlob: format.hexBlob,
    hexColumns: inserted.map((column) => isVectorInHex(ctx, column)),
    escapedFor: style.escapesByCharset ? { charset, flavor: dialect.flavor } : undefined,
    marksNegativeZero: style.marksNegativeZero,
    skipped: skippedBy(ctx, table, inserted),
  };
}

/**
 * MariaDB's packets tell no VECTOR from a VARBINARY, and it makes zeros of a plain string.
 * Hex, as its own tool from 11.7 on writes it, is taken for what it is.
 */
function isVectorInHex({ facts }: SectionContext, { dataType }: Table['columns'][number]): boolean {
  return facts.flavor === 'mariadb' && dataType === 'vector';
}

/** The stock tool selects all columns and leaves out some when it writes. */
function skippedBy(
  { style }: SectionContext,
  table: Table,
  inserted: Table['columns'],
): readonly boolean[] | undefined {
  // All of its columns are generated: NULL is selected in their place.
  if (!style.readsWhole && inserted.length === 0) return [true];
  if (!style.readsWhole || inserted.length === table.columns.length) return undefined;
  return table.columns.map((column) => !inserted.includes(column));
}

/** Order and width of `SELECT *` no longer hold: the INSERT names its columns. */
function differsFromStar(ctx: SectionContext, table: Table): boolean {
  const inserted = insertedColumns(ctx, table);
  return inserted.length < table.columns.length || inserted.some((column) => column.invisible);
}

function insertedColumns({ dialect, style }: SectionContext, table: Table): Table['columns'] {
  const omits = style.omitsGenerated || dialect.omitsGenerated;
  return omits ? insertableColumns(table) : table.columns;
}
