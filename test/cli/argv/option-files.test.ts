// Option files on disk: which are read, in what order, and whose options count.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { toCanonicalArgv } from '../../../src/cli/argv/normalise-argv.js';
import {
  type FileChoice,
  type OptionFiles,
  readOptionFiles,
} from '../../../src/cli/argv/option-files.js';
import { dumpProgram } from '../../../src/options/table/options.js';
import { makeTemporaryFolder } from '../../support/child-process.js';

let home: string;

beforeEach(() => {
  home = makeTemporaryFolder('home');
});

function put(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const usual: FileChoice = {
  only: undefined,
  extra: undefined,
  none: false,
  groupSuffix: '',
  variableHome: undefined,
};

function read(choice: Partial<FileChoice> = {}, systemFiles: readonly string[] = []): OptionFiles {
  return readOptionFiles({ ...usual, ...choice }, home, dumpProgram, systemFiles);
}

function argvOf({ assignments }: OptionFiles): string[] {
  return toCanonicalArgv({ assignments, names: [] });
}

describe('which files', () => {
  test('system files, the extra one, then ~/.my.cnf', () => {
    const system = [
      put('a', '[client]\nhost=a'),
      join(home, 'missing'),
      put('b', '[client]\nuser=b'),
    ];
    const extra = put('extra', '[client]\nport=1');
    put('.my.cnf', '[client]\nhost=home');
    assert.deepEqual(argvOf(read({ extra }, system)), [
      '--host=a',
      '--user=b',
      '--port=1',
      '--host=home',
    ]);
  });

  test('--defaults-file is the only one, --no-defaults is none', () => {
    const only = put('only', '[client]\nhost=only');
    put('.my.cnf', '[client]\nhost=home');
    assert.deepEqual(argvOf(read({ only })), ['--host=only']);
    assert.deepEqual(argvOf(read({ none: true })), []);
  });

  test('a named file must be there', () => {
    for (const choice of [{ only: join(home, 'no') }, { extra: join(home, 'no') }])
      assert.throws(() => read(choice), { code: 'usage', message: /cannot read option file .*no/ });
  });

  test('a file anyone may write to is left alone, with a warning', () => {
    chmodSync(put('.my.cnf', '[client]\nhost=evil'), 0o666);
    const files = read();
    assert.deepEqual(files.assignments, []);
    assert.match(files.warnings.join(), /\.my\.cnf is ignored: anyone may write to it/);
  });
});

describe('includes', () => {
  test('a file and a directory, sorted, *.cnf only, in place', () => {
    mkdirSync(join(home, 'd'));
    put('d/2.cnf', '[client]\nuser=two');
    put('d/1.cnf', '[client]\nuser=one');
    put('d/3.txt', '[client]\nuser=three');
    put('inc', '[client]\nport=7');
    put('.my.cnf', `[client]\nhost=x\n!include ${home}/inc\n!includedir d\n[client]\nhost=y`);
    assert.deepEqual(argvOf(read()), [
      '--host=x',
      '--port=7',
      '--user=one',
      '--user=two',
      '--host=y',
    ]);
  });

  test('a group ends with its file', () => {
    put('inc', '[other]\nport=7');
    put('.my.cnf', `[client]\n!include inc\nhost=x`);
    assert.deepEqual(argvOf(read()), ['--host=x']);
  });

  test('a ring of includes ends', () => {
    put('.my.cnf', '[client]\nhost=x\n!include .my.cnf\n');
    const files = read();
    assert.equal(new Set(argvOf(files)).size, 1);
    assert.match(files.warnings.join(), /includes nested too deeply/);
  });

  test('a missing directory is named', () => {
    put('.my.cnf', '!includedir no');
    assert.throws(() => read(), { code: 'usage', message: /!includedir of .*\.my\.cnf line 1/ });
  });
});

describe('whose options count', () => {
  test('[client] and [tsdump] only, and those with the suffix', () => {
    const text = ['mysqldump', 'client', 'tsdump', 'client_b', 'tsdump_b', 'clients']
      .map((group) => `[${group}]\nuser=${group}`)
      .join('\n');
    put('.my.cnf', text);
    assert.deepEqual(argvOf(read()), ['--user=client', '--user=tsdump']);
    assert.deepEqual(argvOf(read({ groupSuffix: '_b' })), [
      '--user=client',
      '--user=tsdump',
      '--user=client_b',
      '--user=tsdump_b',
    ]);
  });

  test('[client] says how to connect and nothing else', () => {
    put('.my.cnf', '[client]\ncompress\nloose-no-such=1\nquick\nssl_ca=/ca\nloose-user=u\n');
    assert.deepEqual(argvOf(read()), ['--ssl-ca=/ca', '--user=u']);
  });

  test('a word in [client] that no dump tool knows is refused, as the stock tools do', () => {
    put('.my.cnf', '[client]\nuser=x\npasword');
    assert.throws(() => read(), { code: 'usage', message: /pasword in .*\.my\.cnf line 3/ });
  });

  test('groups count in any case, the suffix too', () => {
    put('.my.cnf', '[CLIENT]\nhost=a\n[TsDump_B]\nuser=b');
    assert.deepEqual(argvOf(read({ groupSuffix: '_b' })), ['--host=a', '--user=b']);
  });

  test('my.cnf of $MARIADB_HOME is one more, before ~/.my.cnf', () => {
    put('my.cnf', '[client]\nhost=a\nuser=a');
    put('.my.cnf', '[client]\nhost=b');
    assert.deepEqual(argvOf(read({ variableHome: home })), ['--host=a', '--user=a', '--host=b']);
  });

  test('[tsdump] takes every option, in every form', () => {
    put('.my.cnf', '[tsdump]\nskip-add-locks\nread_only = on\nsource-data\npassword\nsingle');
    assert.deepEqual(argvOf(read()), [
      '--no-add-locks',
      '--read-only',
      '--source-data=1',
      '--password',
      '--single-transaction',
    ]);
  });

  test('what [tsdump] does not know is an error with file and line, unless loose', () => {
    const path = put('.my.cnf', '[tsdump]\nloose-no-such=1\n\nno-such=1');
    assert.throws(() => read(), {
      code: 'usage',
      message: `unknown option no-such in ${path} line 4`,
    });
  });

  test('a bad value is an error with file and line', () => {
    for (const line of ['port=x', 'host', 'ssl-mode=maybe', 'connect-timeout=0']) {
      const path = put('.my.cnf', `[client]\n${line}`);
      assert.throws(
        () => read(),
        (error: Error) => error.message.endsWith(`in ${path} line 2`),
        line,
      );
    }
  });

  test('files cannot choose files', () => {
    put('.my.cnf', '[tsdump]\nno-defaults');
    assert.throws(() => read(), { message: /no-defaults works on the command line only/ });
  });
});
