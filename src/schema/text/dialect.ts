// The one table of differences between the text of mysqldump 9.7 and mariadb-dump 10.11.
// Sections are written once and take their pieces from here; nothing else may ask which
// flavor it writes for. Differences in what is asked of the server live with the question.

import type { Flavor } from '../../model/server.js';

export interface Dialect {
  /** Whose tool writes like this. */
  readonly flavor: Flavor;
  readonly product: string;
  /** What the tool asks of undo logs besides. */
  readonly undoLogEngine: string;
  /** Whether `--no-create-info` leaves UNIQUE_CHECKS alone. */
  readonly uniqueChecksOnlyWithCreateInfo: boolean;
  readonly setNamesVersion: string;
  /** Around CREATE TABLE, and around a view's placeholder. */
  readonly setTableCharset: string;
  readonly setViewCharset: string;
  readonly placeholder: {
    readonly title: string;
    readonly select: string;
    readonly value: string;
    readonly end: string;
  };
  /** The tool leaves generated columns out of its INSERTs. */
  readonly omitsGenerated: boolean;
  /** `--skip-create-options`: what the tool adds to its SET before a table is shown. */
  readonly withoutCreateOptions: string;
  /** INSERT into a locked table fails (1100) when a default of it takes from a sequence. */
  readonly locksLackSequences: boolean;
  /** Ends a trigger or event inside its version comment. */
  readonly versionCommentEnd: string;
  /** Between a routine and its delimiter. */
  readonly routineEnd: string;
  /** Routines: sql_mode is set before the DROP, not after the character sets. */
  readonly sqlModeFirst: boolean;
  /** A routine that the server would not show ends those of its schema. */
  readonly routineEndsOthers?: boolean;
  /** Names in DROP TRIGGER stand bare where they can. */
  readonly dropsBareTriggerNames: boolean;
  /** `--no-autocommit`: before LOCK TABLES, before the rows, and after UNLOCK TABLES. */
  readonly autocommit: {
    readonly beforeLock: string;
    readonly beforeRows: string;
    readonly afterRows: string;
  };
  /** Tables the server writes by itself, in the schema mysql: they open it, or end it. */
  readonly firstSystemTables: readonly string[];
  readonly lastSystemTables: readonly string[];
  /** The first of them are read before the schema's tables are locked. */
  readonly locksAfterFirstTables: boolean;
  /** With a table list, routines stand before the tables. */
  readonly routinesBeforeTableList: boolean;
  /** `--all-databases` begins with the schema `mysql`. */
  readonly systemSchemaFirst: boolean;
  /** mysql.innodb_*_stats: rows are kept (INSERT IGNORE) instead of the definition. */
  readonly keepsStatsRows: boolean;
  /** Tables of the schema mysql that are created if missing, never emptied or filled. */
  readonly keptSystemTables: readonly string[];
  /** Tables of the schema mysql that are not dumped at all. */
  readonly leftOutSystemTables: readonly string[];
  /** What tables of information_schema are dumped as. */
  readonly systemViewKind: 'table' | 'view';
  /** The table of the schema mysql that holds the events, if it is one. */
  readonly eventTable: string | undefined;
  /** The server logs into tables of the schema mysql, which cannot be replaced meanwhile. */
  readonly logOutput: { readonly save: string; readonly restore: string };
  /** Longest text of the server's or the user's in a comment, bytes. */
  readonly commentBytesMax?: number;
  /** Longest comment, its end of line included. */
  readonly commentLineBytesMax?: number;
  /** Engines whose rows belong to other tables or other servers, lower case. */
  readonly enginesWithoutRows: readonly string[];
  /** XML: a database's element ends before the tables of `lastSystemTables`. */
  readonly closesBeforeLogs: boolean;
  /**
   * How names stand where they are compared with columns of information_schema: as a string
   * that holds whatever the modes are, or as the stock tools write them.
   */
  readonly nameLiterals: 'safe' | 'doubled' | 'bare';
  /** --tab: how names of tables become names of files, and who makes a path absolute. */
  readonly tabFiles: {
    readonly encodesNames: boolean;
    readonly resolvesPaths: boolean;
  };
}

const DIALECTS: Readonly<Record<Flavor, Dialect>> = {
  mysql: {
    flavor: 'mysql',
    product: 'MySQL',
    undoLogEngine: "ENGINE = 'ndbcluster' AND ",
    uniqueChecksOnlyWithCreateInfo: false,
    setNamesVersion: '50503',
    setTableCharset: '/*!50503 SET character_set_client = utf8mb4 */;\n',
    setViewCharset: '/*!50503 SET character_set_client = utf8mb4 */;\n',
    placeholder: {
      title: 'Temporary view structure for view',
      select: 'SELECT \n',
      value: '1',
      end: '*/;\n',
    },
    omitsGenerated: true,
    withoutCreateOptions: '',
    locksLackSequences: false,
    versionCommentEnd: ' */',
    routineEnd: ' ',
    sqlModeFirst: false,
    dropsBareTriggerNames: true,
    autocommit: { beforeLock: '', beforeRows: 'set autocommit=0;\n', afterRows: 'commit;\n' },
    firstSystemTables: [],
    lastSystemTables: ['general_log', 'slow_log'],
    locksAfterFirstTables: false,
    routinesBeforeTableList: false,
    systemSchemaFirst: true,
    keepsStatsRows: true,
    keptSystemTables: ['slave_master_info', 'slave_relay_log_info', 'gtid_executed'],
    leftOutSystemTables: ['apply_status', 'schema'],
    logOutput: { save: '', restore: '' },
    systemViewKind: 'view',
    eventTable: undefined,
    enginesWithoutRows: ['mrg_myisam', 'mrg_isam', 'federated'],
    closesBeforeLogs: true,
    nameLiterals: 'safe',
    tabFiles: {
      encodesNames: false,
      resolvesPaths: false,
    },
  },
  mariadb: {
    flavor: 'mariadb',
    product: 'MariaDB',
    undoLogEngine: '',
    uniqueChecksOnlyWithCreateInfo: true,
    setNamesVersion: '40101',
    setTableCharset: '/*!40101 SET character_set_client = utf8mb4 */;\n',
    setViewCharset: 'SET character_set_client = utf8mb4;\n',
    placeholder: {
      title: 'Temporary table structure for view',
      select: 'SELECT\n',
      value: 'NULL',
      end: ' */;\n',
    },
    omitsGenerated: false,
    withoutCreateOptions:
      "/*!40102 ,SQL_MODE=concat(@@sql_mode, _utf8 ',NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS') */",
    locksLackSequences: true,
    versionCommentEnd: ' \n*/',
    routineEnd: '\n',
    sqlModeFirst: true,
    dropsBareTriggerNames: false,
    autocommit: {
      beforeLock: 'SET @OLD_AUTOCOMMIT=@@AUTOCOMMIT, @@AUTOCOMMIT=0;\n',
      beforeRows: '',
      afterRows: 'COMMIT;\nSET AUTOCOMMIT=@OLD_AUTOCOMMIT;\n',
    },
    firstSystemTables: ['general_log', 'slow_log'],
    lastSystemTables: ['transaction_registry'],
    locksAfterFirstTables: true,
    routinesBeforeTableList: true,
    systemSchemaFirst: false,
    keepsStatsRows: false,
    keptSystemTables: [],
    leftOutSystemTables: ['apply_status', 'schema'],
    logOutput: {
      save:
        '\n/*!50106 SET @save_log_output=@@LOG_OUTPUT*/;\n' +
        "/*M!100203 EXECUTE IMMEDIATE IF(@@LOG_OUTPUT='TABLE' AND (@@LOG_SLOW_QUERY=1 OR @@GENERAL_LOG=1)," +
        '"SET GLOBAL LOG_OUTPUT=\'NONE\'", "DO 0") */;\n',
      restore: '\n/*!50106 SET GLOBAL LOG_OUTPUT=@save_log_output*/;\n\n',
    },
    systemViewKind: 'table',
    eventTable: 'event',
    enginesWithoutRows: [
      'mrg_myisam',
      'mrg_isam',
      'federated',
      'connect',
      'oqgraph',
      'spider',
      'vp',
    ],
    closesBeforeLogs: false,
    nameLiterals: 'safe',
    tabFiles: {
      encodesNames: true,
      resolvesPaths: true,
    },
  },
};

export function dialectFor(flavor: Flavor): Dialect {
  return DIALECTS[flavor];
}
