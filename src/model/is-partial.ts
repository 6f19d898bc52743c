// Whether a dump is of a part of its server. Pure.

import type { DumpOptions } from './options.js';

/** Without databases, tables, rows or kinds of objects that the server has. */
export function isPartial({ selection }: Pick<DumpOptions, 'selection'>): boolean {
  const { scope, ignoreTables, ignoreTableData, ignoreDatabases, where } = selection;
  const { routines, events, triggers, data, createInfo } = selection;
  return (
    scope.kind === 'databases' ||
    scope.kind === 'tables' ||
    ignoreTables.size + ignoreTableData.size + ignoreDatabases.size > 0 ||
    where !== undefined ||
    !(routines && events && triggers && data && createInfo)
  );
}
