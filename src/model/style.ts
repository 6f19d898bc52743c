// The one table of differences between tsdump under its own name and as a drop-in for
// mysqldump or mariadb-dump. What differs between the two stock tools themselves is a row
// in schema/text/dialect.ts. Data only; nobody else asks which personality is running.

import type { Flavor } from './server.js';

/** Under whose name we run: `--compat`, or the name we were called by. */
export type Personality = 'tsdump' | 'mysqldump' | 'mariadb-dump';

/** How text of the connection becomes a string and back. */
export type TextCoding = 'utf8' | 'latin1';

export interface Style {
  /** The tool's name in messages, and its flavor whatever the server is. */
  readonly drop: { readonly program: string; readonly flavor: Flavor } | undefined;
  /**
   * How text of the session becomes a string and back. A drop-in treats names, statements
   * and comments as bytes in the connection's character set (latin1 maps each byte to
   * itself); under our own name they are UTF-8.
   */
  readonly text: TextCoding;
  /** What is written stands in the output even if the dump fails, as far as it got. */
  readonly keepsPartialOutput: boolean;
  /** The catalog is read schema by schema while the dump is written. */
  readonly readsLazily: boolean;
  /** One SELECT per table, as the stock tools send it, instead of chunks. */
  readonly readsWhole: boolean;
  /** The dump is cut into sections that can be found, and read by several connections. */
  readonly cutsSections: boolean;
  /** An object the server cannot show ends the dump, unless `--force`. */
  readonly stopsAtObjects: boolean;
  /** A comment stands in the place of an object that the server would not show. */
  readonly notesFailures: boolean;
  /** Privileges and names are checked before anything is locked or written. */
  readonly preflights: boolean;
  /** Generated columns are left to the server in every flavor's INSERTs. */
  readonly omitsGenerated: boolean;
  /** A negative zero is written as a floating-point literal. */
  readonly marksNegativeZero: boolean;
  /** Values are escaped by the connection's character set, as the client libraries do it. */
  readonly escapesByCharset: boolean;
  /** Definitions that would break the stock client are protected: delimiters, comments. */
  readonly guardsBodies: boolean;
  /** A dump with coordinates brings its events disabled: the replica gets their work from its source. */
  readonly disablesEventsOfReplicas: boolean;
  /** A view that cannot be read is left out of the dump's second half too. */
  readonly omitsInvalidViews: boolean;
  /** `--add-drop-database` spares the schema mysql, which a server cannot be without. */
  readonly sparesSystemSchema: boolean;
  /** The schema mysql is meant by its name in any letters, also where a server tells them apart. */
  readonly foldsSystemSchema: boolean;
  /** Long texts in comments are cut, as the stock tools do it. */
  readonly cutsComments: boolean;
  /** Tablespaces the account may not see are told of and left out. */
  readonly toleratesHiddenTablespaces: boolean;
  /** `--compact` leaves out the session's settings too, not only the header. */
  readonly compactDropsSettings: boolean;
  /** No LOCK TABLES around rows that take their defaults from a sequence (error 1100). */
  readonly omitsSequenceLocks: boolean;
  /** XML stays well formed: control characters as hex, statements as text of an element. */
  readonly strictXml: boolean;
  /** Names in the statements of --xml and --tab are quoted as badly as the tool does it. */
  readonly quotesAsStock: boolean;
  /** A restore is held to the settings that the SQL was written for: see target-settings.ts. */
  readonly holdsSettings: boolean;
  /** Definitions do not name the database they are in, so that another can take them. */
  readonly omitsOwnDatabase: boolean;
  /** JSON whose text says less than the server knows is told of. */
  readonly namesLostTypes: boolean;
  /** Accounts that come as rows of the schema mysql are in force once they are restored. */
  readonly flushesPrivileges: boolean;
  /** Who writes the rows of --tab: the server, into its own file system, or we. */
  readonly tabRowsBy: 'server' | 'client';
}

const OWN: Style = {
  drop: undefined,
  text: 'utf8',
  keepsPartialOutput: false,
  readsLazily: false,
  readsWhole: false,
  cutsSections: true,
  stopsAtObjects: false,
  notesFailures: true,
  preflights: true,
  omitsGenerated: true,
  marksNegativeZero: true,
  escapesByCharset: false,
  guardsBodies: true,
  disablesEventsOfReplicas: true,
  omitsInvalidViews: true,
  sparesSystemSchema: true,
  foldsSystemSchema: false,
  cutsComments: false,
  toleratesHiddenTablespaces: false,
  compactDropsSettings: false,
  omitsSequenceLocks: true,
  strictXml: true,
  quotesAsStock: false,
  holdsSettings: true,
  omitsOwnDatabase: true,
  namesLostTypes: true,
  flushesPrivileges: true,
  tabRowsBy: 'client',
};

const DROP_IN: Omit<Style, 'drop'> = {
  text: 'latin1',
  keepsPartialOutput: true,
  readsLazily: true,
  readsWhole: true,
  cutsSections: false,
  stopsAtObjects: true,
  notesFailures: false,
  preflights: false,
  omitsGenerated: false,
  marksNegativeZero: false,
  escapesByCharset: true,
  guardsBodies: false,
  disablesEventsOfReplicas: false,
  omitsInvalidViews: false,
  sparesSystemSchema: false,
  foldsSystemSchema: true,
  cutsComments: true,
  toleratesHiddenTablespaces: true,
  compactDropsSettings: true,
  omitsSequenceLocks: false,
  strictXml: false,
  quotesAsStock: true,
  holdsSettings: false,
  omitsOwnDatabase: false,
  namesLostTypes: false,
  flushesPrivileges: false,
  tabRowsBy: 'server',
};

const STYLES: Readonly<Record<Personality, Style>> = {
  tsdump: OWN,
  mysqldump: { ...DROP_IN, drop: { program: 'mysqldump', flavor: 'mysql' } },
  'mariadb-dump': { ...DROP_IN, drop: { program: 'mariadb-dump', flavor: 'mariadb' } },
};

export function styleFor(personality: Personality): Style {
  return STYLES[personality];
}
