// Socket or TCP, whose password, how much TLS: from options, files, environment, machine.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { resolveOptions } from '../../../src/cli/argv/resolve-options.js';
import type { Surroundings } from '../../../src/options/resolve/environment.js';
import type { ConnectionOptions } from '../../../src/model/options.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { makeSurroundings } from './environment.js';

const USUAL_SOCKET = '/run/mysqld/mysqld.sock';

function connectionOf(argv: string, around: Partial<Surroundings> = {}): ConnectionOptions {
  const words = argv.split(' ').filter((word) => word !== '');
  const resolved = resolveOptions(words, makeSurroundings(around));
  assert.equal(resolved.command, 'dump');
  return resolved.options.connection;
}

const withSocket: Partial<Surroundings> = { fileExists: (path) => path === USUAL_SOCKET };

/** `socket PATH` or `HOST:PORT`. */
function endpointOf(argv: string, around: Partial<Surroundings> = {}): string {
  const { host, port, socket } = connectionOf(argv, around);
  return socket === undefined ? `${host}:${port}` : `socket ${socket}`;
}

function optionFile(text: string): string {
  const path = join(makeTemporaryFolder('connection'), 'my.cnf');
  writeFileSync(path, text);
  return `--defaults-file=${path}`;
}

describe('endpoint where the usual socket is there', () => {
  const cases: readonly [string, string][] = [
    ['', `socket ${USUAL_SOCKET}`],
    ['-h localhost', `socket ${USUAL_SOCKET}`],
    ['-h 127.0.0.1', '127.0.0.1:3306'],
    ['-h s1', 's1:3306'],
    ['-P 3307', '127.0.0.1:3307'],
    ['-h localhost -P 3307', '127.0.0.1:3307'],
    ['-P 3307 -S /s', 'socket /s'],
    ['-P 3307 --protocol=socket', `socket ${USUAL_SOCKET}`],
    ['--protocol tcp', '127.0.0.1:3306'],
    ['--protocol tcp -S /s', '127.0.0.1:3306'],
    ['-S /s', 'socket /s'],
    ['-h s1 -S /s', 's1:3306'],
  ];
  for (const [argv, endpoint] of cases)
    test(`${argv || 'nothing'}: ${endpoint}`, () =>
      assert.equal(endpointOf(argv, withSocket), endpoint));
});

describe('endpoint from elsewhere', () => {
  test('without a socket it is TCP', () => assert.equal(endpointOf(''), '127.0.0.1:3306'));

  test('a socket that must be there and is not is refused', () => {
    assert.throws(() => endpointOf('--protocol=socket'), {
      code: 'usage',
      message: /no unix socket/,
    });
  });

  test('the environment', () => {
    const env = { MYSQL_HOST: 's1', MYSQL_TCP_PORT: '3310' };
    assert.equal(endpointOf('', { env }), 's1:3310');
    assert.equal(endpointOf('-h s2 -P 3311', { env }), 's2:3311');
    assert.equal(endpointOf('', { env: { MYSQL_UNIX_PORT: '/e' } }), 'socket /e');
    assert.throws(() => endpointOf('', { env: { MYSQL_TCP_PORT: 'x' } }), { code: 'usage' });
  });

  test('what is typed outranks what a file says', () => {
    const file = optionFile('[client]\nport=3306\nsocket=/file\nhost=localhost\n');
    assert.equal(endpointOf(file), 'socket /file');
    assert.equal(endpointOf(`${file} -P 3307`), '127.0.0.1:3307');
    assert.equal(endpointOf(`${file} -h s1`), 's1:3306');
    const remote = optionFile('[client]\nhost=s1\n');
    assert.equal(endpointOf(`${remote} -S /typed`), 'socket /typed');
  });
});

describe('password', () => {
  const env = { MYSQL_PWD: 'environment' };
  const cases: readonly [string, string, boolean][] = [
    ['', 'environment', false],
    ['-ptyped', 'typed', false],
    ['--password=', '', false],
    ['--skip-password', '', false],
    ['-p', '', true],
  ];
  for (const [argv, password, asked] of cases)
    test(argv || 'nothing', () => {
      const resolved = resolveOptions(argv === '' ? [] : [argv], makeSurroundings({ env }));
      assert.equal(resolved.command, 'dump');
      assert.equal(resolved.options.connection.password, password);
      assert.equal(resolved.askPassword, asked);
    });

  test('typed, it keeps the file from asking', () => {
    assert.equal(connectionOf(`${optionFile('[client]\npassword\n')} -pt`).password, 't');
  });
});

describe('TLS', () => {
  const cases: readonly [string, string][] = [
    ['', 'preferred'],
    ['--ssl', 'required'],
    ['--skip-ssl', 'disabled'],
    ['--ssl-verify-server-cert', 'verify-identity'],
    ['--ssl-ca=/ca', 'verify-ca'],
    ['--ssl-ca=/ca --ssl-verify-server-cert', 'verify-identity'],
    ['--ssl-ca=/ca --skip-ssl-verify-server-cert --ssl', 'required'],
    ['--ssl-ca=/ca --ssl-mode=required', 'required'],
    ['--skip-ssl --ssl-mode=required', 'required'],
    ['-h s1 --enable-cleartext-plugin', 'required'],
    ['-h s1 --enable-cleartext-plugin --ssl-mode=preferred', 'preferred'],
    ['-h s1 --enable-cleartext-plugin --skip-ssl', 'disabled'],
    ['-S /s --enable-cleartext-plugin', 'preferred'],
  ];
  for (const [argv, mode] of cases)
    test(`${argv || 'nothing'}: ${mode}`, () => assert.equal(connectionOf(argv).sslMode, mode));

  test('the key of the server: named it is there, asked for only when that was said', () => {
    const path = '/key.pem';
    const argv = `--server-public-key-path=${path}`;
    assert.throws(() => connectionOf(argv), { code: 'usage', message: /\/key\.pem/ });
    const fileExists = (name: string): boolean => name === path;
    assert.equal(connectionOf(argv, { fileExists }).login?.serverKey, path);
    assert.equal(connectionOf('').login?.requestKey, false);
    assert.equal(connectionOf('--get-server-public-key').login?.requestKey, true);
  });

  test('a certificate is checked against the name that was typed', () => {
    const argv = '-h localhost -P 3307 --ssl-mode';
    assert.equal(connectionOf(`${argv}=verify-identity`).host, 'localhost');
    assert.equal(connectionOf(`${argv}=verify-ca`).host, '127.0.0.1');
  });
});
