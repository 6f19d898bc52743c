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
    tools: 'both',
    stock: {
      names: { mysqldump: ['source-data', 'master-data'], 'mariadb-dump': ['master-data'] },
    },
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
    tools: 'both',
    stock: { names: { mysqldump: ['dump-replica', 'dump-slave'], 'mariadb-dump': ['dump-slave'] } },
    help: "the coordinates in its source's log; 2: as a comment",
  },
  'apply-replica-statements': {
    kind: 'flag',
    aliases: ['apply-slave-statements'],
    default: false,
    tools: 'both',
    stock: {
      names: {
        mysqldump: ['apply-replica-statements', 'apply-slave-statements'],
        'mariadb-dump': ['apply-slave-statements'],
      },
    },
    help: 'STOP REPLICA and START REPLICA around the dump',
  },
  'include-source-host-port': {
    kind: 'flag',
    aliases: ['include-master-host-port'],
    default: false,
    tools: 'both',
    stock: {
      names: {
        mysqldump: ['include-source-host-port', 'include-master-host-port'],
        'mariadb-dump': ['include-master-host-port'],
      },
    },
    help: 'host and port with --dump-replica',
  },
  'delete-source-logs': {
    kind: 'flag',
    default: false,
    own: false,
    tools: 'both',
    stock: {
      names: {
        mysqldump: ['delete-source-logs', 'delete-master-logs'],
        'mariadb-dump': ['delete-master-logs'],
      },
    },
    help: 'delete the binary logs before the dump when it is complete',
  },
  'set-gtid-purged': {
    kind: 'choice',
    arg: 'WHEN',
    values: ['off', 'on', 'commented', 'auto'],
    default: 'auto',
    tools: 'mysqldump',
    stock: {
      values: { mysqldump: ['OFF', 'AUTO', 'ON', 'COMMENTED'] },
      optional: true,
      unlisted: true,
    },
    help: 'GTID_PURGED (MySQL): off, on, commented, auto',
  },
  'output-as-version': {
    kind: 'choice',
    arg: 'VERSION',
    values: ['server', 'before-8-0-23', 'before-8-2-0'],
    default: 'server',
    own: false,
    tools: 'mysqldump',
    stock: {
      values: { mysqldump: ['SERVER', 'BEFORE_8_0_23', 'BEFORE_8_2_0'] },
      optional: true,
      unlisted: true,
    },
    help: 'words of replication: SERVER, BEFORE_8_0_23, BEFORE_8_2_0',
  },
  gtid: {
    kind: 'flag',
    default: false,
    tools: 'mariadb-dump',
    help: 'GTID instead of file and position (MariaDB)',
  },
  'galera-info': {
    kind: 'flag',
    default: false,
    own: false,
    tools: 'mariadb-dump',
    stock: { order: 'zz3' },
    help: 'the position of a Galera cluster',
  },
} as const;
