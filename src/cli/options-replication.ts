// The option table: binary log coordinates in the dump. Data only.

export const replicationOptions = {
  'source-data': {
    kind: 'choice',
    aliases: ['master-data'],
    arg: '1|2',
    values: ['0', '1', '2'],
    bare: '1',
    off: '0',
    default: '0',
    help: "this server's coordinates; 2: as a comment",
  },
  'dump-replica': {
    kind: 'choice',
    aliases: ['dump-slave'],
    arg: '1|2',
    values: ['0', '1', '2'],
    bare: '1',
    off: '0',
    default: '0',
    help: "the coordinates in its source's log; 2: as a comment",
  },
  'apply-replica-statements': {
    kind: 'flag',
    aliases: ['apply-slave-statements'],
    default: false,
    help: 'STOP REPLICA and START REPLICA around the dump',
  },
  'include-source-host-port': {
    kind: 'flag',
    aliases: ['include-master-host-port'],
    default: false,
    help: 'host and port with --dump-replica',
  },
  'set-gtid-purged': {
    kind: 'choice',
    arg: 'WHEN',
    values: ['off', 'on', 'commented', 'auto'],
    default: 'auto',
    help: 'GTID_PURGED (MySQL): off, on, commented, auto',
  },
  gtid: { kind: 'flag', default: false, help: 'GTID instead of file and position (MariaDB)' },
} as const;
