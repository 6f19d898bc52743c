// What an event of a load says to a person and at which level it is logged. Pure.

import type { DumpEvent } from '../model/events.js';
import type { LoadEvent, LoadReport } from '../model/load-events.js';
import { countOf, showBytes, showDuration } from './units.js';

const LOAD_TYPES: ReadonlySet<string> = new Set([
  'load-phase',
  'load-planned',
  'load-progress',
  'retry',
  'load-report',
]);

/** The slowest tables of a report that are named. */
const TABLES_NAMED = 3;

type Rendered = { readonly level: 'debug' | 'info' | 'warn'; readonly text: string };

/** What both have is the dump's. */
export function isLoadEvent(
  event: DumpEvent | LoadEvent,
): event is Exclude<LoadEvent, { type: 'notice' | 'warning' | 'skipped' }> {
  return LOAD_TYPES.has(event.type);
}

export function renderLoadEvent(
  event: Exclude<LoadEvent, { type: 'notice' | 'warning' | 'skipped' }>,
): Rendered {
  switch (event.type) {
    case 'load-phase':
      return { level: 'debug', text: `phase: ${event.phase}` };
    case 'load-planned': {
      const { rows, sqlBytes, tables } = event;
      if (tables === undefined)
        return { level: 'debug', text: 'the dump has no index: it is read as it comes' };
      const size = `${countOf(rows ?? 0, 'row')}, ${showBytes(sqlBytes ?? 0)} of SQL`;
      return { level: 'info', text: `${countOf(tables, 'table')}, ${size}` };
    }
    case 'load-progress':
      return {
        level: 'debug',
        text: `${countOf(event.tables, 'table')}, ${countOf(event.rows, 'row')}, ${showBytes(event.sqlBytes)} of SQL`,
      };
    case 'retry':
      return { level: 'info', text: `trying again, ${event.what}: ${event.reason}` };
    case 'load-report':
      return { level: 'info', text: describeReport(event) };
  }
  return event satisfies never;
}

function describeReport(report: LoadReport): string {
  const { durationMs, rows, sqlBytes, tables } = report;
  const speed = durationMs > 0 ? ` (${showBytes(sqlBytes / (durationMs / 1000))}/s)` : '';
  const lines = [
    `${countOf(tables, 'table')}, ${countOf(rows, 'row')}, ${showBytes(sqlBytes)} of SQL in ${showDuration(durationMs)}${speed}`,
  ];
  const long = report.phases.filter(({ durationMs: ms }) => ms >= 100);
  if (long.length > 1)
    lines.push(long.map(({ durationMs: ms, phase }) => `${phase} ${showDuration(ms)}`).join(', '));
  const slow = report.byTable
    .filter(({ rowsMs }) => rowsMs >= 1000)
    .sort((left, right) => right.rowsMs - left.rowsMs)
    .slice(0, TABLES_NAMED);
  for (const { indexesMs, rows: count, rowsMs, schema, table } of slow) {
    const indexes = indexesMs === undefined ? '' : `, indexes ${showDuration(indexesMs)}`;
    lines.push(`${schema}.${table}: ${countOf(count, 'row')} in ${showDuration(rowsMs)}${indexes}`);
  }
  if (report.retries > 0) lines.push(countOf(report.retries, 'retry').replace('retrys', 'retries'));
  if (report.warnings.length > 0) lines.push(countOf(report.warnings.length, 'warning'));
  for (const object of report.skipped) lines.push(`not loaded: ${object}`);
  return lines.join('\n');
}
