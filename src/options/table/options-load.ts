// The option table: what tsload loads, and how. Data only.

export const loadSelectionOptions = {
  database: {
    kind: 'text',
    short: 'D',
    arg: 'DB',
    help: 'the database of a dump that names none',
  },
  databases: {
    kind: 'list',
    arg: 'DB',
    help: 'load this database only; repeatable',
  },
  tables: {
    kind: 'list',
    arg: 'DB.TABLE',
    help: 'load this table or view only; repeatable',
  },
  'ignore-table': {
    kind: 'list',
    arg: 'DB.TABLE',
    help: 'leave out this table or view; repeatable',
  },
  'ignore-table-data': {
    kind: 'list',
    arg: 'DB.TABLE',
    help: 'leave out the rows of this table; repeatable',
  },
  'no-data': { kind: 'flag', short: 'd', default: false, help: 'no rows' },
  'no-create-info': {
    kind: 'flag',
    short: 't',
    default: false,
    help: 'rows only, into tables that are there',
  },
} as const;

export const loadChangeOptions = {
  'on-existing': {
    kind: 'choice',
    arg: 'WHAT',
    values: ['fail', 'skip', 'drop', 'truncate'],
    default: 'fail',
    help: 'tables and views that are there already: fail before any change, skip, drop, truncate',
  },
  definer: {
    kind: 'text',
    arg: 'WHO',
    help: 'definer of views and programs: USER@HOST, or strip for the account that loads',
  },
  'set-gtid-purged': {
    kind: 'choice',
    arg: 'WHEN',
    values: ['auto', 'on', 'off'],
    default: 'auto',
    help: 'GTIDs of the dump: on, off, or auto: where the target has none of its own',
  },
  trusted: {
    kind: 'flag',
    default: false,
    help: 'run every statement of the dump, accounts and global settings too',
  },
} as const;

export const loadWayOptions = {
  threads: {
    kind: 'number',
    arg: 'NUMBER',
    min: 1,
    max: 64,
    default: '4',
    help: 'connections that load rows side by side',
  },
  'defer-indexes': {
    kind: 'flag',
    default: true,
    help: 'add secondary indexes and foreign keys after the rows',
  },
  'load-data': {
    kind: 'flag',
    default: true,
    help: 'send rows by LOAD DATA LOCAL where the server takes it',
  },
  'log-bin': {
    kind: 'flag',
    default: true,
    help: 'write the load to the binary log of the target',
  },
  'max-rate': {
    kind: 'size',
    arg: 'BYTES',
    min: '1K',
    max: '100G',
    help: 'SQL of rows in a second, at most',
  },
  analyze: { kind: 'flag', default: false, help: 'ANALYZE TABLE at the end' },
} as const;

export const loadModeOptions = {
  'dry-run': { kind: 'flag', default: false, help: 'say what would be loaded, and change nothing' },
  resume: { kind: 'flag', default: false, help: 'go on with a load that was cut off' },
  abort: { kind: 'flag', default: false, help: 'take away what a load that was cut off has left' },
  verify: {
    kind: 'flag',
    default: false,
    help: 'compare the rows of the target with those of the dump, and load nothing',
  },
} as const;
