// The public door without a server: what a Node program may leave out, and what it must
// not get wrong without being told.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dump, errorKinds, resolveDumpOptions, TsdumpError } from '../src/index.js';

/** Nobody listens there. */
const NOWHERE = { socket: '/nonexistent/tsdump.sock', user: 'nobody' };

describe('resolveDumpOptions', () => {
  test('what only a drop-in writes is refused under our own name', () => {
    const asked = [
      { users: { include: [], exclude: [] } },
      { maskingPolicies: true },
      { columnStatistics: true },
      { dumpHistory: true },
      { orderBySize: true },
    ];
    for (const selection of asked) {
      assert.throws(
        () => resolveDumpOptions({ selection }),
        (error) => error instanceof TsdumpError && error.code === 'usage',
        JSON.stringify(selection),
      );
      resolveDumpOptions({ personality: 'mysqldump', selection });
    }
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
    assert.equal(options.selection.scope, scope);
    assert.equal(options.output.compression, compression);
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
