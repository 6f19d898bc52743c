// From the command line to frozen options: defaults, and which options go together.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ResolvedCommand, resolveOptions } from '../../../src/cli/argv/resolve-options.js';
import { hidePasswords } from '../../../src/cli/argv/read-command-line.js';
import { dumpProgram } from '../../../src/options/table/options.js';
import type { DumpOptions } from '../../../src/model/options.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { makeSurroundings } from '../../options/resolve/environment.js';

function resolve(...argv: string[]): ResolvedCommand {
  return resolveOptions(argv, makeSurroundings());
}

function dumpOf(...argv: string[]): DumpOptions {
  const resolved = resolve(...argv);
  assert.equal(resolved.command, 'dump');
  return resolved.options;
}

function assertRefused(argv: readonly string[], message: RegExp): void {
  assert.throws(() => resolve(...argv), { code: 'usage', message }, argv.join(' '));
}

test('the options of a bare tsdump', () => {
  assert.deepEqual(dumpOf(), {
    connection: {
      host: '127.0.0.1',
      port: 3306,
      socket: undefined,
      user: 'somebody',
      password: '',
      sslMode: 'preferred',
      sslCa: undefined,
      sslCert: undefined,
      sslKey: undefined,
      connectTimeoutMs: 10_000,
      initCommand: undefined,
      maxAllowedPacket: 1024 ** 3,
      charset: 'utf8mb4',
      bindAddress: undefined,
      tls: {
        caPath: undefined,
        ciphers: undefined,
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
      },
      login: { cleartext: false, serverKey: undefined, requestKey: false },
      session: [],
    },
    selection: {
      scope: { kind: 'user-schemas' },
      ignoreTables: new Set(),
      ignoreTableData: new Set(),
      ignoreDatabases: new Set(),
      where: undefined,
      routines: true,
      events: true,
      triggers: true,
      data: true,
      createInfo: true,
      createDb: true,
      tablespaces: false,
      ignoreViews: false,
      noDataMed: undefined,
      users: undefined,
      system: new Set(),
      maskingPolicies: false,
      columnStatistics: false,
      dumpHistory: false,
      asOf: undefined,
      copyS3Tables: false,
      orderBySize: false,
    },
    window: {
      consistency: 'snapshot',
      lockWaitMs: 30_000,
      flushLogs: false,
      maxMs: undefined,
      fallback: 'none',
    },
    format: {
      addDropDatabase: false,
      addDropTable: true,
      addDropTrigger: false,
      addLocks: true,
      disableKeys: true,
      comments: true,
      dumpDate: true,
      completeInsert: false,
      extendedInsert: true,
      replace: false,
      insertIgnore: false,
      delayedInsert: false,
      hexBlob: false,
      tzUtc: true,
      setCharset: true,
      noAutocommit: false,
      orderByPrimary: false,
      netBufferLength: 1_046_528,
      compact: false,
      compatible: [],
      createOptions: true,
      quoteNames: true,
      allowKeywords: false,
      addDropUser: false,
      addDropMaskingPolicy: true,
      flushPrivileges: false,
      skipGipk: false,
      skipSecondaryEngine: false,
      logQueries: true,
      xml: false,
      tab: undefined,
      exactFloat: true,
      exactText: true,
    },
    replication: {
      sourceData: 0,
      dumpReplica: 0,
      applyReplicaStatements: false,
      includeSourceHostPort: false,
      setGtidPurged: 'auto',
      gtid: false,
      deleteSourceLogs: false,
      outputAsVersion: 'server',
      galeraInfo: false,
    },
    errors: { force: false, ignored: new Set(), verbose: false },
    output: {
      resultFile: undefined,
      directory: undefined,
      compression: { codec: 'zstd', level: 1 },
      bufferBytes: 256 * 1024 ** 2,
      spool: undefined,
    },
    threads: undefined,
    chunkBytes: 32 * 1024 ** 2,
    verifySource: false,
    kernel: undefined,
    journalDir: '/nonexistent/.local/state/tsdump',
  } satisfies DumpOptions);
});

describe('what to dump', () => {
  test('the shapes mysqldump knows', () => {
    const cases: readonly [string[], DumpOptions['selection']['scope']][] = [
      [['a'], { kind: 'tables', schema: 'a', tables: [] }],
      [['a', 'b', 'c'], { kind: 'tables', schema: 'a', tables: ['b', 'c'] }],
      [['-B', 'a', 'b'], { kind: 'databases', names: ['a', 'b'] }],
      [['-B', 'a', '--tables', 'b'], { kind: 'tables', schema: 'a', tables: ['b'] }],
      [['-A'], { kind: 'all-databases' }],
      [['-AB'], { kind: 'all-databases' }],
    ];
    for (const [argv, scope] of cases) assert.deepEqual(dumpOf(...argv).selection.scope, scope);
  });

  test('names that cannot be meant are refused', () => {
    assertRefused(['-A', 'a'], /--all-databases takes no names/);
    assertRefused(['-B'], /--databases needs at least one name/);
    assertRefused(['--tables', 'a'], /--tables needs a database and at least one table/);
    assertRefused(['a', ''], /name on the command line is empty/);
    assertRefused(['--ignore-table=t'], /--ignore-table needs database and table, not t/);
    assertRefused(['--ignore-table-data=.t'], /--ignore-table-data needs database and table/);
  });

  test('routines and events come with databases, not with tables that are named', () => {
    const cases: readonly [string[], boolean, boolean][] = [
      [['a'], true, true],
      [['-B', 'a', 'b'], true, true],
      [['-A'], true, true],
      [['a', 'b'], false, false],
      [['-B', 'a', '--tables', 'b'], false, false],
      [['a', 'b', '--routines'], true, false],
      [['a', 'b', '-E'], false, true],
      [['a', '--skip-routines'], false, true],
      [['--skip-events'], true, false],
    ];
    for (const [argv, routines, events] of cases) {
      const { selection } = dumpOf(...argv);
      assert.deepEqual([selection.routines, selection.events], [routines, events], argv.join(' '));
    }
  });

  test('repeated options add up', () => {
    const { selection } = dumpOf('--ignore-table=a.b', '--ignore-table', 'a.c.d');
    assert.deepEqual(selection.ignoreTables, new Set(['a.b', 'a.c.d']));
  });
});

describe('consistency', () => {
  const cases: readonly [string, DumpOptions['window']['consistency']][] = [
    ['--read-only', 'read-only'],
    ['--read-only --skip-lock-tables', 'read-only'],
    ['-x', 'lock-all-tables'],
    ['-x --lock-tables', 'lock-all-tables'],
    ['--single-transaction', 'single-transaction'],
    ['--single-transaction --skip-lock-tables', 'single-transaction'],
    ['--single-transaction --lock-tables --source-data', 'single-transaction'],
    ['-l', 'lock-tables'],
    ['--skip-lock-tables', 'none'],
    ['--source-data', 'snapshot'],
    ['--dump-replica', 'snapshot'],
    ['--source-data --lock-tables', 'lock-all-tables'],
    ['--source-data=2 --skip-lock-tables', 'lock-all-tables'],
    ['--dump-replica --skip-lock-tables', 'lock-all-tables'],
    ['--source-data=0 --skip-lock-tables', 'none'],
    ['--opt', 'snapshot'],
    ['--skip-opt', 'snapshot'],
  ];
  for (const [argv, consistency] of cases)
    test(`${argv} is ${consistency}`, () =>
      assert.equal(dumpOf(...argv.split(' ')).window.consistency, consistency));

  test('two of them are refused', () => {
    assertRefused(['--single-transaction', '-x'], /--single-transaction and --lock-all-tables/);
    assertRefused(['--read-only', '-x'], /--read-only and --lock-all-tables exclude each other/);
    assertRefused(['--read-only', '--single-transaction'], /--read-only and --single-transaction/);
    assertRefused(['--read-only', '-l'], /--read-only and --lock-tables exclude each other/);
  });
});

test('coordinates of the source, or of its own source, not both', () => {
  const { replication } = dumpOf('--source-data=2', '--dump-replica=2');
  assert.equal(replication.sourceData, 0);
  assert.equal(replication.dumpReplica, 2);
});

describe('options of the stock tools that mean the same here', () => {
  test('--compact and --xml switch others where they stand', () => {
    const { compact, comments, addLocks, setCharset } = dumpOf('--compact', '--comments').format;
    assert.deepEqual([compact, comments, addLocks, setCharset], [true, true, false, true]);
    const { xml, addDropTable } = dumpOf('--add-drop-table', '--xml').format;
    assert.deepEqual([xml, addDropTable], [true, false]);
    assert.equal(dumpOf('--skip-compact').format.addLocks, true);
  });

  test('--tab with its fields, and never fields without it', () => {
    const { tab, disableKeys } = dumpOf('--tab=/d', '--fields-terminated-by=,', 'a').format;
    assert.equal(disableKeys, false);
    assert.deepEqual(tab, {
      directory: '/d',
      fieldsTerminatedBy: ',',
      fieldsEnclosedBy: undefined,
      fieldsOptionallyEnclosedBy: undefined,
      fieldsEscapedBy: undefined,
      linesTerminatedBy: undefined,
      charset: 'binary',
      header: false,
    });
    assertRefused(['--fields-terminated-by=,', 'a'], /need --tab/);
    assertRefused(['--header', 'a'], /need --tab/);
    assertRefused(['--tab=/d', '--xml', 'a'], /exclude each other/);
    const both = ['--fields-enclosed-by=a', '--fields-optionally-enclosed-by=b'];
    assertRefused(['--tab=/d', ...both, 'a'], /exclude each other/);
  });

  test('what only a drop-in has is unknown', () => {
    for (const option of ['--users', '--galera-info', '--ignore-error=1'])
      assertRefused([option], /unknown option/);
  });

  test('--compat anywhere but first', () =>
    assertRefused(['--no-defaults', '--compat=mysqldump'], /must be the very first/));
});

test('a directory excludes other outputs', () => {
  const excluded = /--output-dir and --(?:result-file|tab|xml) exclude each other/;
  for (const other of ['--result-file=f', '--tab=/d', '--xml'])
    assertRefused(['--output-dir=d', other, 'a'], excluded);
  assertRefused(['--output-dir=', 'a'], /--output-dir is empty/);
});

test('REPLACE and INSERT IGNORE exclude each other', () => {
  assert.equal(dumpOf('--replace').format.replace, true);
  assert.equal(dumpOf('--insert-ignore').format.insertIgnore, true);
  assertRefused(['--replace', '--insert-ignore'], /exclude each other/);
});

test('--verify-source is for INSERTs that hold all of a value', () => {
  assert.equal(dumpOf('--verify-source').verifySource, true);
  assertRefused(['--verify-source', '--xml'], /for SQL/);
  assertRefused(['--verify-source', '--tab=/d', 'a'], /for SQL/);
  assertRefused(['--verify-source', '--skip-exact-float'], /exclude each other/);
});

describe('values', () => {
  test('compression', () => {
    const codecOf = (text: string): unknown => dumpOf(`--compress=${text}`).output.compression;
    assert.deepEqual(codecOf('zstd'), { codec: 'zstd', level: 1 });
    assert.deepEqual(codecOf('zstd:19'), { codec: 'zstd', level: 19 });
    assert.deepEqual(codecOf('gzip'), { codec: 'gzip', level: 6 });
    assert.deepEqual(codecOf('none'), { codec: 'none' });
    assert.deepEqual(dumpOf('--skip-compress').output.compression, { codec: 'none' });
    for (const text of ['', 'zstd:0', 'zstd:99', 'gzip:10', 'lz4', 'none:1', 'zstd:'])
      assertRefused([`--compress=${text}`], /--compress cannot be/);
  });

  test('sizes and seconds', () => {
    assert.equal(dumpOf('--chunk-size=3k').chunkBytes, 3072);
    assert.equal(dumpOf('--net-buffer-length=5000').format.netBufferLength, 4096);
    assert.equal(dumpOf('--max-allowed-packet=2G').connection.maxAllowedPacket, 2 ** 31);
    assert.equal(dumpOf('--lock-wait=0.25').window.lockWaitMs, 250);
    for (const argv of [
      '--chunk-size=1',
      '--chunk-size=1T',
      '--net-buffer-length=17M',
      '--port=-1',
    ])
      assertRefused([argv], /cannot be/);
  });

  test('choices in any case, with _ or -', () => {
    assert.equal(dumpOf('--ssl-mode=VERIFY_CA').connection.sslMode, 'verify-ca');
    assert.equal(dumpOf('--set-gtid-purged=COMMENTED').replication.setGtidPurged, 'commented');
    assertRefused(['--source-data=3'], /--source-data cannot be "3"/);
  });

  test('what a script left empty is refused', () => {
    assertRefused(['--result-file='], /--result-file is empty/);
  });
});

describe('--release', () => {
  test('needs the server and the journal alone', () => {
    const resolved = resolve('--release', '--host=s1', '--journal-dir=/j');
    assert.equal(resolved.command, 'release');
    assert.equal(resolved.connection.host, 's1');
    assert.equal(resolved.journalDir, '/j');
  });

  test('takes nothing of a dump', () => {
    for (const argv of [['db'], ['--read-only'], ['-r', 'x'], ['--no-data']])
      assertRefused(['--release', ...argv], /--release dumps nothing/);
  });
});

describe('messages', () => {
  const cases: readonly [string, unknown][] = [
    ['-i', { level: 'info', format: 'pretty', progress: undefined }],
    ['-v', { level: 'debug', format: 'pretty', progress: undefined }],
    ['--quiet', { level: 'warn', format: 'pretty', progress: false }],
    ['--quiet --progress', { level: 'warn', format: 'pretty', progress: true }],
    ['-v --log-level=error', { level: 'error', format: 'pretty', progress: undefined }],
    ['--log-format=JSON --no-progress', { level: 'info', format: 'json', progress: false }],
  ];
  for (const [argv, log] of cases)
    test(argv, () => {
      const resolved = resolve(...argv.split(' '));
      assert.equal(resolved.command, 'dump');
      assert.deepEqual(resolved.log, log);
    });
});

test('the command line wins over option files, help over everything', () => {
  const path = join(makeTemporaryFolder('resolve'), 'my.cnf');
  writeFileSync(path, '[client]\nuser=file\nhost=file\n[tsdump]\nhex-blob\ncomments=0\n');
  const { connection, format } = dumpOf(`--defaults-file=${path}`, '--user=typed', '--comments');
  assert.equal(connection.user, 'typed');
  assert.equal(connection.host, 'file');
  assert.equal(format.hexBlob, true);
  assert.equal(format.comments, true);
  assert.equal(resolve('--defaults-file=/no/such', '--help').command, 'help');
});

test('arguments shown to others have no password in them', () => {
  const shown = hidePasswords(dumpProgram, [
    '-psecret',
    '--password=secret',
    '--pass=secret',
    'db',
  ]);
  assert.deepEqual(shown, ['--password=*****', '--password=*****', '--password=*****', '--', 'db']);
});
