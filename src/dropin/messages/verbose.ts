// What the stock tools say with --verbose about the object they are at. Pure.

import { takesDelayed } from '../../encode/rows/insert-style.js';
import type { Table } from '../../model/catalog.js';
import { leavesRowsElsewhere } from '../../schema/catalog/rows-elsewhere.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { isKept, systemTableKind } from '../../schema/catalog/system-tables.js';

/** `engine`: undefined for a view. */
export function tellRelation(ctx: SectionContext, name: string, engine: string | undefined): void {
  const isWithout = engine !== undefined && hasEngineWithoutRows(ctx, engine);
  if (ctx.format.delayedInsert && engine !== undefined && !isWithout && !takesDelayed(engine)) {
    const reason = `for table '${name}' because it's of type ${engine}`;
    ctx.verbose(`-- Warning: Unable to use delayed inserts ${reason}`);
  }
  ctx.verbose(`-- Retrieving table structure for table ${name}...`);
}

/** For XML the tools do not even try it; `reason` is the last thing that failed. */
export function tellUnquotable(ctx: SectionContext, reason: string): void {
  const option = "Warning: Can't set SQL_QUOTE_SHOW_CREATE option";
  ctx.verbose(`${ctx.style.drop?.program}: ${option} (${reason})`);
}

/** Why a table's rows are not read. */
export function tellNoRows(ctx: SectionContext, table: Table): void {
  const { dialect, selection } = ctx;
  const { engine, name, schema } = table;
  if (isKept(systemTableKind(ctx, schema, name))) return;
  if (!selection.data) {
    ctx.verbose(`-- Skipping dump data for table '${name}', --no-data was used`);
  } else if (hasEngineWithoutRows(ctx, engine)) {
    ctx.verbose(`-- Warning: Skipping data for table '${name}' because it's of type ${engine}`);
  } else if (systemTableKind(ctx, schema, name) === 'event-rows') {
    ctx.verbose('-- Skipping data table mysql.event, --skip-events was used');
  } else if (dialect.tellsOfIgnoredRows) {
    ctx.verbose(`-- Skipping dump data for table '${name}', --no-data was used`);
  }
}

function hasEngineWithoutRows({ dialect, selection }: SectionContext, engine: string): boolean {
  return leavesRowsElsewhere(dialect, selection, engine);
}

export function tellNoColumns(ctx: SectionContext, table: Table): void {
  ctx.verbose(`-- Skipping dump data for table '${table.name}', it has no fields`);
}

/** In the second pass every relation is looked at. */
export function tellFinal(ctx: SectionContext, name: string, isView: boolean): void {
  ctx.verbose(`-- Retrieving view structure for table ${name}...`);
  if (!isView) ctx.verbose("-- It's base table, skipped");
}
