// The one option table, put together: parsing, --help and the documentation derive
// from it. An option exists when it is in one of these groups, and nowhere else.

import type { OptionSpec, ValueOf } from './option-spec.js';
import { defineProgram, type OptionGroup, type Program } from './program.js';
import { connectionOptions, fileOptions } from './options-connection.js';
import { definitionOptions } from './options-definitions.js';
import { formatOptions } from './options-format.js';
import { messageOptions, outputOptions } from './options-output.js';
import { readingOptions } from './options-reading.js';
import { replicationOptions } from './options-replication.js';
import { selectionOptions } from './options-selection.js';
import { windowOptions } from './options-window.js';

const RELEASE_OPTIONS = new Set(['release', 'journal-dir']);

type Table = typeof connectionOptions &
  typeof fileOptions &
  typeof windowOptions &
  typeof selectionOptions &
  typeof definitionOptions &
  typeof formatOptions &
  typeof replicationOptions &
  typeof outputOptions &
  typeof readingOptions &
  typeof messageOptions;

export type OptionName = keyof Table;

type Valued = {
  [Name in OptionName]: Table[Name] extends { kind: 'bundle' } ? never : Name;
}[OptionName];

/** Every option's value, defaults filled in. */
export type Settings = { readonly [Name in Valued]: ValueOf<Table[Name]> };

/** Those that say how to reach a server. */
export type ConnectionSettings = Pick<Settings, Extract<Valued, keyof typeof connectionOptions>>;

export const connectionGroup: OptionGroup = { title: 'Connection:', options: connectionOptions };
export const messageGroup: OptionGroup = { title: 'Messages:', options: messageOptions };
export const fileGroup: OptionGroup = { title: 'First of all:', options: fileOptions };

/** In the order of --help. */
export const optionGroups: readonly OptionGroup[] = [
  connectionGroup,
  { title: 'What to dump:', options: selectionOptions },
  { title: 'Consistency:', options: windowOptions },
  { title: 'Replication:', options: replicationOptions },
  { title: 'Definitions:', options: definitionOptions },
  { title: 'Format:', options: formatOptions },
  { title: 'Output:', options: outputOptions },
  { title: 'Reading a dump:', options: readingOptions },
  messageGroup,
  fileGroup,
];

/** Every option by its name, those of the stock tools included. */
export const everyOption: ReadonlyMap<string, OptionSpec> = new Map(
  optionGroups.flatMap((group) => Object.entries(group.options)),
);

/** tsdump, under its own name. */
export const dumpProgram: Program = defineProgram('tsdump', optionGroups);

/** The options under our own name. */
export const optionTable: ReadonlyMap<string, OptionSpec> = dumpProgram.options;

/** The options a [client] group may set. */
export const clientOptionNames: ReadonlySet<string> = new Set(
  Object.keys(connectionOptions).filter((name) => optionTable.has(name)),
);

/** The options that mean nothing without a dump. */
export const dumpOptionNames: ReadonlySet<string> = new Set(
  [
    selectionOptions,
    definitionOptions,
    formatOptions,
    replicationOptions,
    outputOptions,
    windowOptions,
  ].flatMap((options) => Object.keys(options).filter((name) => !RELEASE_OPTIONS.has(name))),
);
