// Goes through the sections of the dump in order: each becomes SQL bytes in the writer.
// Rows take the fast path; everything else is small and comes from schema/ as bytes.

import { untilAborted } from '../base/clock.js';
import { readToolVersion } from '../base/version.js';
import { openKernel } from '../kernel/open-kernel.js';
import type { SqlWriter } from '../engine/sql-writer.js';
import type { Catalog, Table } from '../model/catalog.js';
import type { DumpOptions } from '../model/options.js';
import { styleFor } from '../model/style.js';
import { readTransactionalEngines } from '../mysql/engines.js';
import { dialectFor } from '../schema/dialect.js';
import { beginRelation } from '../schema/begin-relation.js';
import { viewLazily } from '../schema/lazy-catalog.js';
import {
  type CatalogView,
  listSections,
  type Section,
  viewCatalog,
} from '../schema/list-sections.js';
import { listStockSections } from '../schema/list-stock-sections.js';
import { DumpEnds } from '../schema/object-failure.js';
import { listXmlSections } from '../schema/list-xml-sections.js';
import { readCatalog } from '../schema/read-catalog.js';
import { namesFor } from '../schema/names.js';
import type { SectionContext } from '../schema/section-context.js';
import { SectionText } from '../schema/section-text.js';
import { tellFinal, tellNoColumns, tellNoRows } from '../schema/verbose-lines.js';
import {
  isMark,
  type MarkSection,
  type WritableSection,
  writeSection,
} from '../schema/write-section.js';
import type { Window, WindowContext } from './window.js';
import { writeWholeTable } from './whole-table.js';
import { writeRows } from './write-rows.js';
import { TabFiles } from './write-tab.js';
import { WrittenOutcome } from './written-outcome.js';

/** The host as the stock tools name it. */
export function toStockHost({ connection }: DumpOptions): string {
  return connection.socket === undefined ? connection.host : 'localhost';
}

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
  const outcome = new WrittenOutcome();
  const ctx = toSectionContext(run, window, outcome);
  narrator.phase('catalog');
  const catalog = ctx.style.readsLazily
    ? await untilAborted(viewLazily(control, facts, ctx), signal)
    : await readAhead(run, window, ctx);
  narrator.phase('dump');
  const output = { writer, kernel: openKernel(options.kernel), writtenBytes };
  const out = new SectionText(ctx.style.text);
  const write = async (section: WritableSection): Promise<void> => {
    try {
      await untilAborted(writeSection(section, control, ctx, out), signal);
    } finally {
      await untilAborted(writer.write(out.take()), signal);
    }
  };
  const atEnd: WritableSection[] = [];
  const listed = listSections(catalog, {
    ...ctx,
    outcome: ctx.style.stopsAtObjects ? outcome : undefined,
  });
  const inSql = window.begin === undefined ? listed : listStockSections(listed, ctx);
  const sections = ctx.format.xml ? listXmlSections(inSql, ctx.dialect) : inSql;
  const { tab } = ctx.format;
  const files = tab === undefined ? undefined : new TabFiles(run, ctx, tab);
  try {
    for await (const section of sections) {
      signal.throwIfAborted();
      if (section.kind === 'rows' && outcome.isLeftOut(section.table)) {
        tellNoColumns(ctx, section.table);
        continue;
      }
      if (await files?.take(section)) {
        await leaveTable(window, ctx, section);
      } else if (isMark(section)) {
        await untilAborted(passMark(run, window, ctx, section), signal);
      } else if (section.kind === 'rows') {
        const writeTable = ctx.style.readsWhole ? writeWholeTable : writeRows;
        const rowsContext = section.replaces === true ? replacing(ctx) : ctx;
        await writeTable(run, rowsContext, section.table, output);
        await leaveTable(window, ctx, section);
      } else if (readsServer(section)) {
        if (section.kind === 'positions' && flushesBeforePositions(ctx)) {
          await untilAborted(writer.drain(), signal);
        }
        await write(section);
      } else atEnd.push(section);
    }
  } catch (error) {
    if (!(error instanceof DumpEnds)) throw error;
    const epilogue: WritableSection = { kind: 'epilogue', savesStats: catalog.mayHoldStats };
    atEnd.splice(0, atEnd.length, ...(tab === undefined ? [epilogue] : []));
  }
  return async () => {
    for (const section of atEnd) {
      await writeSection(section, control, ctx, out);
      await writer.write(out.take());
    }
  };
}

/** Everything is known, told and warned of before the first byte. */
async function readAhead(
  run: WindowContext,
  window: Window,
  ctx: SectionContext,
): Promise<CatalogView> {
  const { control, facts, options, signal } = run;
  const catalog = await untilAborted(readCatalog(control, facts, options.selection), signal);
  tellPlan(run, catalog);
  await warnOfEngines(run, window, catalog);
  return viewCatalog(catalog, ctx.dialect);
}

/** What mysqldump says of them follows, in 2>&1 too, what stands before them. */
function flushesBeforePositions({ dialect, replication }: SectionContext): boolean {
  return dialect.flavor === 'mysql' && replication.sourceData !== 0;
}

function readsServer(section: WritableSection): boolean {
  return section.kind !== 'replication-tail' && section.kind !== 'epilogue';
}

/** Rows of --system stand outside of any schema. */
async function leaveTable(window: Window, ctx: SectionContext, section: Section): Promise<void> {
  // A stock tool leaves it behind its triggers.
  if (ctx.style.stopsAtObjects || section.kind !== 'rows' || section.replaces === true) return;
  await window.leaveTable();
}

/** Rows that may be there already. */
function replacing(ctx: SectionContext): SectionContext {
  const { format } = ctx;
  return { ...ctx, format: { ...format, replace: format.replace || !format.insertIgnore } };
}

async function passMark(
  run: WindowContext,
  window: Window,
  ctx: SectionContext,
  mark: MarkSection,
): Promise<void> {
  switch (mark.kind) {
    case 'begin-relation':
      return await beginRelation(run.control, ctx, mark.relation);
    case 'no-rows':
      return tellNoRows(ctx, mark.table);
    case 'no-view':
      return tellFinal(ctx, mark.name, false);
    case 'end-relation':
      return await window.leaveTable();
    case 'begin':
      return await window.begin?.();
    case 'begun':
      return await window.begun?.();
    case 'finish':
      return await window.finish?.();
    case 'begin-schema':
    case 'end-schema':
      return;
    case 'enter-schema':
      return await window.enterSchema(mark.schema);
    case 'leave-tables':
      return await window.leaveTables?.();
    case 'leave-schema':
      return await window.leaveSchema();
    case 'enter-views':
      return await window.enterViews(mark.schema);
    case 'leave-views':
      return await window.leaveViews();
  }
}

function toSectionContext(
  run: WindowContext,
  window: Window,
  outcome: WrittenOutcome,
): SectionContext {
  const { facts, failures, options } = run;
  const style = styleFor(options.personality);
  return {
    facts,
    style,
    dialect: dialectFor(style.drop?.flavor ?? facts.flavor),
    names: namesFor({ format: options.format, charset: options.connection.charset }),
    format: options.format,
    selection: options.selection,
    replication: options.replication,
    errors: options.errors,
    charset: options.connection.charset,
    coordinates: window.coordinates,
    learnt: { coordinates: window.coordinates },
    isSnapshot: window.mode === 'single-transaction',
    host: toStockHost(options),
    toolVersion: readToolVersion(),
    failed: (failure) => failures.objectFailed(failure),
    leaveOutRows: (table) => outcome.leaveOut(table),
    sawView: () => outcome.seeView(),
    complain: (line) => failures.complain(line),
    tell: (line) => failures.tell(line),
    verbose: (line) => failures.verbose(line),
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
