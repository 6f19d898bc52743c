// Rows counted from SQL: whatever the values hold, wherever the pieces are cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RowCounter } from '../../../src/engine/statements/row-counter.js';
import { quoteIdentifier, quoteString } from '../../../src/encode/text/quote.js';

const value = fc.oneof(
  fc.constantFrom('NULL', '-1', '1e5', "''", '0x2829', "_binary '\\'('", "_gbk '\\\\'"),
  fc.string({ unit: 'binary' }).map(quoteString),
  fc.string().map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`),
);
const tuple = fc
  .array(value, { minLength: 1, maxLength: 4 })
  .map((values) => `(${values.join(',')})`);
const name = fc.string({ minLength: 1 }).map(quoteIdentifier);
const insert = fc
  .record({
    verb: fc.constantFrom('INSERT INTO', 'INSERT IGNORE INTO', 'REPLACE INTO'),
    table: name,
    columns: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    space: fc.constantFrom(' ', '\n'),
    tuples: fc.array(tuple, { minLength: 1, maxLength: 5 }),
    separator: fc.constantFrom(',', ',\n'),
  })
  .map(({ verb, table, columns, space, tuples, separator }) => ({
    rows: tuples.length,
    sql: `${verb} ${table}${columns ? ` (${columns.join(', ')})` : ''} VALUES${space}${tuples.join(separator)};\n`,
  }));
const other = name.chain((table) =>
  fc.constantFrom(
    `LOCK TABLES ${table} WRITE;\n`,
    `/*!40000 ALTER TABLE ${table} DISABLE KEYS */;\n`,
    `\n--\n-- Dumping data for table it's ("a"\n--\n\n`,
    'set autocommit=0;\nCOMMIT;\n',
  ),
);
const statement = fc.oneof(
  insert,
  other.map((sql) => ({ rows: 0, sql })),
);

describe('RowCounter', () => {
  test('counts the rows of any statements', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), (statements) => {
        const counter = new RowCounter();
        counter.add(Buffer.from(statements.map(({ sql }) => sql).join('')));
        assert.equal(counter.end(), true);
        assert.equal(
          counter.rows,
          statements.reduce((sum, { rows }) => sum + rows, 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('wherever they are cut, and says where they are cut off', () => {
    fc.assert(
      fc.property(insert, ({ rows, sql }) => {
        const bytes = Buffer.from(sql);
        for (let cut = 0; cut <= bytes.length; cut++) {
          const [counter, cutOff] = [new RowCounter(), new RowCounter()];
          counter.add(bytes.subarray(0, cut));
          counter.add(bytes.subarray(cut));
          assert.equal(counter.end(), true);
          assert.equal(counter.rows, rows);
          cutOff.add(bytes.subarray(0, cut));
          assert.equal(cutOff.end(), cut === 0 || cut >= bytes.length - 1, `${cut} of ${sql}`);
        }
      }),
      { numRuns: 30 },
    );
  });
});
