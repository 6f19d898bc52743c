// What mariadb-dump alone is tried with, also options that it does not know.

import { each, eachWhole, type Entry } from './sample.js';

export const MARIADB: readonly Entry[] = [
  ...each(`
    --delayed-insert | --delayed-insert --insert-ignore | --dump-history | -H
  `),
  ['--as-of=2023-12-01'],
  ['--as-of=2024-06-01 00:00:00'],
  ['--as-of=nonsense'],
  ["--as-of=2024-01-01' OR '1"],
  ...each(`
    --dump-history --as-of=2024-01-01 | --dump-history --xml | -H -T{dir}/tab
  `),
  ['-H', '--replace'],
  ['-H', '-c'],
  ['--as-of=2023-12-01', '--where=id=2'],
  ...each(`
    --copy-s3-tables | --copy-s3-tables=0 | --galera-info | --gtid
  `),
  { args: '--gtid --master-data', state: 'logs' },
  { args: '--gtid --master-data=2 --single-transaction', state: 'logs' },
  { args: '--gtid --dump-slave=1', state: 'replica' },
  {
    args: '--gtid --dump-slave=2 --include-master-host-port --apply-slave-statements',
    state: 'replica',
  },
  { args: '-A --master-data=1 --gtid --single-transaction', whole: true, state: 'logs' },
  { args: '--master-data=1 --dump-slave=2', state: 'replica' },
  ...each(`
    --header | --tab={dir}/tab --header
  `),
  ['--tab={dir}/tab', '--header', '--fields-enclosed-by="', '--fields-terminated-by=;'],
  ...eachWhole(`
    -A --ignore-database=rich | -A --ignore-database=mysql --ignore-database=rich_latin1
  `),
  '--ignore-database=rich',
  ...eachWhole(`
    -B rich rich_empty --ignore-database=rich | -A --ignore-database=nosuch -d
  `),
  ...each(`
    --ignore-table-data=rich.orders
    --ignore-table-data=rich.orders --ignore-table-data=rich.no_key | --ignore-table-data=orders
    --ignore-table-data=rich.a_view | --ignore-table-data=
    --ignore-table-data=rich.orders --ignore-table=rich.orders
    --ignore-table-data=rich.orders --xml | --log-queries | --skip-log-queries
    --max-statement-time=10
  `),

  ...each(`
    --max-statement-time=x | --no-data-med | --skip-no-data-med | --order-by-size
    --order-by-size --single-transaction
  `),
  { args: '--order-by-size -A -f', whole: true },
  ...[
    'all',
    'users',
    'plugins',
    'udfs',
    'servers',
    'stats',
    'timezones',
    'users,plugins,servers',
    'nonsense',
    'ALL',
    '',
    'all --replace',
    'users --insert-ignore',
    'all --add-drop-table=0',
    'stats --add-drop-user',
  ].map((what): Entry => ({ args: `--system=${what}` })),
  ...eachWhole(`
    --system=users | --system=all -A | --system=all --insert-ignore
    --system=users --user=reader | --system=servers -B rich
  `),
  ...[
    'mysql323',
    'mysql40',
    'postgresql',
    'oracle',
    'mssql',
    'db2',
    'maxdb',
    'no_key_options',
    'no_table_options',
    'no_field_options',
    'ansi,no_table_options',
    'oracle,mysql40',
    'no_such',
  ].map((mode): Entry => ({ args: `--compatible=${mode}` })),
  ...each(`
    --ssl | --skip-ssl | --ssl-verify-server-cert | --ssl=0
  `),
  { args: 'mysql', whole: true },
  {
    args: 'mysql general_log slow_log innodb_table_stats innodb_index_stats gtid_slave_pos',
    whole: true,
  },
  ...eachWhole(`
    mysql proc event transaction_registry | rich sq orders | rich sq --no-data
    rich uses_sequence --no-create-info
  `),
  ...each(`
    --source-data | --users | --column-statistics | --set-gtid-purged=OFF | --parallel=2
    --init-command=x | --ssl-mode=REQUIRED
  `),
  {
    args: '--defaults-file={dir}/my.cnf rich no_key',
    bare: true,
    files: {
      'my.cnf':
        '[client-mariadb]\nuser=root\n[client-server]\nsocket={socket}\n[mariadb-dump]\nhex-blob\n[mysqldump]\ncomplete-insert\n',
    },
  },
];
