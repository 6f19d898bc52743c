// What mysqldump and mariadb-dump do otherwise than tsdump under its own name: one table a
// tool. What differs between dumps of the two flavors, ours too, is a row in
// schema/text/dialect.ts.

import type { RunProfile } from '../../app/run/personality.js';
import type { Style } from '../../model/style.js';
import type { StockTool } from '../../options/table/option-spec.js';
import { type Dialect, dialectFor } from '../../schema/text/dialect.js';

export interface ToolProfile {
  /** Its name in messages. */
  readonly program: StockTool;
  readonly run: RunProfile;
  readonly style: Style;
  /** The tool's own, whatever the server is. */
  readonly dialect: Dialect;
  /** What the tool calls itself in the header, and the build it was measured against. */
  readonly title: string;
  readonly distribution: string;
  /** What the tool's library says of a connection that is gone. */
  readonly lossText: string;
  /** What the tools call an error of the server stands in double quotes. */
  readonly quotesServerErrors: boolean;
  /** `--verbose` says whose rows are ignored. */
  readonly tellsOfIgnoredRows: boolean;
  /** `--verbose` says that a view's placeholder is dropped. */
  readonly tellsOfDroppedViews: boolean;
  /** Finds a table by its name, and its triggers by the table's: the name follows, quoted so. */
  readonly lookup: {
    readonly table: string;
    readonly triggers: string;
    readonly quotesFor: 'like' | 'equal';
  };
  /** The tool's SELECT of a table lists its columns always, not only where `*` differs. */
  readonly listsSelectedColumns: boolean;
  /** The tool looks at a view's columns even where it does not write them. */
  readonly readsFieldsAlways: boolean;
  /** `--order-by-primary` reads the keys of views, too. */
  readonly readsKeysOfViews: boolean;
  /** `--order-by-primary` sorts by the columns of all unique keys, not of the first. */
  readonly ordersByEveryUniqueKey: boolean;
  /** `--order-by-primary` sends the names as they stand in the comment. */
  readonly sortsByComment: boolean;
  /** A table with the empty name is looked for with LIKE '', which is like the first. */
  readonly emptyNameIsAny: boolean;
  /** The tool dumps nothing of the schema information_schema. */
  readonly refusesInformationSchema: boolean;
  /** Longer names are refused before the first database. */
  readonly nameBytesMax: number;
  /**
   * A trigger that cannot be shown is written from SHOW TRIGGERS. Otherwise it ends those of its
   * table, and the names that follow stand in backticks whatever --compatible says.
   */
  readonly rewritesHiddenTriggers: boolean;
  readonly escapesSchemaOfEvents: boolean;
  /** Said with --verbose of a view's placeholder. */
  readonly placeholderLine: string;
  /** Before the tool's name, then around number and text of an error of the system. */
  readonly systemErrorWords: readonly [string, string, string, string];
}

const RUN: RunProfile = {
  keepsPartialOutput: true,
  cutsSections: false,
  preflights: false,
  holdsSettings: false,
  namesLostTypes: false,
};

const BOTH: Omit<Style, 'firstLine'> = {
  text: 'latin1',
  readsWhole: true,
  stopsAtObjects: true,
  notesFailures: false,
  alwaysNotesLosses: true,
  omitsGenerated: false,
  marksNegativeZero: false,
  escapesByCharset: true,
  guardsBodies: false,
  disablesEventsOfReplicas: false,
  omitsInvalidViews: false,
  sparesSystemSchema: false,
  foldsSystemSchema: true,
  toleratesHiddenTablespaces: true,
  compactDropsSettings: true,
  strictXml: false,
  omitsOwnDatabase: false,
  flushesPrivileges: false,
  tabRowsBy: 'server',
};

const MYSQLDUMP: ToolProfile = {
  program: 'mysqldump',
  run: RUN,
  style: { ...BOTH, firstLine: '' },
  dialect: {
    ...dialectFor('mysql'),
    routineEndsOthers: true,
    commentLineBytesMax: 2047,
    nameLiterals: 'bare',
  },
  title: 'MySQL dump 10.13',
  distribution: '9.7.4, for Linux (x86_64)',
  lossText: 'Lost connection to MySQL server during query',
  quotesServerErrors: false,
  tellsOfIgnoredRows: false,
  tellsOfDroppedViews: true,
  lookup: {
    table: 'show table status like ',
    triggers: 'SHOW TRIGGERS LIKE ',
    quotesFor: 'like',
  },
  listsSelectedColumns: false,
  readsFieldsAlways: true,
  readsKeysOfViews: false,
  ordersByEveryUniqueKey: true,
  sortsByComment: true,
  emptyNameIsAny: false,
  refusesInformationSchema: true,
  nameBytesMax: 192,
  rewritesHiddenTriggers: true,
  escapesSchemaOfEvents: false,
  placeholderLine: "-- It's a view, create dummy view",
  systemErrorWords: ['', 'OS errno ', ' - ', ''],
};

const MARIADB_DUMP: ToolProfile = {
  program: 'mariadb-dump',
  run: RUN,
  style: { ...BOTH, firstLine: '/*M!999999\\- enable the sandbox mode */ \n' },
  dialect: {
    ...dialectFor('mariadb'),
    commentBytesMax: 1014,
    nameLiterals: 'doubled',
    locksLackSequences: false,
  },
  title: 'MariaDB dump 10.19',
  distribution: '10.11.19-MariaDB, for debian-linux-gnu (x86_64)',
  lossText: 'Lost connection to server during query',
  quotesServerErrors: true,
  tellsOfIgnoredRows: true,
  tellsOfDroppedViews: false,
  lookup: {
    table:
      'SELECT engine, table_type FROM INFORMATION_SCHEMA.TABLES' +
      ' WHERE table_schema = DATABASE() AND table_name = ',
    triggers:
      'SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS' +
      ' WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ',
    quotesFor: 'equal',
  },
  listsSelectedColumns: true,
  readsFieldsAlways: false,
  readsKeysOfViews: true,
  ordersByEveryUniqueKey: false,
  sortsByComment: false,
  emptyNameIsAny: true,
  refusesInformationSchema: false,
  nameBytesMax: 256,
  rewritesHiddenTriggers: false,
  escapesSchemaOfEvents: true,
  placeholderLine: "-- It's a view, create dummy view for view",
  systemErrorWords: ['\x07', 'Errcode: ', ' "', '"'],
};

const PROFILES: Readonly<Record<StockTool, ToolProfile>> = {
  mysqldump: MYSQLDUMP,
  'mariadb-dump': MARIADB_DUMP,
};

export function profileFor(program: StockTool): ToolProfile {
  return PROFILES[program];
}
