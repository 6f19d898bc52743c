// The public door without a server: what a Node program may leave out, and what it must
// not get wrong without being told.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  dump,
  errorKinds,
  extract,
  list,
  type PartialDumpOptions,
  resolveDumpOptions,
  TsdumpError,
  verify,
} from '../src/index.js';

/** Nobody listens there. */
const NOWHERE = { socket: '/nonexistent/tsdump.sock', user: 'nobody' };

describe('resolveDumpOptions', () => {
  test('what only a drop-in has is refused, all of it in one sentence', () => {
    const selection = {
      users: {},
      maskingPolicies: true,
      columnStatistics: true,
      orderBySize: true,
    };
    assert.deepEqual(
      refusal({ selection }),
      'selection.users, selection.maskingPolicies, selection.columnStatistics, selection.orderBySize are options of the drop-ins alone',
    );
    for (const [given, name] of [
      [{ personality: 'mysqldump' }, 'personality'],
      [{ connection: { charset: 'latin1' } }, 'connection.charset'],
      [{ connection: { tls: { local: true } } }, 'connection.tls.local'],
      [{ selection: { ignoreViews: false } }, 'selection.ignoreViews'],
      [{ window: { flushLogs: true } }, 'window.flushLogs'],
      [{ format: { compatible: [] } }, 'format.compatible'],
      [{ format: { tab: { directory: 'd', charset: 'binary' } } }, 'format.tab.charset'],
      [{ replication: { galeraInfo: true } }, 'replication.galeraInfo'],
      [{ errors: { verbose: true } }, 'errors.verbose'],
    ] as const) {
      assert.equal(refusal(given), `${name} is an option of the drop-ins alone`);
    }
  });

  for (const [given, message] of [
    [5, 'dump cannot be 5'],
    [{ threads: -1 }, 'threads cannot be -1'],
    [{ threads: 1.5 }, 'threads cannot be 1.5'],
    [{ threads: '4' }, 'threads cannot be of type string'],
    [{ kernel: 'native' }, 'kernel cannot be "native"'],
    [{ chunkBytes: 1 }, 'chunkBytes cannot be 1'],
    [{ output: null }, 'output cannot be null'],
    [{ output: { compression: 'lz4' } }, 'output.compression cannot be of type string'],
    [{ output: { compression: { codec: 'lz4' } } }, 'output.compression.codec cannot be "lz4"'],
    [
      { output: { compression: { codec: 'gzip', level: 10 } } },
      'output.compression.level cannot be 10',
    ],
    [{ output: { resultFile: '' } }, '--result-file is empty'],
    [
      { output: { resultFile: 'a', directory: 'b' } },
      '--output-dir and --result-file exclude each other',
    ],
    [{ connection: { port: 70000 } }, 'connection.port cannot be 70000'],
    [{ connection: { host: '' } }, 'connection.host is empty'],
    [{ connection: { password: 1234 } }, 'connection.password is not a string'],
    [
      { connection: { login: { cleartext: 'yes' } } },
      'connection.login.cleartext cannot be of type string',
    ],
    [
      { connection: { tls: { minVersion: 'TLSv1' } } },
      'connection.tls.minVersion cannot be "TLSv1"',
    ],
    [{ selection: { scope: 'shop' } }, 'selection.scope cannot be of type string'],
    [{ selection: { scope: { kind: 'databases' } } }, 'selection.scope.names is missing'],
    [{ selection: { scope: { kind: 'databases', names: [] } } }, 'selection.scope.names is empty'],
    [
      { selection: { scope: { kind: 'all-databases', names: ['a'] } } },
      'selection.scope has no option "names"',
    ],
    [
      { selection: { ignoreTables: ['orders'] } },
      '--ignore-table needs database and table, not orders',
    ],
    [
      { selection: { ignoreTables: 'shop.orders' } },
      'selection.ignoreTables cannot be of type string',
    ],
    [{ replication: { sourceData: 3 } }, 'replication.sourceData cannot be 3'],
    [
      { format: { replace: true, insertIgnore: true } },
      '--replace and --insert-ignore exclude each other',
    ],
    [
      { verifySource: true, format: { xml: true } },
      '--verify-source is for SQL, not for --xml or --tab',
    ],
    [{ window: { maxMs: 1000 } }, '--max-window needs --read-only or --lock-all-tables'],
  ] as const) {
    test(`refuses what no dump takes: ${message}`, () => {
      assert.equal(refusal(given), message);
    });
  }

  test('a value is taken as on the command line', () => {
    const { connection, format, output, selection } = resolveDumpOptions({
      connection: { login: { cleartext: true } },
      format: { compact: true },
      output: { compression: { codec: 'gzip' } },
      selection: { ignoreTables: ['shop.orders'], ignoreDatabases: new Set(['test']) },
    });
    assert.equal(connection.sslMode, 'required');
    assert.equal(connection.login?.requestKey, false);
    assert.equal(format.addDropTable, false);
    assert.deepEqual(output.compression, { codec: 'gzip', level: 6 });
    assert.deepEqual(selection.ignoreTables, new Set(['shop.orders']));
    assert.deepEqual(selection.ignoreDatabases, new Set(['test']));
  });

  test('fills in the defaults of the command line', () => {
    const options = resolveDumpOptions({ connection: { host: 'db1', user: 'dump' } });
    assert.equal(options.connection.host, 'db1');
    assert.equal(options.connection.user, 'dump');
    assert.equal(options.connection.port, 3306);
    assert.equal(options.connection.socket, undefined);
    assert.equal(options.window.consistency, 'snapshot');
    assert.deepEqual(options.output.compression, { codec: 'zstd', level: 1 });
    assert.deepEqual(options.selection.scope, { kind: 'user-schemas' });
    assert.ok(options.journalDir.endsWith('tsdump'));
  });

  test('takes no notice of the environment of the mysql tools', () => {
    process.env['MYSQL_PWD'] = 'of somebody else';
    process.env['MYSQL_HOST'] = 'elsewhere';
    try {
      const { connection } = resolveDumpOptions({});
      assert.equal(connection.password, '');
      assert.equal(connection.host, '127.0.0.1');
    } finally {
      delete process.env['MYSQL_PWD'];
      delete process.env['MYSQL_HOST'];
    }
  });

  test('a value of undefined is as good as none', () => {
    const { connection } = resolveDumpOptions({ connection: { password: undefined } });
    assert.equal(connection.password, '');
  });

  test('whom to trust is checked, as on the command line', () => {
    assert.equal(resolveDumpOptions({}).connection.sslMode, 'preferred');
    const { connection } = resolveDumpOptions({ connection: { sslCa: '/ca.pem' } });
    assert.equal(connection.sslMode, 'verify-ca');
    assert.equal(connection.sslCa, '/ca.pem');
    const asked = resolveDumpOptions({ connection: { sslCa: '/ca.pem', sslMode: 'required' } });
    assert.equal(asked.connection.sslMode, 'required');
  });

  test('an object that is no group is taken whole', () => {
    const scope = { kind: 'databases', names: ['a'] } as const;
    const compression = { codec: 'none' } as const;
    const options = resolveDumpOptions({ selection: { scope }, output: { compression } });
    assert.deepEqual(options.selection.scope, scope);
    assert.deepEqual(options.output.compression, compression);
  });

  for (const [given, name] of [
    [{ conection: {} }, 'conection'],
    [{ window: { lockwaitMs: 1 } }, 'lockwaitMs'],
    [{ selection: { toString: 1 } }, 'toString'],
  ] as const) {
    test(`refuses ${name}, and says what there is`, () => {
      assert.throws(
        () => resolveDumpOptions(given as object),
        (error: unknown) =>
          error instanceof TsdumpError &&
          error.code === 'usage' &&
          error.message.includes(JSON.stringify(name)) &&
          /^It has: \w+, /.test(error.hint ?? ''),
      );
    });
  }
});

test('tables that are named come without routines and events, as on the command line', () => {
  assert.equal(dumpsRoutines([]), true);
  assert.equal(dumpsRoutines(['--t']), false);
});

/** The one sentence that `given` is refused with. */
function refusal(given: unknown): string {
  try {
    resolveDumpOptions(given as PartialDumpOptions);
  } catch (error) {
    assert.ok(error instanceof TsdumpError && error.code === 'usage', String(error));
    assert.match(error.hint ?? '', /^[A-Z].*[.?]$/);
    return error.message;
  }
  return 'taken';
}

test('what a stored dump is asked for is checked as well', async () => {
  for (const [work, message] of [
    [() => list(''), 'path is empty'],
    [() => verify(5 as unknown as string), 'path is not a string'],
    [() => extract({ path: 'd', names: [] }), 'extract.names is empty'],
    [
      () => extract({ path: 'd', names: ['a.b.c'] }),
      '"a.b.c" is not the name of a database or table',
    ],
    [() => extract({ path: 'd', names: [{ schema: '' }] }), 'extract.names[0].schema is empty'],
    [
      () => extract({ path: 'd', names: ['a', 'b'], entersDatabase: false }),
      '--no-create-db cannot keep several databases apart',
    ],
    [() => verify('d', 5 as unknown as () => void), 'the listener is not a function'],
    [() => verify('d', undefined, {} as AbortSignal), 'the signal is not an AbortSignal'],
  ] as const) {
    await assert.rejects(work(), { code: 'usage', message });
  }
});

describe('dump', () => {
  test('a server that is not there is connect-failed', async () => {
    await assert.rejects(
      dump({ connection: NOWHERE }),
      (error: unknown) => error instanceof TsdumpError && error.code === 'connect-failed',
    );
  });

  test("an aborted signal is 'interrupted', whatever its reason", async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(
      dump({ connection: NOWHERE }, () => undefined, controller.signal),
      (error: unknown) => error instanceof TsdumpError && error.code === 'interrupted',
    );
  });

  test('a TsdumpError as reason stays what it is', async () => {
    const reason = new TsdumpError('terminated', 'enough');
    await assert.rejects(
      dump({ connection: NOWHERE }, undefined, AbortSignal.abort(reason)),
      (error: unknown) => error === reason,
    );
    assert.equal(reason.exitCode, errorKinds.terminated.exit);
  });
});

function dumpsRoutines(tables: readonly string[]): boolean {
  const scope = { kind: 'tables', schema: '-s', tables } as const;
  return resolveDumpOptions({ selection: { scope } }).selection.routines;
}
