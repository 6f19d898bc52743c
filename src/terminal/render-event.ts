// What an event says to a person and at which level it is logged. Pure: a fold over
// events, no output.

import type { DumpEvent, DumpReport } from '../model/events.js';
import type { Coordinates } from '../model/coordinates.js';
import { countOf, showBytes, showCount, showDuration } from './units.js';

export type EventLevel = 'debug' | 'info' | 'warn';

export interface RenderedEvent {
  readonly level: EventLevel;
  /** One or more lines. */
  readonly text: string;
}

export function renderEvent(event: DumpEvent): RenderedEvent {
  switch (event.type) {
    case 'phase':
      return { level: 'debug', text: `phase: ${event.phase}` };
    case 'window-opened':
      return { level: 'info', text: `window open: ${event.mode}` };
    case 'window-closed':
      return { level: 'info', text: `window closed after ${showDuration(event.windowMs)}` };
    case 'planned':
      return { level: 'info', text: describePlan(event) };
    case 'table-started':
      return { level: 'debug', text: `table ${event.schema}.${event.table}` };
    case 'chunk-done':
      return {
        level: 'debug',
        text: `chunk ${event.index} of ${event.schema}.${event.table}: ${countOf(event.rows, 'row')}, ${showBytes(event.sqlBytes)}`,
      };
    case 'progress':
      return {
        level: 'debug',
        text: `${countOf(event.tables, 'table')}, ${countOf(event.rows, 'row')}, ${showBytes(event.sqlBytes)} of SQL`,
      };
    case 'complaint':
      return { level: 'warn', text: event.line };
    case 'notice':
      return { level: 'info', text: event.message };
    case 'warning':
      return { level: 'warn', text: event.message };
    case 'skipped':
      return { level: 'warn', text: `skipped ${event.object}: ${event.reason}` };
    case 'report':
      return { level: 'info', text: describeReport(event) };
  }
  return event satisfies never;
}

function describePlan(plan: Extract<DumpEvent, { type: 'planned' }>): string {
  const tables = `${countOf(plan.tables, 'table')} in ${countOf(plan.schemas, 'database')}`;
  const size = `about ${showCount(plan.rowsEstimate)} rows, ${showBytes(plan.dataBytesEstimate)}`;
  return `${tables}, ${size}`;
}

function describeReport(report: DumpReport): string {
  const { sqlBytes, writtenBytes } = report;
  const ratio = writtenBytes > 0 ? ` (${(sqlBytes / writtenBytes).toFixed(1)}:1)` : '';
  const lines = [
    `${countOf(report.tables, 'table')}, ${countOf(report.rows, 'row')} in ${showDuration(report.durationMs)}`,
    `${showBytes(sqlBytes)} of SQL, ${showBytes(writtenBytes)} written${ratio}`,
  ];
  if (report.windowMs !== undefined) lines.push(`window open for ${showDuration(report.windowMs)}`);
  if (report.coordinates !== undefined) lines.push(...describeCoordinates(report.coordinates));
  // Each was said when it happened; that line may have scrolled away.
  if (report.warnings.length > 0) lines.push(countOf(report.warnings.length, 'warning'));
  for (const object of report.skipped) lines.push(`not in the dump: ${object}`);
  return lines.join('\n');
}

export function describeCoordinates(at: Coordinates): string[] {
  const lines: string[] = [];
  if (at.binlog !== undefined) lines.push(`binary log ${at.binlog.file}:${at.binlog.position}`);
  const gtid = at.gtidExecuted ?? at.gtidBinlogPos;
  if (gtid !== undefined && gtid !== '') lines.push(`GTID ${gtid.replaceAll('\n', '')}`);
  for (const { channel, host, port, file, position } of at.replica)
    lines.push(`replica of ${host}:${port}${channel && ` (${channel})`} at ${file}:${position}`);
  return lines;
}
