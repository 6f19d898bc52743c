import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commentSafe } from '../../../src/encode/text/comment.js';
import { quoteIdentifier, quoteString } from '../../../src/encode/text/quote.js';

const nasty = fc.string({
  unit: fc.constantFrom('`', "'", '\\', '\n', '\r', '\0', '\x1a', 'a', 'ü'),
});

test('a quoted identifier reads back as the name', () => {
  fc.assert(
    fc.property(nasty, (name) => {
      const quoted = quoteIdentifier(name);
      assert.match(quoted, /^`(?:[^`]|``)*`$/);
      assert.equal(quoted.slice(1, -1).replaceAll('``', '`'), name);
    }),
  );
});

test('a quoted string reads back as the text and has no bare quote', () => {
  const escapes: Record<string, string> = { n: '\n', r: '\r', 0: '\0', Z: '\x1a' };
  fc.assert(
    fc.property(nasty, (text) => {
      const quoted = quoteString(text);
      assert.match(quoted, /^'(?:[^'\\\n\r\0]|\\.)*'$/);
      const read = quoted.slice(1, -1).replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c);
      assert.equal(read, text);
    }),
  );
});

test('no line of a comment-safe name leaves the comment', () => {
  fc.assert(
    fc.property(nasty, (name) => {
      for (const line of `-- ${commentSafe(name)}`.split('\n')) assert.match(line, /^-- /);
    }),
  );
  assert.equal(commentSafe('a\nDROP'), 'a\n-- DROP');
});
