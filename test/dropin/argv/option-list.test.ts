// A drop-in's command line to the options of its dump: which lock, which names, which way
// to the server. No real tool knows these by name, so that they are written down here.

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buildOptionDocument } from '../../../src/cli/option-document.js';
import type { StockTool } from '../../../src/options/table/option-spec.js';
import { everyOption } from '../../../src/options/table/options.js';
import { choosePersonality } from '../../../src/dropin/tool.js';
import { resolveStockCommand } from '../../../src/dropin/argv/command.js';
import { toBytes } from '../../../src/dropin/argv/option-files.js';
import type { Surroundings } from '../../../src/options/resolve/environment.js';
import type { DumpOptions } from '../../../src/model/options.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { makeSurroundings } from '../../options/resolve/environment.js';

interface Resolved {
  readonly options: DumpOptions | undefined;
  readonly status: number;
  readonly said: string;
}

function resolve(tool: StockTool, line: string, around: Partial<Surroundings> = {}): Resolved {
  let said = '';
  const words = line.split(' ').filter((word) => word !== '');
  const command = resolveStockCommand(tool, words.map(toBytes), makeSurroundings(around), {
    print: (text) => {
      said += text;
    },
    say: (text) => {
      said += `${text}\n`;
    },
  });
  if (command.kind === 'exit') return { options: undefined, status: command.status, said };
  return { options: command.options, status: 0, said };
}

function optionsOf(tool: StockTool, line: string, around?: Partial<Surroundings>): DumpOptions {
  const { options, said } = resolve(tool, line, around);
  assert.ok(options, said);
  return options;
}

test('defaults are those of the tool', () => {
  const { selection, window, format, output } = optionsOf('mysqldump', 'd');
  assert.deepEqual(selection.scope, { kind: 'tables', schema: 'd', tables: [] });
  assert.equal(selection.routines, false);
  assert.equal(selection.events, false);
  assert.equal(selection.tablespaces, true);
  assert.equal(window.consistency, 'lock-tables');
  assert.equal(format.exactFloat, false);
  assert.equal(format.exactText, false);
  assert.deepEqual(output.compression, { codec: 'none' });
});

describe('consistency', () => {
  const cases: readonly [string, string][] = [
    ['', 'lock-tables'],
    ['--skip-lock-tables', 'none'],
    ['--skip-opt', 'none'],
    ['-x', 'lock-all-tables'],
    ['--single-transaction', 'single-transaction'],
    ['--master-data', 'lock-all-tables'],
    ['--master-data=2 --single-transaction', 'single-transaction'],
    ['--dump-slave --skip-lock-tables', 'lock-all-tables'],
    ['--delete-master-logs', 'lock-all-tables'],
    ['--read-only', 'read-only'],
  ];
  for (const tool of ['mysqldump', 'mariadb-dump'] as const)
    for (const [line, consistency] of cases)
      test(`${tool} ${line}`, () =>
        assert.equal(optionsOf(tool, `${line} d`).window.consistency, consistency));
});

test("a replica's coordinates leave no room for its own, nor for deleting logs", () => {
  const { replication } = optionsOf('mysqldump', '--dump-replica=2 --delete-source-logs d');
  assert.equal(replication.dumpReplica, 2);
  assert.equal(replication.sourceData, 0);
  assert.equal(replication.deleteSourceLogs, false);
  assert.equal(optionsOf('mysqldump', '--delete-source-logs d').replication.sourceData, 2);
});

describe('names', () => {
  const cases: readonly [string, DumpOptions['selection']['scope']][] = [
    ['d t u', { kind: 'tables', schema: 'd', tables: ['t', 'u'] }],
    ['-B d e', { kind: 'databases', names: ['d', 'e'] }],
    ['-B d --tables e', { kind: 'tables', schema: 'd', tables: ['e'] }],
    ['--tables d -B e', { kind: 'databases', names: ['d', 'e'] }],
    ['-A', { kind: 'all-databases' }],
    ['d -- --t', { kind: 'tables', schema: 'd', tables: ['--t'] }],
  ];
  for (const [line, scope] of cases)
    test(line, () => assert.deepEqual(optionsOf('mysqldump', line).selection.scope, scope));

  test('are bytes, as are conditions, separators and folders; logins are text', () => {
    const line = '-wä=1 --tab=/ü --fields-enclosed-by=é -uö -pß --ignore-table=ä.b dä';
    const { selection, format, connection } = optionsOf('mysqldump', line);
    assert.deepEqual(selection.scope, { kind: 'tables', schema: 'd\xc3\xa4', tables: [] });
    assert.equal(selection.where, '\xc3\xa4=1');
    assert.deepEqual([...selection.ignoreTables], ['\xc3\xa4.b']);
    assert.equal(format.tab?.fieldsEnclosedBy, '\xc3\xa9');
    assert.equal(format.tab?.directory, '/\xc3\xbc');
    assert.equal(connection.user, 'ö');
    assert.equal(connection.password, 'ß');
  });

  test('--system alone needs none', () => {
    const { selection } = optionsOf('mariadb-dump', '--system=all');
    assert.deepEqual(selection.scope, { kind: 'databases', names: [] });
    assert.equal(selection.system.size, 6);
  });
});

describe('the way to the server', () => {
  const cases: readonly [StockTool, string, string][] = [
    ['mysqldump', '', 'socket /var/run/mysqld/mysqld.sock'],
    ['mysqldump', '-P1', 'socket /var/run/mysqld/mysqld.sock'],
    ['mysqldump', '-P1 --protocol=tcp', 'localhost:1'],
    ['mysqldump', '-hs1', 's1:3306'],
    ['mysqldump', '-hs1 -S/s', 's1:3306'],
    ['mysqldump', '-S/s', 'socket /s'],
    ['mariadb-dump', '', 'socket /run/mysqld/mysqld.sock'],
    ['mariadb-dump', '-P1', 'localhost:1'],
    ['mariadb-dump', '-P1 -S/s', 'socket /s'],
    ['mariadb-dump', '-S/s -P1', 'localhost:1'],
    ['mariadb-dump', '--protocol=socket -P1', 'localhost:1'],
    ['mariadb-dump', '-P1 --protocol=socket', 'socket /run/mysqld/mysqld.sock'],
    ['mariadb-dump', '-hs1 -S/s', 's1:3306'],
  ];
  for (const [tool, line, target] of cases)
    test(`${tool} ${line}: ${target}`, () => {
      const { host, port, socket } = optionsOf(tool, `${line} d`).connection;
      assert.equal(socket === undefined ? `${host}:${port}` : `socket ${socket}`, target);
    });

  test('who names an authority has certificates checked', () => {
    assert.equal(optionsOf('mysqldump', '--ssl-ca=/ca d').connection.sslMode, 'verify-ca');
    assert.equal(optionsOf('mariadb-dump', '--ssl-ca=/ca d').connection.sslMode, 'verify-ca');
    const off = optionsOf('mariadb-dump', '--ssl-ca=/ca --skip-ssl d').connection;
    assert.equal(off.sslMode, 'disabled');
  });

  test('the environment: ports and passwords, but no host', () => {
    const env = { MYSQL_HOST: 's9', MYSQL_TCP_PORT: '5', MYSQL_PWD: 'x', MYSQL_UNIX_PORT: '/u' };
    const { connection } = optionsOf('mysqldump', 'd', { env });
    assert.equal(connection.socket, '/u');
    assert.equal(connection.password, 'x');
    const tcp = optionsOf('mysqldump', '--protocol=tcp d', { env }).connection;
    assert.equal(`${tcp.host}:${tcp.port}`, 'localhost:5');
  });
});

test('commands after login run in order; --init-command starts over', () => {
  const line = '--init-command-add=A --init-command=B --init-command-add=C d';
  assert.equal(optionsOf('mysqldump', line).connection.initCommand, 'B;\nC');
});

test('errors to ignore are numbers', () => {
  const { errors } = optionsOf('mysqldump', '--ignore-error=1146,1044 -f -v d');
  assert.deepEqual(errors, { force: true, ignored: new Set([1146, 1044]), verbose: true });
});

function session(tool: StockTool, line: string): unknown {
  return optionsOf(tool, line).connection.session;
}

test('limits of the session that were asked for', () => {
  assert.deepEqual(session('mysqldump', '--mysqld-long-query-time=5 d'), ['long_query_time = 5']);
  assert.deepEqual(session('mariadb-dump', '--max-statement-time=1.5 d'), [
    'max_statement_time = 1.5',
  ]);
  assert.deepEqual(session('mariadb-dump', 'd'), []);
});

function packet(tool: StockTool, line: string): number {
  return optionsOf(tool, line).connection.maxAllowedPacket;
}

test('packets: as large as can be, unless mysqldump is told otherwise', () => {
  assert.equal(packet('mysqldump', 'd'), 1024 ** 3);
  assert.equal(packet('mysqldump', '--skip-network-timeout d'), 24 * 1024 ** 2);
  assert.equal(packet('mariadb-dump', 'd'), 24 * 1024 ** 2);
});

describe('what we cannot do is refused', () => {
  const lines = [
    '--password2=x',
    '--password3=x',
    '--ssl-crl=/x',
    '--ssl-crlpath=/x',
    '--tls-sni-servername=x',
    '--ssl-fips-mode=on',
  ];
  for (const line of lines)
    test(line, () => {
      const { status, said } = resolve('mysqldump', `${line} d`);
      assert.equal(status, 1);
      assert.match(said, /mysqldump: --\S+ is not supported: /);
    });

  test('auto as the character set', () => {
    const { status, said } = resolve('mariadb-dump', '--default-character-set=auto d');
    assert.equal(status, 1);
    assert.match(said, /--default-character-set=auto is not supported/);
  });
});

describe('options of our own', () => {
  test('may be added, by their full names', () => {
    const { window, format } = optionsOf('mariadb-dump', '--lock-wait=5 --exact-float d');
    assert.equal(window.lockWaitMs, 5000);
    assert.equal(format.exactFloat, true);
    assert.equal(resolve('mariadb-dump', '--lock-wai=5 d').status, 7);
  });

  test('are checked as ours', () => {
    const { status, said } = resolve('mysqldump', '--lock-wait=x d');
    assert.equal(status, 1);
    assert.match(said, /mysqldump: --lock-wait cannot be "x"/);
  });

  test('do not come from option files, which other tools read', () => {
    const path = join(makeTemporaryFolder('extra'), 'my.cnf');
    writeFileSync(path, '[client]\nread-only\n');
    assert.equal(resolve('mysqldump', `--defaults-file=${path} d`).status, 2);
  });
});

describe('~/.mylogin.cnf', () => {
  const key = Buffer.from('0123456789abcdefghij');
  const folded = Buffer.alloc(16);
  for (const [at, byte] of key.entries()) folded[at % 16] = (folded[at % 16] as number) ^ byte;
  const lines = ['[client]\n', 'user = "one"\n', '[far]\n', 'user = "two"\n', 'host = "s7"\n'];
  const parts = lines.map((line) => {
    const cipher = createCipheriv('aes-128-ecb', folded, null);
    const text = Buffer.concat([cipher.update(line, 'latin1'), cipher.final()]);
    const size = Buffer.alloc(4);
    size.writeInt32LE(text.length);
    return Buffer.concat([size, text]);
  });
  const path = join(makeTemporaryFolder('login'), 'mylogin.cnf');
  writeFileSync(path, Buffer.concat([Buffer.alloc(4), key, ...parts]));
  chmodSync(path, 0o600);
  const around = { env: { MYSQL_TEST_LOGIN_FILE: path } };

  test('is read even without defaults', () => {
    assert.equal(optionsOf('mysqldump', '--no-defaults d', around).connection.user, 'one');
    const { connection } = optionsOf('mysqldump', '--login-path=far d', around);
    assert.equal(connection.user, 'two');
    assert.equal(connection.host, 's7');
  });

  test('is not read where it is not wanted, nor by mariadb-dump', () => {
    const without = optionsOf('mysqldump', '--no-login-paths d', around).connection;
    assert.equal(without.user, 'somebody');
    assert.equal(optionsOf('mariadb-dump', 'd', around).connection.user, 'somebody');
  });
});

describe('whose name', () => {
  test('the one it is called by', () => {
    assert.equal(choosePersonality(['d'], '/usr/bin/mysqldump').tool, 'mysqldump');
    assert.equal(choosePersonality(['d'], 'mariadb-dump').tool, 'mariadb-dump');
    assert.equal(choosePersonality(['d'], '/x/tsdump').tool, undefined);
  });

  test('or the one of --compat, which comes first', () => {
    assert.deepEqual(choosePersonality(['--compat', 'mysqldump', '-A'], 'tsdump'), {
      tool: 'mysqldump',
      argv: ['-A'],
    });
    assert.deepEqual(choosePersonality(['--compat=mariadb-dump'], '/x/mysqldump'), {
      tool: 'mariadb-dump',
      argv: [],
    });
    assert.equal(choosePersonality(['--compat=tsdump', 'd'], '/x/mysqldump').tool, undefined);
    assert.throws(() => choosePersonality(['--compat=pg_dump'], 'tsdump'), { code: 'usage' });
    assert.throws(() => choosePersonality(['--compat'], 'tsdump'), { code: 'usage' });
  });
});

test('the document has a row for every option, with its defaults', () => {
  const rows = buildOptionDocument().split('\n');
  for (const name of everyOption.keys()) {
    const written =
      name === 'every-tablespace' ? 'all-tablespaces' : name.replace('protocol-c', 'c');
    assert.ok(
      rows.some((row) => row.includes(`--${written}\``)),
      name,
    );
  }
  const row = rows.find((each) => each.includes('--routines'));
  assert.match(row ?? '', /^\| `-R`, `--routines` \|  \| off \| off \| functions/);
});
