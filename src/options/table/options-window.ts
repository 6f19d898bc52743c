// The option table: how the server is kept still while it is read. Data only.

export const windowOptions = {
  'read-only': {
    kind: 'flag',
    default: false,
    help: 'global read lock and read_only for the whole dump: writers fail',
  },
  'lock-all-tables': {
    kind: 'flag',
    short: 'x',
    default: false,
    tools: 'both',
    help: 'global read lock for the whole dump: writers wait',
  },
  'single-transaction': {
    kind: 'flag',
    default: false,
    tools: 'both',
    help: "a snapshot as mysqldump takes it (tsdump's own, the default, locks for a moment)",
  },
  'lock-tables': {
    kind: 'flag',
    short: 'l',
    tools: 'both',
    stock: { default: true },
    help: 'LOCK TABLES, one database after the other; --skip-lock-tables: no lock, no snapshot',
  },
  'flush-logs': {
    kind: 'flag',
    short: 'F',
    default: false,
    own: false,
    tools: 'both',
    help: 'FLUSH LOGS when the lock is held',
  },
  'lock-wait': {
    kind: 'number',
    arg: 'SECONDS',
    min: 0,
    max: 86400,
    fraction: true,
    default: '30',
    stock: { default: '86400' },
    help: 'give up when the lock of the server or of a table is not granted in this time',
  },
  'max-window': {
    kind: 'number',
    arg: 'TIME',
    min: 0.1,
    max: 86400,
    fraction: true,
    duration: true,
    help: 'give up when writers were held up this long (30, 30s, 5m)',
  },
  'window-fallback': {
    kind: 'choice',
    arg: 'HOW',
    values: ['none', 'snapshot'],
    default: 'none',
    help: 'with --max-window: go on from snapshots instead (where every table is transactional)',
  },
  release: {
    kind: 'flag',
    default: false,
    help: 'put the server back after a dump that could not do it',
  },
  'journal-dir': {
    kind: 'text',
    arg: 'DIR',
    help: 'where the way back is noted ($XDG_STATE_HOME/tsdump, ~/.local/state/tsdump)',
  },
} as const;
