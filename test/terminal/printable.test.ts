import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../../src/terminal/printable.js';

test('what is printed has nothing in it that a terminal obeys, or that turns text around', () => {
  const title = '\x1b]0;pwned\x07';
  const clear = '\x9b2J\x1b[2J';
  const around = '\u202egnp.exe\u2066';
  const lines = 'one\ntwo\r\u2028three';
  const shown = printable([title, clear, around, lines].join(' '));
  assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  assert.match(shown, /one�two��three$/);
});

test('what people write stays as it is', () => {
  for (const text of ['orders', 'ñ ж 漢 😀', 'a  b', "it's `x`"])
    assert.equal(printable(text), text);
});
