// What sets tsdump under its own name apart from the tools it can stand for, as data. Each
// member is a fact about the dump, so that nobody asks which personality is running. The
// values of the tools are in dropin/profile; what differs between the dumps of two
// flavors is a row in schema/text/dialect.ts.

/** How text of the connection becomes a string and back. */
export type TextCoding = 'utf8' | 'latin1';

export interface Style {
  /**
   * How text of the session becomes a string and back. A drop-in treats names, statements
   * and comments as bytes in the connection's character set (latin1 maps each byte to
   * itself); under our own name they are UTF-8.
   */
  readonly text: TextCoding;
  /** One SELECT per table, as the stock tools send it, instead of chunks. */
  readonly readsWhole: boolean;
  /** An object the server cannot show ends the dump, unless `--force`. */
  readonly stopsAtObjects: boolean;
  /** A comment stands in the place of an object that the server would not show. */
  readonly notesFailures: boolean;
  /** What is missing of a routine is said even under --skip-comments. */
  readonly alwaysNotesLosses: boolean;
  /** Before everything else, whatever the options say. */
  readonly firstLine: string;
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
  /** Tablespaces the account may not see are left out, with a warning. */
  readonly toleratesHiddenTablespaces: boolean;
  /** `--compact` leaves out the session's settings too, not only the header. */
  readonly compactDropsSettings: boolean;
  /** XML stays well formed: control characters as hex, statements as text of an element. */
  readonly strictXml: boolean;
  /** Definitions do not name the database they are in, so that another can take them. */
  readonly omitsOwnDatabase: boolean;
  /** Accounts that come as rows of the schema mysql are in force once they are restored. */
  readonly flushesPrivileges: boolean;
  /** Who writes the rows of --tab: the server, into its own file system, or we. */
  readonly tabRowsBy: 'server' | 'client';
}

export const OWN_STYLE: Style = {
  text: 'utf8',
  readsWhole: false,
  stopsAtObjects: false,
  notesFailures: true,
  alwaysNotesLosses: false,
  firstLine: '',
  omitsGenerated: true,
  marksNegativeZero: true,
  escapesByCharset: false,
  guardsBodies: true,
  disablesEventsOfReplicas: true,
  omitsInvalidViews: true,
  sparesSystemSchema: true,
  foldsSystemSchema: false,
  toleratesHiddenTablespaces: false,
  compactDropsSettings: false,
  strictXml: true,
  omitsOwnDatabase: true,
  flushesPrivileges: true,
  tabRowsBy: 'client',
};
