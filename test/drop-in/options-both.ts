// What both real tools are tried with.

import { each, eachWhole, type Entry } from './sample.js';

const CONNECT = ['--no-defaults', '--socket={socket}', '--user=root'] as const;
const OPTION_FILE = [
  '[client]',
  'user=root',
  'socket={socket}',
  '[mysqldump]',
  'skip-extended-insert',
  'hex_blob',
  'loose-no-such-option=1',
  '[mysqldump_more]',
  'complete-insert',
  '',
].join('\n');

export const BOTH: readonly Entry[] = [
  // Selection.
  ...eachWhole(`
    --all-databases | -A | -A rich | -A -B rich
  `),
  { args: '', whole: true },
  ...eachWhole(`
    --databases | -B rich | --databases rich rich_latin1 rich_empty
  `),
  { args: ['--databases', 'rich odd`\'"\\ ж', 'rich'], whole: true },
  ...eachWhole(`
    -B rich nowhere rich_latin1 | -B rich nowhere rich_latin1 --force | -B rich rich | -B mysql
    -B information_schema | -B performance_schema | -B sys | information_schema SCHEMATA | mysql
    mysql user db | nowhere | nowhere --force
  `),
  { args: ['no`such\ndb'], whole: true },
  ...eachWhole(`
    rich orders customers | rich orders orders | rich a_view z_view | rich ORDERS
    rich orders nosuch customers | rich orders nosuch customers --force | rich nosuch
  `),
  { args: ['rich', 'odd `table', 'odd `view', 'per%cent_\\', 'new\nline'], whole: true },
  { args: ['rich', 'ord%'], whole: true },
  { args: ['rich', ''], whole: true },
  { args: ['rich odd`\'"\\ ж'], whole: true },
  ...eachWhole(`
    rich_empty | rich_latin1 -R -E | rich --tables orders no_key | -B rich --tables orders
    --tables rich orders | --tables --databases rich orders
  `),
  ...each(`
    --ignore-table=rich.orders
    --ignore-table=rich.orders --ignore-table=rich.a_view --ignore-table rich.types
    --ignore-table=orders | --ignore-table=rich.nosuch
  `),
  ['--ignore-table=rich.odd `table'],
  '--ignore-table=',
  ['--where=id > 1'],
  ['-w', 'id<3'],
  ['--where=1 = 1\nAND 1'],
  { args: ['rich', 'orders', '--where=nosuch = 1'], whole: true },
  { args: ['rich', 'orders', '--where=nosuch = 1', '--force'], whole: true },
  { args: ['rich', 'customers', '-wid IN (1, 2)', '--order-by-primary'], whole: true },
  ...each(`
    --routines | -R | --skip-routines | --events | -E | --skip-events | --triggers
    --skip-triggers | --triggers=0 | -R -E --skip-triggers
    --routines --no-data --no-create-info --no-create-db | --all-tablespaces | -Y
    --no-tablespaces | -y
  `),
  // Consistency.
  ...each(`
    --single-transaction | --skip-single-transaction | --lock-all-tables | -x | --lock-tables
    -l | --skip-lock-tables | --lock-tables=FALSE | --single-transaction --lock-all-tables
    --single-transaction --lock-tables | --lock-tables --lock-all-tables
    --single-transaction --quick
  `),
  { args: '--flush-logs', state: 'logs' },
  { args: '-F --lock-all-tables', state: 'logs' },
  { args: '-F --single-transaction', state: 'logs' },
  { args: '--databases rich rich_empty --flush-logs', state: 'logs', whole: true },
  { args: '--master-data', state: 'logs' },
  { args: '--master-data=1 --single-transaction', state: 'logs' },
  { args: '--master-data=2', state: 'logs' },
  { args: '--master-data=0', state: 'logs' },
  { args: '--master-data=3', state: 'logs' },
  { args: '--master-data=x', state: 'logs' },
  { args: '--delete-master-logs', state: 'logs' },
  { args: '--delete-master-logs --single-transaction --flush-logs', state: 'logs' },
  { args: '--dump-slave', state: 'logs' },
  { args: '--dump-slave --force', state: 'logs' },
  { args: '--dump-slave=1', state: 'replica' },
  { args: '--dump-slave=2 --include-master-host-port', state: 'replica' },
  {
    args: '--dump-slave=1 --single-transaction --apply-slave-statements --include-master-host-port',
    state: 'replica',
  },
  { args: '--dump-slave --master-data=2', state: 'replica' },
  { args: '--dump-slave=5', state: 'replica' },
  { args: '--master-data=1 --apply-slave-statements', state: 'logs' },
  ...each(`
    --apply-slave-statements | --include-master-host-port
  `),
  // Definitions.
  '--add-drop-database',
  { args: '--add-drop-database -B rich rich_latin1', whole: true },
  ...each(`
    --add-drop-table | --skip-add-drop-table | --add-drop-trigger | --skip-add-drop-trigger
    --add-locks | --skip-add-locks | --no-create-db
  `),
  ...eachWhole(`
    -n -B rich | -n -B rich --add-drop-database
  `),
  ...each(`
    --no-create-info | -t | --no-data | -d | -d -t | -t -R -E --skip-triggers | --create-options
    -a | --skip-create-options | --quote-names | -Q | --skip-quote-names | --allow-keywords
    --skip-quote-names --allow-keywords | --compatible=ansi | --compatible=nonsense
    --compatible= | --compatible
  `),
  { args: '--compatible=ansi -A', whole: true },
  // Rows.
  ...each(`
    --extended-insert | -e | --skip-extended-insert | --extended-insert=0 | --complete-insert
    -c | --skip-complete-insert | -c --skip-extended-insert | --insert-ignore | --replace
    --insert-ignore --replace | --hex-blob | --skip-hex-blob | --disable-keys | -K
    --skip-disable-keys | --no-autocommit | --skip-no-autocommit
    --no-autocommit=1 --skip-add-locks | --order-by-primary
    --order-by-primary --single-transaction | --net-buffer-length=4096 | --net-buffer-length=1
    --net-buffer-length=16K | --net-buffer-length=1G | --net-buffer-length=100000000000
    --net-buffer-length=x | --net-buffer-length=8192 -c | --max-allowed-packet=16M
    --max-allowed-packet=1 | --max-allowed-packet=2G | --max-allowed-packet=-1
    --max-allowed-packet=10X | --set-charset | --skip-set-charset | --no-set-names | -N
    --tz-utc | --skip-tz-utc
  `),
  // Files.
  ...each(`
    --tab={dir}/tab | -T {dir}/tab | -T{dir}/tab -R -E | --tab={dir}/missing
    --tab={dir}/tab -d | --tab={dir}/tab -t | --tab={dir}/tab --fields-terminated-by=,
  `),
  [
    '--tab={dir}/tab',
    '--fields-terminated-by=,',
    '--fields-enclosed-by="',
    '--lines-terminated-by=\\r\\n',
  ],
  [
    '--tab={dir}/tab',
    "--fields-optionally-enclosed-by='",
    '--fields-escaped-by=/',
    '--lines-terminated-by=0x0A',
  ],
  ['--tab={dir}/tab', '--fields-enclosed-by="', '--fields-optionally-enclosed-by="'],
  ...each(`
    --fields-terminated-by=, | --fields-enclosed-by=x | --lines-terminated-by=x
  `),
  '--fields-escaped-by=\\\\',
  '--tab={dir}/tab --xml',
  ...eachWhole(`
    --tab={dir}/tab -A | --tab={dir}/tab -B rich | --tab={dir}/tab -B rich_latin1 rich_empty
  `),
  { args: ['--tab={dir}/tab', 'rich', 'odd `table', 'new\nline', '--skip-comments'], whole: true },
  { args: '--tab={dir}/tab rich orders --user=reader', whole: true },
  ...each(`
    --tab={dir}/tab --default-character-set=latin1 | --tab={dir}/tab --single-transaction
    --tab={dir}/tab --compact
  `),
  ['--tab={dir}/tab', '--where=1=0'],
  ...each(`
    --xml | -X | --xml --no-data | --xml --hex-blob | -X -R -E --add-drop-database
    -X --skip-comments | --xml --compact
  `),
  { args: '-X -A -f', whole: true },
  ...each(`
    --result-file={dir}/out.sql | -r out.sql | -r{dir}/no/such/folder/out.sql
    --result-file={dir} | -r out.sql -R -E | --log-error={dir}/errors
    --log-error={dir}/no/such/folder/errors
  `),
  { args: '--log-error={dir}/errors rich nosuch', whole: true },
  // What is said.
  ...each(`
    --comments | -i | --skip-comments | --comments=0 | --dump-date | --skip-dump-date
    --compact | --compact --comments | --compact --add-drop-table | --skip-compact | --quick
    -q | --skip-quick | --opt | --skip-opt | --skip-opt --quick --extended-insert
    --opt --skip-add-locks | --skip-opt --opt | --opt=0 | --disable-opt | --enable-opt
    --flush-privileges
  `),
  ...eachWhole(`
    --flush-privileges mysql | -A --flush-privileges --force
    --flush-privileges -B rich mysql rich_empty
  `),
  ...each(`
    --force | -f | --skip-force | --verbose | -v | -vv | -v -R -E --single-transaction
  `),
  ...eachWhole(`
    -v -A | -v -B rich rich_empty --order-by-primary
  `),
  // How options are written.
  ...each(`
    --skip-disable-keys --enable-hex-blob | --hex_blob --skip_extended_insert | --comp | --compl
    --single-tr | --loose-nonsense=1 | --loose-hex-blob | --nonsense | -9 | --hex-blob=maybe
    --hex-blob=yes | --skip-hex-blob=1 | --skip-where | --where | -w | --net-buffer-length
    --no-data -- | -dt -c | -tdR | --maximum-net-buffer-length=4096 | --skip-skip-opt
    --disable-skip-opt | --lock | --add | --s | --skip-nonsense | --triggers=TRUE
    --triggers=off | --triggers=2 | --no-no-data | --skip-no-data | --no-data=0
    --disable-comments
  `),
  // Reaching the server.
  { args: [...CONNECT, '-h', 'localhost', 'rich', 'no_key'], bare: true },
  { args: [...CONNECT, '--host=127.0.0.1', '--port={port}', 'rich', 'no_key'], bare: true },
  { args: '--no-defaults -h127.0.0.1 -P{port} -uroot rich no_key', bare: true },
  { args: '--no-defaults -h 127.0.0.1 -P 1 -u root rich', bare: true },
  {
    args: '--no-defaults --host=localhost --protocol=tcp --port={port} -uroot rich no_key',
    bare: true,
  },
  { args: '--no-defaults --socket=/no/such/socket rich', bare: true },
  { args: '--no-defaults --host=no.such.host.invalid rich', bare: true },
  { args: [...CONNECT, '--protocol=nonsense', 'rich'], bare: true },
  { args: [...CONNECT, '--port=nonsense', 'rich'], bare: true },
  { args: [...CONNECT, '--protocol=socket', 'rich', 'no_key'], bare: true },
  { args: [...CONNECT, '--protocol=SOCKET', 'rich', 'no_key'], bare: true },
  { args: [...CONNECT, '--protocol=pipe', 'rich', 'no_key'], bare: true },
  { args: '--user=nosuch', aloneOnly: true },
  { args: '-p --user=root', aloneOnly: true, input: '\n' },
  { args: '--password=', aloneOnly: true },
  { args: '--password=wrong', aloneOnly: true },
  { args: '-pwrong', aloneOnly: true },
  { args: '--skip-password', aloneOnly: true },
  { args: '--user=nobody', aloneOnly: true, env: { MYSQL_PWD: 'wrong' } },
  { args: '', env: { MYSQL_PWD: 'wrong' }, aloneOnly: true },
  ...eachWhole(`
    --user=nobody rich | --user=nobody -A | --user=nobody -A --skip-lock-tables
  `),
  ...['reader', 'locker', 'viewer', 'column_reader', 'dumper'].flatMap((user): Entry[] => [
    { args: `--user=${user} rich`, whole: true },
    { args: `--user=${user} rich --skip-lock-tables -R -E`, whole: true },
    {
      args: `--user=${user} rich --single-transaction --no-tablespaces -R -E --force`,
      whole: true,
    },
    { args: `--user=${user} rich -y --skip-triggers customers no_key -l`, whole: true },
    { args: `--user=${user} -A -y -x`, whole: true },
    { args: `--user=${user} -B rich rich_latin1 -y -f`, whole: true },
    { args: `--user=${user} --tab={dir}/tab rich no_key`, whole: true },
  ]),
  { args: '--user=reader --master-data rich', whole: true, state: 'logs' },
  {
    args: '--user=dumper --master-data=2 --single-transaction -R rich',
    whole: true,
    state: 'logs',
  },
  { args: '--user=reader --dump-slave rich', whole: true, state: 'replica' },
  { args: '--user=reader --flush-logs rich no_key', whole: true, state: 'logs' },
  ...each(`
    --compress | -C | --plugin-dir=/no/such/folder | --ssl-ca={dir}/no-ca.pem
    --ssl-cert={dir}/none.pem --ssl-key={dir}/none.pem | --tls-version=TLSv1.2
    --tls-version=nonsense | --default-auth=mysql_native_password
    --character-sets-dir=/no/such/folder
  `),
  // Option files.
  {
    args: '--defaults-file={dir}/my.cnf rich no_key types',
    bare: true,
    files: { 'my.cnf': OPTION_FILE },
  },
  {
    args: '--defaults-file={dir}/my.cnf --defaults-group-suffix=_more rich no_key types',
    bare: true,
    files: { 'my.cnf': OPTION_FILE },
  },
  {
    args: '--defaults-file={dir}/my.cnf --print-defaults rich',
    bare: true,
    files: { 'my.cnf': OPTION_FILE },
  },
  { args: '--print-defaults --hex-blob rich', bare: true },
  { args: '--no-defaults --print-defaults -pwrong --password=wrong rich', bare: true },
  {
    args: '--defaults-extra-file={dir}/my.cnf --extended-insert rich no_key',
    bare: true,
    files: { 'my.cnf': OPTION_FILE },
  },
  { args: '--defaults-file={dir}/none.cnf rich', bare: true },
  {
    args: 'rich --defaults-file={dir}/my.cnf',
    files: { 'my.cnf': OPTION_FILE },
    aloneOnly: true,
    whole: true,
  },
  {
    args: '--defaults-file={dir}/my.cnf rich',
    bare: true,
    files: { 'my.cnf': '[mysqldump]\nno-such-option\n' },
  },
  { args: '--defaults-file={dir}/my.cnf rich', bare: true, files: { 'my.cnf': 'nonsense\n' } },
  {
    args: '--socket={socket} --user=root rich no_key',
    bare: true,
    files: {
      '.my.cnf':
        '[client]\nskip-comments\n[mysqldump]\nskip_add_locks\ncomplete-insert = 1 # really\n',
    },
  },
  // Character sets of the connection.
  ...[
    'latin1',
    'latin2',
    'koi8r',
    'cp1251',
    'cp850',
    'greek',
    'ascii',
    'swe7',
    'gbk',
    'gb2312',
    'gb18030',
    'big5',
    'sjis',
    'cp932',
    'ujis',
    'eucjpms',
    'euckr',
    'tis620',
    'utf8',
    'utf8mb3',
    'utf8mb4',
    'binary',
    'ucs2',
    'utf16',
    'utf16le',
    'utf32',
    'nonsense',
    'auto',
    'UTF8MB4',
    'latin1_bin',
  ].map(
    (charset): Entry => ({
      args: `--default-character-set=${charset} -R -E`,
    }),
  ),
];
