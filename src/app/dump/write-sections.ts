// Goes through the sections of the dump in order: each becomes SQL bytes in the writer.
// Rows take the fast path; everything else is small and comes from schema/ as bytes.

import { untilAborted } from '../../base/clock.js';
import { readToolVersion } from '../../base/version.js';
import { openKernel } from '../../engine/kernel/open-kernel.js';
import {
  type ChunkReader,
  LanePool,
  LocalReader,
  type OnChunk,
} from '../../engine/lanes/chunk-reader.js';
import type { SectionWriter } from '../../engine/rows/section-writer.js';
import type { RowKernel } from '../../engine/kernel/row-kernel.js';
import type { Output } from '../../model/sink.js';
import { toSectionLabel } from '../../schema/sections/section-label.js';
import { DumpFiles } from './dump-files.js';
import type { DumpOutput } from '../run/open-output.js';
import type { Catalog, Table } from '../../model/catalog.js';
import type { DumpOptions } from '../../model/options.js';
import { styleFor } from '../../model/style.js';
import { readTransactionalEngines } from '../../mysql/server/engines.js';
import { dialectFor } from '../../schema/text/dialect.js';
import { beginRelation } from '../../dropin/dump/begin-relation.js';
import { viewLazily } from '../../dropin/dump/lazy-catalog.js';
import {
  type CatalogView,
  listSections,
  viewCatalog,
} from '../../schema/sections/list-sections.js';
import { listFileSections } from '../../schema/sections/list-file-sections.js';
import { listStockSections } from '../../dropin/dump/list-tool-sections.js';
import { DumpEnds } from '../../schema/text/object-failure.js';
import { listXmlSections } from '../../schema/sections/list-xml-sections.js';
import { readCatalog } from '../../schema/catalog/read-catalog.js';
import { foldNames } from '../../schema/catalog/fold-names.js';
import { namesFor } from '../../schema/text/names.js';
import { listRowsElsewhere } from '../../schema/catalog/rows-elsewhere.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import { readTargetSettings } from '../../schema/text/target-settings.js';
import { tellFinal, tellNoColumns, tellNoRows } from '../../dropin/messages/verbose.js';
import { leaveOutViews } from '../../schema/catalog/views-left-out.js';
import { writeSection } from '../../schema/sections/write-section.js';
import { hasLanes, type Window, type WindowContext } from '../window/control.js';
import { warnOfHistory } from './warn-of-history.js';
import { warnOfJson } from './warn-of-json.js';
import { writeWholeTable } from '../../dropin/dump/whole-table.js';
import { writeRows } from './write-rows.js';
import { TabFiles } from './write-tab.js';
import { WrittenOutcome } from './skipped-objects.js';
import {
  isMark,
  type MarkSection,
  type Section,
  type WritableSection,
} from '../../schema/text/section.js';

/** So many objects are named in a warning. */
const NAMED_MAX = 5;
/** How often totals are told while rows are read. */
const PROGRESS_MS = 200;

/** The host as the stock tools name it. */
export function toStockHost({ connection }: DumpOptions): string {
  return connection.socket === undefined ? connection.host : 'localhost';
}

/** What is left once the window is closed. */
export interface Written {
  /** Writes the end of the dump, which needs no server. */
  readonly writeEnd: () => Promise<void>;
  readonly sqlBytes: () => number;
}

/** Writes every section but the last ones that read nothing. */
// oxlint-disable-next-line max-lines-per-function -- until the drop-in has its port
export async function writeSections(
  run: WindowContext,
  window: Window,
  { output, sections }: DumpOutput,
): Promise<Written> {
  const { control, facts, narrator, options, signal } = run;
  const outcome = new WrittenOutcome();
  narrator.phase('catalog');
  const settings = styleFor(options.personality).holdsSettings
    ? await untilAborted(readTargetSettings(control, facts), signal)
    : [];
  const ctx = toSectionContext(run, window, outcome, settings);
  const catalog = ctx.style.readsLazily
    ? await untilAborted(viewLazily(control, facts, ctx), signal)
    : await readAhead(run, window, ctx);
  narrator.phase('dump');
  const { writer } = sections;
  const kernel = openKernel(options.kernel);
  const files = openFiles(run, ctx, sections);
  const chunks = openReader(run, output, sections, kernel);
  const reader = files?.readChunks(chunks) ?? chunks;
  const sqlBytes = (): number => writer.sqlBytes + reader.sqlBytes;
  const out = new SectionText(ctx.style.text);
  // A drop-in's dump is one section.
  if (!ctx.style.cutsSections) sections.begin({ kind: 'dump' });
  const save = async (section: WritableSection): Promise<void> => {
    const bytes = out.take();
    if (!ctx.style.cutsSections) await writer.write(bytes);
    else if (bytes.length > 0) await (files ?? sections).write(toSectionLabel(section), bytes);
  };
  const write = async (section: WritableSection): Promise<void> => {
    try {
      await untilAborted(writeSection(section, control, ctx, out), signal);
    } finally {
      await untilAborted(save(section), signal);
    }
  };
  const atEnd: WritableSection[] = [];
  const { tab } = ctx.format;
  const tabFiles = tab === undefined ? undefined : new TabFiles(run, ctx, tab);
  const progress = setInterval(
    () => narrator.progress(reader.rowsUnderWay, sqlBytes(), output.writtenBytes),
    PROGRESS_MS,
  );
  try {
    for await (const section of listAll(window, ctx, catalog, outcome)) {
      signal.throwIfAborted();
      if (section.kind === 'rows' && outcome.isLeftOut(section.table)) {
        tellNoColumns(ctx, section.table);
        continue;
      }
      if (outcome.isLeftBehind(section, ctx.style)) continue;
      if (section.kind === 'rows' && ctx.style.namesLostTypes) await warnOfJson(run, section.table);
      if (await tabFiles?.take(section)) {
        await leaveTable(window, ctx, section);
      } else if (isMark(section)) {
        await untilAborted(passMark(run, window, ctx, section), signal);
      } else if (section.kind === 'rows') {
        const rowsContext = section.replaces === true ? replacing(ctx) : ctx;
        if (ctx.style.readsWhole) {
          await writeWholeTable(run, rowsContext, section.table, writer, kernel);
        } else await writeRows(run, window, rowsContext, section.table, reader);
        await leaveTable(window, ctx, section);
      } else if (readsServer(section)) {
        if (section.kind === 'positions' && flushesBeforePositions(ctx)) {
          await untilAborted(writer.drain(), signal);
        }
        await write(section);
      } else atEnd.push(section);
    }
    await untilAborted(reader.finish(), signal);
    warnOfOwnDatabase(run, outcome);
  } catch (error) {
    if (!(error instanceof DumpEnds)) throw error;
    const epilogue: WritableSection = { kind: 'epilogue', savesStats: catalog.mayHoldStats };
    atEnd.splice(0, atEnd.length, ...(tab === undefined ? [epilogue] : []));
  } finally {
    clearInterval(progress);
  }
  const writeEnd = async (): Promise<void> => {
    for (const section of atEnd) {
      await writeSection(section, control, ctx, out);
      await save(section);
    }
    await files?.end();
  };
  return { writeEnd, sqlBytes };
}

/** Undefined where the dump is one. */
function openFiles(
  { options }: WindowContext,
  ctx: SectionContext,
  sections: SectionWriter,
): DumpFiles | undefined {
  if (!ctx.inFiles) return undefined;
  return new DumpFiles(ctx, sections, options.output.compression.codec);
}

/** The control connection, or the lanes. */
function openReader(
  run: WindowContext,
  output: Output,
  sections: SectionWriter,
  kernel: RowKernel,
): ChunkReader {
  const { control, crew, narrator, signal } = run;
  const onChunk: OnChunk = (result) => {
    narrator.chunkDone(result);
    const { failure, schema, table } = result;
    if (failure !== undefined) narrator.skip(`rows of table ${schema}.${table}`, failure);
  };
  return crew !== undefined && hasLanes(run)
    ? new LanePool(crew.lanes, output, sections, onChunk)
    : new LocalReader(control, kernel, sections, signal, onChunk);
}

function listAll(
  window: Window,
  ctx: SectionContext,
  catalog: CatalogView,
  outcome: WrittenOutcome,
): AsyncIterable<Section> {
  const listed = listSections(catalog, {
    ...ctx,
    outcome: ctx.style.stopsAtObjects ? outcome : undefined,
  });
  if (ctx.inFiles) return listFileSections(listed);
  const inSql = window.begin === undefined ? listed : listStockSections(listed, ctx);
  return ctx.format.xml ? listXmlSections(inSql, ctx.dialect) : inSql;
}

/** Everything is known, told and warned of before the first byte. */
async function readAhead(
  run: WindowContext,
  window: Window,
  ctx: SectionContext,
): Promise<CatalogView> {
  const { control, facts, options, signal } = run;
  const read = await untilAborted(readCatalog(control, facts, options.selection), signal);
  const { catalog, leftOut } = leaveOutViews(read, options.selection);
  for (const { view, needs } of leftOut) {
    const reason = `it needs ${needs.schema}.${needs.name}, which is left out`;
    run.narrator.skip(`view ${view.schema}.${view.name}`, reason);
  }
  tellPlan(run, catalog);
  await untilAborted(tellRowsElsewhere(run, ctx, catalog), signal);
  warnOfHistory(run, listTables(catalog));
  await warnOfEngines(run, window, catalog);
  return viewCatalog(catalog, ctx);
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
  settings: SectionContext['settings'],
): SectionContext {
  const { facts, failures, options } = run;
  const style = styleFor(options.personality);
  const inFiles = options.output.directory !== undefined;
  // A lock on a table would keep out whoever restores another file of it.
  const format = inFiles
    ? { ...options.format, addLocks: false, disableKeys: false }
    : options.format;
  return {
    facts,
    style,
    dialect: dialectFor(style.drop?.flavor ?? facts.flavor),
    names: namesFor({ format: options.format, charset: options.connection.charset }),
    format,
    selection: options.selection,
    replication: options.replication,
    errors: options.errors,
    charset: options.connection.charset,
    settings,
    coordinates: window.coordinates,
    learnt: { coordinates: window.coordinates },
    isSnapshot: window.mode === 'single-transaction',
    inFiles,
    host: toStockHost(options),
    toolVersion: readToolVersion(),
    failed: (failure) => failures.objectFailed(failure),
    leaveOutRows: (table) => outcome.leaveOut(table),
    sawView: () => outcome.seeView(),
    namesOwnDatabase: (object) => outcome.nameDatabase(object),
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

async function tellRowsElsewhere(
  { control, narrator }: WindowContext,
  { dialect, selection }: SectionContext,
  catalog: Catalog,
): Promise<void> {
  const fold = foldNames(catalog.foldsNames);
  const tables = listTables(catalog);
  const left = await listRowsElsewhere(control, dialect, selection, tables, fold);
  for (const { engine, name, schema } of left) {
    const reason = `${engine} shows what is kept elsewhere (--no-data-med: that is fine, --skip-no-data-med: dump it)`;
    narrator.skip(`rows of table ${schema}.${name}`, reason);
  }
}

/** A snapshot holds only what an engine with transactions stores: say so. */
async function warnOfEngines(run: WindowContext, window: Window, catalog: Catalog): Promise<void> {
  if (!run.options.selection.data) return window.seeTables?.([]);
  const engines = await readTransactionalEngines(run.control);
  const outside = listTables(catalog)
    .filter(
      ({ dataBytesEstimate, engine }) =>
        engine !== '' && dataBytesEstimate > 0 && !engines.has(engine.toLowerCase()),
    )
    .map((table) => `${table.schema}.${table.name}`);
  window.seeTables?.(outside);
  if (outside.length === 0) return;
  if (window.mode !== 'snapshot' && window.mode !== 'single-transaction') return;
  run.narrator.warn(
    `not part of the snapshot, for want of a transactional engine: ${nameSome(outside)};` +
      ' --read-only or --lock-all-tables keeps them still',
  );
}

/** Only where whoever restores chooses the database. */
function warnOfOwnDatabase({ narrator, options }: WindowContext, outcome: WrittenOutcome): void {
  const { scope } = options.selection;
  const objects = outcome.namingDatabase;
  if (scope.kind !== 'tables' || objects.length === 0) return;
  narrator.warn(
    `these name their own database and use it wherever they are restored: ${nameSome(objects)}`,
  );
}

/** The first of them, and how many more there are. */
function nameSome(names: readonly string[]): string {
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  return names.slice(0, NAMED_MAX).join(', ') + more;
}

function listTables(catalog: Catalog): Table[] {
  return catalog.schemas.flatMap((schema) =>
    schema.relations.flatMap((relation) => (relation.kind === 'table' ? [relation.table] : [])),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
