// argv as users of the mysql tools write it: every spelling of an option means the same.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { TsdumpError } from '../../../src/base/errors.js';
import { normaliseArgv, toCanonicalArgv } from '../../../src/cli/argv/normalise-argv.js';
import { dumpProgram, optionTable, type Settings } from '../../../src/options/table/options.js';
import { toSettings } from '../../../src/options/resolve/settings.js';

function canonical(...argv: string[]): string[] {
  return toCanonicalArgv(normaliseArgv(argv, dumpProgram));
}

function settingsOf(...argv: string[]): Settings {
  return toSettings(normaliseArgv(argv, dumpProgram).assignments);
}

function refusal(...argv: string[]): TsdumpError {
  try {
    normaliseArgv(argv, dumpProgram);
  } catch (error) {
    assert.ok(error instanceof TsdumpError);
    assert.equal(error.code, 'usage');
    return error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
}

const FLAGS = [...optionTable].filter(([, spec]) => spec.kind === 'flag' && spec.first !== true);
const anyFlag = fc.constantFrom(...FLAGS.map(([name]) => name));
const lonelyFlag = fc.constantFrom(
  ...FLAGS.filter(([, { implies }]) => implies === undefined).map(([name]) => name),
);

describe('flags', () => {
  test('every flag has all the forms of on and off', () => {
    fc.assert(
      fc.property(anyFlag, (name) => {
        const on = canonical(`--${name}`);
        for (const form of [`--enable-${name}`, `--${name}=1`, `--${name}=ON`, `--${name}=true`])
          assert.deepEqual(canonical(form), on, form);
        const off = canonical(`--skip-${name}`);
        assert.notDeepEqual(off, on);
        for (const form of [`--disable-${name}`, `--${name}=0`, `--${name}=off`, `--no-${name}`])
          assert.deepEqual(canonical(form), off, form);
        assert.deepEqual(canonical(`--skip-${name}=0`), on);
        assert.deepEqual(canonical(`--${name.replaceAll('-', '_')}`), on);
      }),
    );
  });

  test('the last word on a flag counts, whatever came before', () => {
    const spelling = fc.tuple(lonelyFlag, fc.boolean());
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 1, maxLength: 12 }), (words) => {
        const argv = words.map(([name, on]) => (on ? `--${name}` : `--skip-${name}`));
        const settings = settingsOf(...argv);
        for (const [name, on] of new Map(words))
          assert.equal(settings[name as 'comments'], on, `${name} of ${argv.join(' ')}`);
      }),
    );
  });

  test('a flag whose name begins with no- is not the opposite of itself', () => {
    const off = settingsOf('--no-data');
    assert.equal(off['no-data'], true);
    assert.equal(settingsOf('--skip-no-data')['no-data'], false);
    assert.equal(settingsOf('--all-tablespaces')['no-tablespaces'], false);
  });

  test('no other word is on or off', () => {
    assert.match(refusal('--comments=maybe').message, /--comments takes no value "maybe"/);
  });
});

describe('names', () => {
  test('a unique prefix does', () => {
    assert.deepEqual(canonical('--single'), ['--single-transaction']);
    assert.deepEqual(canonical('--skip-add-drop-ta'), ['--no-add-drop-table']);
    assert.deepEqual(canonical('--pass=x'), ['--password=x']);
  });

  test('a prefix of several options is refused with all of them named', () => {
    const { message, hint } = refusal('--lock');
    assert.equal(message, 'ambiguous option --lock');
    assert.equal(hint, 'It could be --lock-all-tables, --lock-tables, --lock-wait.');
    assert.match(refusal('--skip-add-drop').hint ?? '', /--skip-add-drop-database/);
  });

  test('a whole name is never ambiguous', () => {
    assert.deepEqual(canonical('--tables'), ['--tables']);
    assert.deepEqual(canonical('--ssl'), ['--ssl']);
    assert.deepEqual(canonical('--ignore-table=a.b'), ['--ignore-table=a.b']);
  });

  test('older names still work, prefixes of them too', () => {
    assert.deepEqual(canonical('--master-data=2'), ['--source-data=2']);
    assert.deepEqual(canonical('--dump-slave'), ['--dump-replica=1']);
    assert.deepEqual(canonical('--apply-slave'), ['--apply-replica-statements']);
    assert.deepEqual(canonical('--include_master_host_port'), ['--include-source-host-port']);
  });

  test('what does not exist is refused by name, without its value', () => {
    assert.equal(refusal('--pasword=secret').message, 'unknown option --pasword');
    assert.equal(refusal('-Zsecret').message, 'unknown option -Z');
    assert.equal(refusal('--skip-host').message, 'unknown option --skip-host');
  });
});

describe('values', () => {
  test('attached or as the next word', () => {
    for (const argv of [['-uroot'], ['-u', 'root'], ['--user=root'], ['--user', 'root']])
      assert.deepEqual(canonical(...argv), ['--user=root']);
  });

  test('a required one takes the next word even when it looks like an option', () => {
    assert.deepEqual(canonical('--where', '--x > 1'), ['--where=--x > 1']);
    assert.equal(refusal('--user').message, 'option --user needs a value');
    assert.equal(refusal('-u').message, 'option -u needs a value');
  });

  test('an optional one never takes the next word', () => {
    assert.deepEqual(canonical('--source-data', '2'), ['--source-data=1', '--', '2']);
    assert.deepEqual(canonical('-p', 'secret'), ['--password', '--', 'secret']);
    assert.deepEqual(canonical('--password', 'db'), ['--password', '--', 'db']);
  });

  test('a password may be attached, or empty', () => {
    assert.deepEqual(canonical('-ps=cr et'), ['--password=s=cr et']);
    assert.deepEqual(canonical('--password='), ['--password=']);
    assert.deepEqual(canonical('--skip-password'), ['--password=']);
  });

  test('any value and any name arrive unchanged', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (value, names) => {
        const argv = [`--where=${value}`, `--ignore-database=${value}`, '--', ...names];
        const settings = settingsOf(...argv);
        assert.equal(settings.where, value);
        assert.deepEqual(settings['ignore-database'], [value]);
        assert.deepEqual(normaliseArgv(argv, dumpProgram).names, names);
      }),
    );
  });
});

describe('short options', () => {
  test('cluster, and the first that takes a value takes the rest', () => {
    assert.deepEqual(canonical('-dnt'), ['--no-data', '--no-create-db', '--no-create-info']);
    assert.deepEqual(canonical('-xhs1'), ['--lock-all-tables', '--host=s1']);
    assert.deepEqual(canonical('-vp'), ['--verbose', '--password']);
    assert.deepEqual(canonical('-BP', '3307', 'a'), ['--databases', '--port=3307', '--', 'a']);
  });

  test('-h is the host, -? is help', () => {
    assert.deepEqual(canonical('-h', 's1'), ['--host=s1']);
    assert.deepEqual(canonical('-?'), ['--help']);
  });
});

test('--skip-opt works where it stands', () => {
  const after = settingsOf('--skip-opt', '--add-locks');
  assert.equal(after['add-locks'], true);
  assert.equal(after['extended-insert'], false);
  const before = settingsOf('--add-locks', '--skip-opt');
  assert.equal(before['add-locks'], false);
});

test('names may stand between options, and anything after --', () => {
  assert.deepEqual(normaliseArgv(['a', '-v', 'b', '--', '-v', '--'], dumpProgram).names, [
    'a',
    'b',
    '-v',
    '--',
  ]);
});

test('options about option files come first', () => {
  assert.deepEqual(canonical('--no-defaults', '-v'), ['--no-defaults', '--verbose']);
  assert.match(refusal('-v', '--no-defaults').message, /--no-defaults must come before/);
});
