// What a drop-in says and ends with when it cannot connect, log in or write, against the
// real tool with the same words; and its own ways with messages and passwords.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

/** `@tcp` and `@socket` are the server, `@ca` its authority, `@other` and `@key` a client's. */
const COMMON = [
  '@tcp d',
  '@tcp -unobody d',
  '@tcp -unobody -psecret d',
  '@tcp -unobody -f d',
  '@tcp -ukeeper -psecret d',
  '@tcp -ukeeper -pwrong d',
  '@socket d',
  '@socket -unobody d',
  '-S@folder/none.sock d',
  '-hnowhere.invalid d',
  '-h127.0.0.1 -P1 d',
  '-hlocalhost --protocol=tcp -P1 d',
  '@tcp nosuchdb',
  '@tcp -f nosuchdb',
  '@tcp --default-character-set=ucs2 d',
  '@tcp --default-character-set=utf32 d',
  '@tcp --default-auth=foo --plugin-dir=@folder/none d',
  '@tcp --ssl-ca=@folder/none d',
  '@tcp --ssl-ca=@ca d',
  '@tcp --ssl-ca=@other d',
  '@tcp --ssl-capath=@folder/trusted d',
  '@tcp --ssl-capath=@folder/empty d',
  '@tcp --ssl-cert=@folder/none d',
  '@tcp --ssl-key=@folder/none d',
  '@tcp --ssl-cert=@other d',
  '@tcp --ssl-key=@key d',
  '@tcp --ssl-cert=@other --ssl-key=@key d',
  '@tcp --ssl-cert=@ca --ssl-key=@key d',
  '@tcp --ssl-ca=@key d',
  '@socket --ssl-cert=@other d',
  '@socket --ssl-key=@key d',
  '@socket --ssl-cert=@ca --ssl-key=@key d',
  '@socket --ssl-cipher=foo d',
  '@tcp --tls-version=TLSv1.2 d',
  '@tcp --ssl-cipher=foo --tls-version=TLSv1.2 d',
];

const MYSQL = [
  '@tcp -ukeeper -psecret --ssl-mode=disabled --get-server-public-key d',
  '@tcp --server-public-key-path=@folder/none d',
  '@tcp --init-command=FOO d',
  '@tcp --ssl-mode=verify_ca --ssl-ca=@ca d',
  '@tcp --ssl-mode=verify_identity --ssl-ca=@ca d',
  '@tcp --ssl-mode=required --ssl-ca=@other d',
  '@socket --ssl-mode=required d',
  '@tcp --bind-address=1.2.3.4 d',
  '@tcp --bind-address=nowhere.invalid d',
  '@tcp --bind-address=127.0.0.1 d',
  '@tcp --tls-version=foo d',
  '@tcp --tls-version=TLSv1 d',
  '@tcp --tls-version=tlsv1.3 d',
  '@tcp --tls-version=foo --ssl-mode=disabled d',
  '@tcp --tls-ciphersuites=foo d',
  '@tcp --compression-algorithms=zlib,uncompressed d',
  '@tcp --compression-algorithms=ZLIB,foo d',
  '--protocol=pipe d',
  '-h127.0.0.1 --protocol=socket d',
];

const MARIADB = [
  '@tcp --ssl-verify-server-cert d',
  '@tcp --ssl-verify-server-cert --ssl-ca=@ca d',
  '@tcp --ssl-ca=@other --skip-ssl d',
  '@tcp --tls-version=foo d',
  '@tcp --max-statement-time=5 d',
  '@tcp -r /dev/full d',
];

forEachFlavor((flavor) => {
  const tool = flavor === 'mysql' ? 'mysqldump' : 'mariadb-dump';
  const folder = makeTemporaryFolder('stock-connect');
  let server: TestServer;

  before(async () => {
    server = await startServer(flavor, { tls: true });
    await server.run(`CREATE DATABASE d; CREATE TABLE d.t (a INT); INSERT INTO d.t VALUES (1);
      CREATE USER keeper IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO keeper;`);
    mkdirSync(join(folder, 'trusted'));
    mkdirSync(join(folder, 'trusted', 'folder'));
    mkdirSync(join(folder, 'empty'));
    const { ca } = tlsOf(server);
    const hash = await runProgram('openssl', ['x509', '-hash', '-noout', '-in', ca]);
    symlinkSync(ca, join(folder, 'trusted', `${hash.stdout.toString('utf8').trim()}.0`));
    writeFileSync(join(folder, 'trusted', 'notes'), 'no certificate');
  });
  after(async () => await server.stop());

  function toArgv(line: string): string[] {
    const { ca, clientCert, clientKey } = tlsOf(server);
    const text = line
      .replaceAll('@tcp', `-h127.0.0.1 -P${server.port} -uroot`)
      .replaceAll('@socket', `-S${server.socket} -uroot`)
      .replaceAll('@ca', ca)
      .replaceAll('@other', clientCert)
      .replaceAll('@key', clientKey)
      .replaceAll('@folder', folder);
    const gtid = flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
    return ['--no-defaults', ...gtid, ...text.split(' ')];
  }

  async function runOurs(argv: readonly string[]): Promise<ProgramResult> {
    return await runProgram(projectPath('bin', tool), argv);
  }

  describe('as the tool says it', () => {
    for (const line of [...COMMON, ...(flavor === 'mysql' ? MYSQL : MARIADB)])
      test(line, async () => {
        const argv = toArgv(line);
        const real = await runProgram(server.binaries.dump, argv);
        const ours = await runOurs(argv);
        assert.equal(ours.stderr, real.stderr);
        assert.equal(ours.code, real.code);
        assert.equal(ours.stdout.length > 0, real.stdout.length > 0);
      });
  });

  test('--log-error takes what would go to standard error', async () => {
    const file = join(folder, 'errors');
    writeFileSync(file, 'before\n');
    const { code, stderr } = await runOurs(toArgv(`@tcp --log-error=${file} nosuchdb`));
    assert.equal(code, 2);
    assert.equal(stderr, '');
    assert.match(readFileSync(file, 'utf8'), /^before\n\S+: Got error: 1049: .*nosuchdb/);
  });

  test('a password is asked for on standard input where there is no terminal', async () => {
    const argv = toArgv('@tcp -ukeeper -p d');
    const shell = 'printf "secret\\n" | setsid --wait "$0" "$@"';
    const { code, stderr, stdout } = await runProgram('sh', [
      '-c',
      shell,
      projectPath('bin', tool),
      ...argv,
    ]);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, 'Enter password: ');
    assert.match(stdout.toString('latin1'), /Dump completed/);
  });

  test('--compat is the same as the name', async () => {
    const argv = toArgv('@tcp --skip-dump-date d');
    const named = await runOurs(argv);
    const compat = await runProgram(projectPath('bin', 'tsdump'), [`--compat=${tool}`, ...argv]);
    assert.equal(named.code, 0);
    assert.equal(named.stderr, '');
    assert.ok(named.stdout.equals(compat.stdout));
    const link = join(folder, tool);
    symlinkSync(projectPath('bin', 'tsdump'), link);
    assert.ok((await runProgram(link, argv)).stdout.equals(named.stdout));
  });
});

function tlsOf({ tls }: TestServer): NonNullable<TestServer['tls']> {
  assert.ok(tls);
  return tls;
}
