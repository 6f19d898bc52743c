// What the stock tools say with --verbose about the object they are at. Pure.

import { takesDelayed } from '../../encode/rows/insert-style.js';
import type { Table } from '../../model/catalog.js';
import { leavesRowsElsewhere } from '../../schema/catalog/rows-elsewhere.js';
import type { Remark } from '../../schema/text/remark.js';
import { serverText } from './failures.js';
import type { ToolReporter } from './tool-reporter.js';
import type { ToolContext } from './tool-context.js';
import { isKept, systemTableKind } from '../../schema/catalog/system-tables.js';

/** `engine`: undefined for a view. */
export function tellRelation(ctx: ToolContext, name: string, engine: string | undefined): void {
  const isWithout = engine !== undefined && hasEngineWithoutRows(ctx, engine);
  if (ctx.format.delayedInsert && engine !== undefined && !isWithout && !takesDelayed(engine)) {
    const reason = `for table '${name}' because it's of type ${engine}`;
    ctx.tool.verbose(`-- Warning: Unable to use delayed inserts ${reason}`);
  }
  ctx.tool.verbose(`-- Retrieving table structure for table ${name}...`);
}

/** For XML the tools do not even try it; `reason` is the last thing that failed. */
export function tellUnquotable(ctx: ToolContext, reason: string): void {
  const option = "Warning: Can't set SQL_QUOTE_SHOW_CREATE option";
  ctx.tool.verbose(`${ctx.tool.program}: ${option} (${reason})`);
}

/** Why a table's rows are not read. */
export function tellNoRows(ctx: ToolContext, table: Table): void {
  const { selection } = ctx;
  const { engine, name, schema } = table;
  if (isKept(systemTableKind(ctx, schema, name))) return;
  if (!selection.data) {
    ctx.tool.verbose(`-- Skipping dump data for table '${name}', --no-data was used`);
  } else if (hasEngineWithoutRows(ctx, engine)) {
    ctx.tool.verbose(
      `-- Warning: Skipping data for table '${name}' because it's of type ${engine}`,
    );
  } else if (systemTableKind(ctx, schema, name) === 'event-rows') {
    ctx.tool.verbose('-- Skipping data table mysql.event, --skip-events was used');
  } else if (ctx.tool.profile.tellsOfIgnoredRows) {
    ctx.tool.verbose(`-- Skipping dump data for table '${name}', --no-data was used`);
  }
}

function hasEngineWithoutRows({ dialect, selection }: ToolContext, engine: string): boolean {
  return leavesRowsElsewhere(dialect, selection, engine);
}

export function tellNoColumns(ctx: ToolContext, table: Table): void {
  ctx.tool.verbose(`-- Skipping dump data for table '${table.name}', it has no fields`);
}

/** In the second pass every relation is looked at. */
export function tellNoView(ctx: ToolContext, name: string): void {
  ctx.tool.verbose(lookedAt(name));
  ctx.tool.verbose("-- It's base table, skipped");
}

function lookedAt(name: string): string {
  return `-- Retrieving view structure for table ${name}...`;
}

/** What the core comes to, in the tools' words. */
export function sayRemark(tool: ToolReporter, remark: Remark): void {
  const { placeholderLine, tellsOfDroppedViews } = tool.profile;
  switch (remark.at) {
    case 'sequence':
      return tool.verbose(`-- Retrieving sequence structure for  ${remark.name}...`);
    case 'placeholder':
      return tool.verbose(placeholderLine);
    case 'final-view':
      return tool.verbose(lookedAt(remark.name));
    case 'placeholder-dropped':
      if (tellsOfDroppedViews) tool.verbose('-- Dropping the temporary view structure created');
      return;
    case 'tablespaces-refused':
      return tool.complain(`Error: '${serverText(remark.error)}' when trying to dump tablespaces`);
    case 'keys-refused':
      return tool.complain(
        `Can't get keys for table ${remark.table} (${serverText(remark.error)})`,
      );
    case 'status-missing':
      return tool.tell(`Error: Couldn't read status information for table ${remark.table} ()`);
    case 'disconnect':
      return tool.verbose(`-- Disconnecting from ${remark.host}...`);
  }
}
