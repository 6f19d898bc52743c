// The option table: what is dumped. Data only.

export const selectionOptions = {
  databases: {
    kind: 'flag',
    short: 'B',
    default: false,
    help: 'all names are databases; with CREATE DATABASE and USE',
  },
  'all-databases': {
    kind: 'flag',
    short: 'A',
    default: false,
    help: 'every database, mysql included',
  },
  tables: { kind: 'flag', default: false, help: 'names after the first are tables (undoes -B)' },
  'ignore-table': { kind: 'list', arg: 'DB.TABLE', help: 'leave it out (repeatable)' },
  'ignore-table-data': {
    kind: 'list',
    arg: 'DB.TABLE',
    help: 'leave its rows out (repeatable)',
  },
  'ignore-database': { kind: 'list', arg: 'DB', help: 'leave it out (repeatable)' },
  where: { kind: 'text', short: 'w', arg: 'SQL', help: 'only rows that meet this condition' },
  'no-data': { kind: 'flag', short: 'd', default: false, help: 'no rows' },
  'no-create-info': { kind: 'flag', short: 't', default: false, help: 'no CREATE TABLE' },
  'no-create-db': { kind: 'flag', short: 'n', default: false, help: 'no CREATE DATABASE' },
  routines: {
    kind: 'flag',
    short: 'R',
    help: 'functions and procedures (on, but not where tables are named)',
  },
  events: { kind: 'flag', short: 'E', help: 'events (on, but not where tables are named)' },
  triggers: { kind: 'flag', default: true, help: 'triggers' },
  'no-tablespaces': {
    kind: 'flag',
    short: 'y',
    antonyms: ['all-tablespaces'],
    default: true,
    help: 'no tablespaces (default: on)',
  },
} as const;
