// Which objects of a dump are loaded, by the names they have there. Pure.

import type { LoadSelection, SelectedName } from '../../model/load-options.js';

/** Their tables are the server's own: a dump changes them only where it is trusted. */
const SERVER_SCHEMAS: ReadonlySet<string> = new Set([
  'mysql',
  'sys',
  'performance_schema',
  'information_schema',
]);

export function isServerSchema(schema: string): boolean {
  return SERVER_SCHEMAS.has(schema.toLowerCase());
}

/** A database, for its own definition: one of its tables is enough. */
export function takesSchema({ only }: LoadSelection, schema: string): boolean {
  return only.length === 0 || only.some((name) => name.schema === schema);
}

/** Routines and events: their whole database was asked for. */
export function takesPrograms({ only }: LoadSelection, schema: string): boolean {
  return (
    only.length === 0 || only.some((name) => name.schema === schema && name.name === undefined)
  );
}

/** A table, view or sequence. */
export function takesRelation(selection: LoadSelection, schema: string, name: string): boolean {
  const { ignored, only } = selection;
  if (ignored.some((each) => isSame(each, schema, name))) return false;
  return takesPrograms(selection, schema) || only.some((each) => isSame(each, schema, name));
}

export function takesRows(selection: LoadSelection, schema: string, name: string): boolean {
  const { rows, withoutRows } = selection;
  return (
    rows &&
    takesRelation(selection, schema, name) &&
    !withoutRows.some((each) => isSame(each, schema, name))
  );
}

function isSame(selected: SelectedName, schema: string, name: string): boolean {
  return selected.schema === schema && selected.name === name;
}
