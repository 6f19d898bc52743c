// What mysqldump alone is tried with, also options that it does not know.

import { each, eachWhole, type Entry } from './sample.js';

export const MYSQL: readonly Entry[] = [
  { args: '--master-data=2 --single-transaction --flush-logs', state: 'logs' },
  ...each(`
    --add-drop-user | --users | --users --add-drop-user
  `),
  ...eachWhole(`
    --users -A | --users -A --force --add-drop-user
  `),
  ...each(`
    --users --flush-privileges | --users --xml | --users --include-user=reader@localhost
    --users --include-user=nosuch@nowhere
    --users --exclude-user=root@localhost --exclude-user=nobody@localhost | --include-user=x@y
    --exclude-user=x@y | --users --include-user=reader
  `),
  { args: '--users -B mysql', whole: true },
  ['--users', "--include-user='reader'@'localhost'"],
  ...each(`
    --add-drop-masking-policy | --skip-add-drop-masking-policy | --masking-policies
    --skip-masking-policies | --column-statistics | --skip-column-statistics
    --column-statistics --single-transaction | --ignore-views | --ignore-views -R -E
  `),
  { args: 'rich a_view orders --ignore-views', whole: true },
  ...each(`
    --show-create-table-skip-secondary-engine | --skip-generated-invisible-primary-key
    --skip-generated-invisible-primary-key -c
    --skip-generated-invisible-primary-key --order-by-primary | --ignore-error=1049
  `),
  ...eachWhole(`
    --ignore-error=1049 -B nowhere rich | --ignore-error=1146,1054 rich orders nosuch
  `),
  {
    args: ['--ignore-error=1054', 'rich', 'orders', 'customers', '--where=total > 1'],
    whole: true,
  },
  ...each(`
    --ignore-error=x | --ignore-error= | --mysqld-long-query-time=10
    --mysqld-long-query-time=x | --network-timeout | -M | --skip-network-timeout
    --init-command=SELECT
  `),
  ["--init-command=SET SESSION sql_mode = 'ANSI'"],
  ['--init-command=SET @a = 1', '--init-command-add=SET @b = 1'],
  ['--init-command=nonsense'],
  { args: '--source-data', state: 'logs' },
  { args: '--source-data=2 --single-transaction', state: 'logs' },
  { args: '--source-data=2 --single-transaction --output-as-version=BEFORE_8_0_23', state: 'logs' },
  { args: '--source-data=1 --output-as-version=BEFORE_8_2_0', state: 'logs' },
  { args: '--source-data=1 --set-gtid-purged=OFF -A', whole: true, state: 'logs' },
  { args: '--delete-source-logs', state: 'logs' },
  { args: '--delete-source-logs --set-gtid-purged=COMMENTED --source-data=2', state: 'logs' },
  { args: '--dump-replica=1', state: 'replica' },
  {
    args: '--dump-replica=2 --include-source-host-port --apply-replica-statements',
    state: 'replica',
  },
  {
    args: '--dump-replica=1 --output-as-version=BEFORE_8_0_23 --apply-replica-statements --include-source-host-port',
    state: 'replica',
  },
  {
    args: '--dump-replica=1 --single-transaction --source-data=2 --delete-source-logs',
    state: 'replica',
  },
  ...each(`
    --apply-replica-statements | --apply-replica-statements --output-as-version=BEFORE_8_0_23
    --include-source-host-port | --output-as-version=SERVER
    --output-as-version=BEFORE_8_2_0 -E | --output-as-version=nonsense | --output-as-version
    --set-gtid-purged=OFF | --set-gtid-purged=ON | --set-gtid-purged=COMMENTED
    --set-gtid-purged=AUTO | --set-gtid-purged | --set-gtid-purged=off
    --set-gtid-purged=nonsense | --set-gtid-purged=1
  `),
  ...eachWhole(`
    -A -R -E --single-transaction | -A -R -E --single-transaction --set-gtid-purged=ON
    -A -R -E --triggers --lock-all-tables
  `),
  ...each(`
    --ssl-mode=DISABLED | --ssl-mode=PREFERRED | --ssl-mode=REQUIRED | --ssl-mode=nonsense
    --ssl-mode=VERIFY_CA | --ssl-fips-mode=OFF | --get-server-public-key
    --server-public-key-path={dir}/none.pem | --compression-algorithms=zlib
    --compression-algorithms=zstd,uncompressed --zstd-compression-level=5
    --compression-algorithms=nonsense | --zstd-compression-level=50 | --enable-cleartext-plugin
    --bind-address=127.0.0.1 | --login-path=nosuch | --no-login-paths | --password1
    --ssl-session-data={dir}/none | --ssl-session-data-continue-on-failed-reuse
    --tls-sni-servername=x | --tls-ciphersuites=TLS_AES_256_GCM_SHA384 | --ssl-cipher=nonsense
    --ssl-crl={dir}/none.pem | --ssl-capath={dir}/none | --ssl-crlpath={dir}/none
  `),
  {
    args: [
      '--no-defaults',
      '--no-login-paths',
      '--socket={socket}',
      '--user=root',
      'rich',
      'no_key',
    ],
    bare: true,
  },
  { args: ['--no-login-paths', '--socket={socket}', '--user=root', 'rich', 'no_key'], bare: true },
  { args: 'sys', whole: true },
  {
    args: 'mysql general_log slow_log innodb_table_stats innodb_index_stats gtid_executed',
    whole: true,
  },
  { args: 'mysql --add-drop-table=0 -t', whole: true },
  ...each(`
    --delayed-insert | --galera-info | --system=all | --debug-check
    --skip-skip-generated-invisible-primary-key | --dump-date=0
  `),
];
