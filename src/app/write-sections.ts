// Goes through the sections of the dump in order: each becomes SQL bytes in the writer.
// Rows take the fast path; everything else is small and comes from schema/ as bytes.

import { untilAborted } from '../base/clock.js';
import { readToolVersion } from '../base/version.js';
import { buildInsertPrefix, insertStyle } from '../encode/insert-style.js';
import { readChunk } from '../engine/read-chunk.js';
import type { SqlWriter } from '../engine/sql-writer.js';
import { TableWriter } from '../engine/table-writer.js';
import type { Catalog, Table } from '../model/catalog.js';
import { readTransactionalEngines } from '../mysql/engines.js';
import { orderColumns, planTable } from '../plan/plan-table.js';
import { insertableColumns, toSelectList } from '../plan/select-list.js';
import { dialectFor } from '../schema/dialect.js';
import { listSections, type Section } from '../schema/list-sections.js';
import { readCatalog } from '../schema/read-catalog.js';
import { buildRowsHead, buildRowsTail, insertVerbFor } from '../schema/rows-frame.js';
import type { SectionContext } from '../schema/section-context.js';
import { writeSection } from '../schema/write-section.js';
import type { Window, WindowContext } from './window.js';

/** How often totals are told while rows are read. */
const PROGRESS_MS = 200;

/** The end of the dump, which needs no server: what is left once the window is closed. */
export type WriteEnd = () => Promise<void>;

/** Writes every section but the last ones that read nothing; those are returned. */
export async function writeSections(
  run: WindowContext,
  window: Window,
  writer: SqlWriter,
  writtenBytes: () => number,
): Promise<WriteEnd> {
  const { control, facts, narrator, options, signal } = run;
  narrator.phase('catalog');
  const catalog = await untilAborted(readCatalog(control, facts, options.selection), signal);
  tellPlan(run, catalog);
  await warnOfEngines(run, window, catalog);
  const ctx = toSectionContext(run, window);
  const sections = listSections(catalog, ctx);
  const end = sections.findLastIndex((section) => readsServer(section)) + 1;
  narrator.phase('dump');
  for (const section of sections.slice(0, end)) {
    signal.throwIfAborted();
    if (section.kind === 'enter-schema')
      await untilAborted(window.enterSchema(section.schema), signal);
    else if (section.kind === 'leave-schema') await window.leaveSchema();
    else if (section.kind === 'rows') {
      await writeRows(run, ctx, section.table, writer, writtenBytes);
      await window.leaveTable();
    } else {
      const bytes = await untilAborted(writeSection(section, control, ctx), signal);
      await untilAborted(writer.write(bytes), signal);
    }
  }
  return async () => {
    for (const section of sections.slice(end)) {
      if (section.kind !== 'rows') await writer.write(await writeSection(section, control, ctx));
    }
  };
}

function readsServer(section: Section): boolean {
  return section.kind !== 'replication-tail' && section.kind !== 'epilogue';
}

function toSectionContext(run: WindowContext, window: Window): SectionContext {
  const { facts, narrator, options } = run;
  return {
    facts,
    dialect: dialectFor(facts.flavor),
    format: options.format,
    selection: options.selection,
    replication: options.replication,
    coordinates: window.coordinates,
    host: options.connection.socket === undefined ? options.connection.host : 'localhost',
    toolVersion: readToolVersion(),
    skip: (object, reason) => narrator.skip(object, reason),
  };
}

async function writeRows(
  run: WindowContext,
  ctx: SectionContext,
  table: Table,
  writer: SqlWriter,
  writtenBytes: () => number,
): Promise<void> {
  const { control, narrator, options, signal } = run;
  const { format, selection } = options;
  narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
  const plan = {
    where: selection.where,
    orderByPrimary: format.orderByPrimary,
    exactFloat: format.exactFloat,
    exactText: format.exactText,
    chunkBytes: options.chunkBytes,
  };
  const rows = new TableWriter(writer, toInsertLayout(ctx, table));
  const order = format.orderByPrimary ? orderColumns(table) : [];
  await untilAborted(writer.write(buildRowsHead(ctx, table, order)), signal);
  let counted = 0;
  const progress = setInterval(
    () => narrator.progress(rows.rows - counted, writer.sqlBytes, writtenBytes()),
    PROGRESS_MS,
  );
  try {
    const probe = async (sql: string): Promise<(string | null)[]> => {
      const [row] = await untilAborted(control.query(sql), signal);
      return row === undefined ? [] : row.texts();
    };
    for await (const task of planTable(table, plan, probe)) {
      narrator.chunkDone(await readChunk(control, task, rows, writer, signal));
      counted = rows.rows;
    }
  } finally {
    clearInterval(progress);
  }
  await untilAborted(rows.end(), signal);
  await untilAborted(writer.write(buildRowsTail(ctx, table)), signal);
  narrator.tableDone();
}

function toInsertLayout(
  ctx: SectionContext,
  table: Table,
): ConstructorParameters<typeof TableWriter>[1] {
  const { format, facts } = ctx;
  const style = insertStyle(facts.flavor);
  // `SELECT *` order and width no longer hold once a column is generated or invisible.
  const named =
    format.completeInsert || table.columns.some((column) => column.generated || column.invisible);
  const columns = named ? insertableColumns(table).map((column) => column.name) : undefined;
  return {
    prefix: buildInsertPrefix(style, insertVerbFor(ctx, table), table.name, columns),
    style,
    storedCharsets: toSelectList(table, format).map((column) => column.storedCharset),
    netBufferLength: format.netBufferLength,
    extendedInsert: format.extendedInsert,
    hexBlob: format.hexBlob,
  };
}

function tellPlan(run: WindowContext, catalog: Catalog): void {
  const tables = listTables(catalog);
  run.narrator.emit({
    type: 'planned',
    schemas: catalog.schemas.length,
    tables: tables.length,
    rowsEstimate: sum(tables.map((table) => table.rowsEstimate)),
    dataBytesEstimate: sum(tables.map((table) => table.dataBytesEstimate)),
  });
}

/** A snapshot holds only what an engine with transactions stores: say so. */
async function warnOfEngines(run: WindowContext, window: Window, catalog: Catalog): Promise<void> {
  if (window.mode !== 'snapshot' && window.mode !== 'single-transaction') return;
  if (!run.options.selection.data) return;
  const engines = await readTransactionalEngines(run.control);
  const outside = listTables(catalog).filter(
    (table) =>
      table.engine !== '' &&
      table.dataBytesEstimate > 0 &&
      !engines.has(table.engine.toLowerCase()),
  );
  if (outside.length === 0) return;
  const names = outside.slice(0, 5).map((table) => `${table.schema}.${table.name}`);
  const more = outside.length > names.length ? ` and ${outside.length - names.length} more` : '';
  run.narrator.warn(
    `not part of the snapshot, for want of a transactional engine: ${names.join(', ')}${more};` +
      ' --read-only or --lock-all-tables keeps them still',
  );
}

function listTables(catalog: Catalog): Table[] {
  return catalog.schemas.flatMap((schema) =>
    schema.relations.flatMap((relation) => (relation.kind === 'table' ? [relation.table] : [])),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
