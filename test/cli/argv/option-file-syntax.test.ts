// The syntax of option files, checked against the mysql tools' own reader where it is here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type FileEntry, parseOptionFile } from '../../../src/cli/argv/option-file-syntax.js';
import { makeTemporaryFolder } from '../../support/child-process.js';

function valueOf(line: string): string | undefined {
  const [entry] = parseOptionFile('f', `[g]\n${line}`);
  assert.equal(entry?.kind, 'option');
  return entry.value;
}

describe('values', () => {
  const cases: readonly [string, string | undefined][] = [
    ['a', undefined],
    ['a=', ''],
    ['  a  =  b c  ', 'b c'],
    ['a = b # comment', 'b'],
    ['a = b ; c', 'b ; c'],
    ['a = "b # c"', 'b # c'],
    ["a = 'b' # 'c'", 'b'],
    ['a = "  b  "', '  b  '],
    ["a = 'it\\'s'", "it's"],
    ['a = b\\sc\\td\\ne\\rf\\bg\\\\h', 'b c\td\ne\rf\bg\\h'],
    ['a = C:\\dir', 'C:\\dir'],
    ['a = b=c', 'b=c'],
    ['a = b\r', 'b'],
  ];
  for (const [line, value] of cases)
    test(JSON.stringify(line), () => assert.equal(valueOf(line), value));
});

test('groups, comments, directives and places', () => {
  const text =
    '# x\n; y\n\n[ client ] # z\nhost=a\n!include b.cnf\n[tsdump]\n!includedir /c d/\nx\n';
  assert.deepEqual(parseOptionFile('f', text), [
    { kind: 'option', group: 'client', name: 'host', value: 'a', place: 'f line 5' },
    { kind: 'include', path: 'b.cnf', place: 'f line 6' },
    { kind: 'include-dir', path: '/c d/', place: 'f line 8' },
    { kind: 'option', group: 'tsdump', name: 'x', value: undefined, place: 'f line 9' },
  ] satisfies FileEntry[]);
});

test('malformed lines are named', () => {
  const cases: readonly [string, RegExp][] = [
    ['host=a', /option before any group in f line 1/],
    ['[client', /group without closing bracket in f line 1/],
    ['[client]\n= a', /value without an option in f line 2/],
    ['[client]\n!inc a', /unknown directive !inc in f line 2/],
  ];
  for (const [text, message] of cases) assert.throws(() => parseOptionFile('f', text), { message });
});

const reader = spawnSync('my_print_defaults', ['--version']).status === 0;
const missing = reader
  ? false
  : 'NO my_print_defaults HERE: syntax not compared with the mysql tools';
if (missing) process.stderr.write(`\n*** ${missing} ***\n\n`);

test('any value means what it means to the mysql tools', { skip: missing }, () => {
  const path = join(makeTemporaryFolder('options'), 'my.cnf');
  const char = fc.constantFrom(...'ab#;\'"\\ =\tstn[]!'.split(''));
  const line = fc.array(char, { maxLength: 12 }).map((chars) => `x${chars.join('')}`);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const text = `[client]\n${lines.join('\n')}\n`;
      writeFileSync(path, text);
      const { stdout } = spawnSync('my_print_defaults', [`--defaults-file=${path}`, 'client']);
      const ours = parseOptionFile(path, text).map((entry) => {
        assert.equal(entry.kind, 'option');
        return entry.value === undefined ? `--${entry.name}\n` : `--${entry.name}=${entry.value}\n`;
      });
      assert.equal(ours.join(''), stdout.toString('utf8'));
    }),
  );
});
