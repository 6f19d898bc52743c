// The options of a dump under our own name, from settings that are complete: those of a
// command line, or the option table's defaults for a library that says little. Both end
// here, so that each default is written once, in the table.

import { isPartial } from '../../model/is-partial.js';
import type { ConnectionOptions, DumpOptions } from '../../model/options.js';
import type { Assignment } from '../table/assignment.js';
import { optionTable, type Settings } from '../table/options.js';
import { checkTogether } from './check-options.js';
import { type PartialDumpOptions, readInput } from './dump-input.js';
import { defaultJournalDir, type Surroundings } from './environment.js';
import { type ResolvedConnection, resolveConnection } from './resolve-connection.js';
import { resolveOutput, resolveOwnFormat } from './resolve-format.js';
import { resolveSelection } from './resolve-selection.js';
import { resolveConsistency, resolveReplication } from './resolve-window.js';
import { toSettings } from './settings.js';

/** What settings do not hold: how to reach the server, and the names on the command line. */
export interface Beside {
  readonly connection: ConnectionOptions;
  readonly names: readonly string[];
  readonly journalDir: string;
}

/** Throws `usage`. */
export function resolveOwnOptions(settings: Settings, beside: Beside): DumpOptions {
  const { connection, journalDir, names } = beside;
  const seconds = settings['max-window'];
  const options: DumpOptions = {
    connection,
    selection: resolveSelection(settings, names),
    window: {
      consistency: resolveConsistency(settings),
      lockWaitMs: Math.round(settings['lock-wait'] * 1000),
      flushLogs: false,
      maxMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
      fallback: settings['window-fallback'],
    },
    format: resolveOwnFormat(settings),
    replication: resolveReplication(settings),
    output: resolveOutput(settings),
    errors: { force: settings.force, ignored: new Set(), verbose: false },
    threads: settings.threads,
    chunkBytes: settings['chunk-size'],
    verifySource: settings['verify-source'],
    kernel: settings.kernel,
    journalDir,
  };
  checkTogether(options);
  return options;
}

/**
 * A part of a server must not claim all of its transactions for the server it is restored into,
 * unless coordinates were asked for: then it is to be a replica.
 */
export function noteGtids(options: DumpOptions): DumpOptions {
  const { dumpReplica, gtid, setGtidPurged, sourceData } = options.replication;
  const makesReplica = sourceData !== 0 || dumpReplica !== 0 || gtid;
  if (setGtidPurged !== 'auto' || makesReplica || !isPartial(options)) return options;
  return { ...options, replication: { ...options.replication, setGtidPurged: 'noted' } };
}

/**
 * What a dump is where only `given` was said: options that others depend on, as on a command
 * line without option files.
 */
export function buildDefaults(
  given: Readonly<Record<string, string | boolean | undefined>>,
  names: readonly string[],
  around: Surroundings,
): DumpOptions & { readonly connection: ResolvedConnection['connection'] } {
  const assignments = Object.entries(given).flatMap(([name, value]): Assignment[] => {
    if (value === undefined || value === false) return [];
    const implied = Object.entries(optionTable.get(name)?.implies ?? {});
    return [{ name, value }, ...implied.map(([other, is]) => ({ name: other, value: is }))];
  });
  const settings = toSettings(assignments);
  const { connection } = resolveConnection(settings, new Set(), around);
  const journalDir = defaultJournalDir(around);
  return { ...resolveOwnOptions(settings, { connection, names, journalDir }), connection };
}

/** `input` with every default filled in; reads no option file. Throws `usage`. */
export function resolveInput(input: PartialDumpOptions, around: Surroundings): DumpOptions {
  const { connection, errors, format, output, replication, selection, window, ...single } =
    readInput(input);
  const { tls, login, ...reach } = connection ?? {};
  const { tab, ...shape } = format ?? {};
  const scope = selection?.scope;
  const given = {
    'ssl-ca': reach.sslCa,
    'ssl-capath': tls?.caPath,
    'enable-cleartext-plugin': login?.cleartext,
    compact: shape.compact,
    xml: shape.xml,
    tab: tab?.directory,
  };
  const names = scope?.kind === 'tables' ? [scope.schema, ...scope.tables] : [];
  const defaults = buildDefaults(given, names, around);
  const options = noteGtids({
    ...defaults,
    ...single,
    connection: {
      ...defaults.connection,
      ...reach,
      tls: { ...defaults.connection.tls, ...tls },
      login: { ...defaults.connection.login, ...login },
    },
    selection: { ...defaults.selection, ...selection },
    window: { ...defaults.window, ...window },
    format: {
      ...defaults.format,
      ...shape,
      tab: defaults.format.tab === undefined ? undefined : { ...defaults.format.tab, ...tab },
    },
    replication: { ...defaults.replication, ...replication },
    output: { ...defaults.output, ...output },
    errors: { ...defaults.errors, ...errors },
  });
  checkTogether(options);
  return Object.freeze(options);
}
