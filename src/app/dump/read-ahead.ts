// The catalog of a dump under our own name: everything is known, told and warned of before the
// first byte.

import { untilAborted } from '../../base/clock.js';
import type { Catalog, Table } from '../../model/catalog.js';
import { readTransactionalEngines } from '../../mysql/server/engines.js';
import { foldNames } from '../../schema/catalog/fold-names.js';
import { readCatalog } from '../../schema/catalog/read-catalog.js';
import { listRowsElsewhere } from '../../schema/catalog/rows-elsewhere.js';
import { leaveOutViews } from '../../schema/catalog/views-left-out.js';
import { type CatalogView, viewCatalog } from '../../schema/sections/list-sections.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import type { RunContext } from '../run/run-context.js';
import type { Window } from '../run/window.js';
import { nameSome } from './name-some.js';
import { warnOfHistory } from './warn-of-history.js';
import { warnOfSequences } from './warn-of-sequences.js';

export async function readAhead(
  run: RunContext,
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
  await warnOfSequences(run, window, catalog);
  await warnOfEngines(run, window, catalog);
  return viewCatalog(catalog, ctx);
}

function tellPlan(run: RunContext, catalog: Catalog): void {
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
  { control, narrator }: RunContext,
  { dialect, selection }: SectionContext,
  catalog: Catalog,
): Promise<void> {
  const fold = foldNames(catalog.foldsNames);
  const tables = listTables(catalog);
  const left = await listRowsElsewhere(control, dialect, selection, tables, fold);
  for (const { engine, name, schema } of left) {
    const reason = `${engine} shows what is kept elsewhere (--no-data-med accepts that, --skip-no-data-med dumps it)`;
    narrator.skip(`rows of table ${schema}.${name}`, reason);
  }
}

/** A snapshot holds only what an engine with transactions stores: say so. */
async function warnOfEngines(run: RunContext, window: Window, catalog: Catalog): Promise<void> {
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

function listTables(catalog: Catalog): Table[] {
  return catalog.schemas.flatMap((schema) =>
    schema.relations.flatMap((relation) => (relation.kind === 'table' ? [relation.table] : [])),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
