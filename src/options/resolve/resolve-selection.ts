// What to dump, from settings and the names on the command line. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { Scope, Selection } from '../../model/options.js';
import type { Settings } from '../table/options.js';

/** Throws `usage`. */
export function resolveSelection(settings: Settings, names: readonly string[]): Selection {
  const scope = resolveScope(settings, names);
  // A dump of named tables has nothing that belongs to no table.
  const whole = scope.kind !== 'tables' || scope.tables.length === 0;
  return {
    scope,
    ignoreTables: toTableNames('ignore-table', settings['ignore-table']),
    ignoreTableData: toTableNames('ignore-table-data', settings['ignore-table-data']),
    ignoreDatabases: new Set(settings['ignore-database']),
    where: settings.where,
    routines: settings.routines ?? whole,
    events: settings.events ?? whole,
    triggers: settings.triggers,
    data: !settings['no-data'],
    createInfo: !settings['no-create-info'],
    createDb: !settings['no-create-db'],
    tablespaces: !settings['no-tablespaces'],
    ignoreViews: false,
    noDataMed: settings['no-data-med'],
    users: undefined,
    system: new Set(),
    maskingPolicies: false,
    columnStatistics: false,
    dumpHistory: false,
    asOf: undefined,
    copyS3Tables: false,
    orderBySize: false,
  };
}

function resolveScope(settings: Settings, names: readonly string[]): Scope {
  if (names.includes(''))
    throw new TsdumpError('usage', 'a name on the command line is empty', {
      hint: 'Is a variable of your script not set?',
    });
  const [schema, ...tables] = names;
  if (settings['all-databases']) {
    if (schema === undefined) return { kind: 'all-databases' };
    throw new TsdumpError('usage', `--all-databases takes no names, not even ${schema}`, {
      hint: 'Leave the names out, or name databases with --databases.',
    });
  }
  const several = settings.databases && !settings.tables;
  if (several && schema === undefined)
    throw new TsdumpError('usage', '--databases needs at least one name', {
      hint: 'Without it and without names, all your databases are dumped.',
    });
  if (settings.tables && tables.length === 0)
    throw new TsdumpError('usage', '--tables needs a database and at least one table', {
      hint: 'Write: tsdump DB --tables TABLE...',
    });
  if (schema === undefined) return { kind: 'user-schemas' };
  return several ? { kind: 'databases', names } : { kind: 'tables', schema, tables };
}

/** Throws `usage`. */
export function toTableNames(option: string, names: readonly string[]): ReadonlySet<string> {
  const wrong = names.find((name) => !/^.+?\..+$/s.test(name));
  if (wrong === undefined) return new Set(names);
  throw new TsdumpError('usage', `--${option} needs database and table, not ${wrong}`, {
    hint: `Write --${option}=DB.TABLE, once for each table.`,
  });
}
