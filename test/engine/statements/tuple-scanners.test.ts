// Both tuple scanners stop at the same bytes for the same reasons, whatever the bytes and
// wherever they are cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ReferenceTupleScanner,
  Stop,
  type TupleScanner,
} from '../../../src/engine/statements/tuple-scanner.js';
import { WasmTupleScanner } from '../../../src/engine/statements/wasm-tuple-scanner.js';

interface Modes {
  readonly escapes: boolean;
  readonly ansiQuotes: boolean;
  readonly tuplesMax: number;
}

/** Every scan of `bytes`, cut by `cuts` in turn, up to what is not used up. */
function scanAll(
  scanner: TupleScanner,
  bytes: Uint8Array,
  cuts: readonly number[],
  { escapes, ansiQuotes, tuplesMax }: Modes,
): unknown[] {
  const scans: unknown[] = [];
  scanner.begin(escapes, ansiQuotes);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = Math.min(bytes.length, at + (cuts[turn % cuts.length] as number));
    at = scanner.scan(bytes, at, end, tuplesMax);
    const { stop, tuples, tupleEnd, lines } = scanner;
    scans.push({ at, stop, tuples, tupleEnd, lines });
    if (stop === Stop.end || stop === Stop.odd) break;
  }
  return scans;
}

const modes = fc.record({
  escapes: fc.boolean(),
  ansiQuotes: fc.boolean(),
  tuplesMax: fc.constantFrom(1, 3, 1_000_000),
});
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

const value = fc.oneof(
  fc.constantFrom(
    'NULL',
    '-1',
    '1.5',
    "''",
    '0x2829',
    "_binary '\\'('",
    '"\\")\'"',
    "`a'`",
    "'it''s'",
    "f((1),'(')",
    '1-1',
    "'\\\\'",
    "'--;#/*'",
  ),
  fc
    .string({ maxLength: 90 })
    .map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
);
const tuple = fc.array(value, { maxLength: 6 }).map((values) => `(${values.join(',')})`);
const list = fc
  .tuple(
    fc.array(tuple, { minLength: 1, maxLength: 12 }),
    fc.constantFrom(',', ',\n', ' , '),
    fc.constantFrom(';', ' ;', ' ON', '', ', -- x', '/**/;', '--'),
  )
  .map(([tuples, separator, end]) => tuples.join(separator) + end);
/** Nothing but what means something, and what does not. */
const soup = fc
  .array(fc.constantFrom(..."(()),''\"`\\\\--;#/ \nab".split(''), "','", '),(', '\u00e9'), {
    maxLength: 400,
  })
  .map((letters) => `(${letters.join('')}`);

describe('tuple scanners', () => {
  for (const [what, text, numRuns] of [
    ['lists of rows', list, 3000],
    ['soup', soup, 5000],
  ] as const) {
    test(`stop at the same bytes of ${what}`, () => {
      const [reference, wasm] = [new ReferenceTupleScanner(), new WasmTupleScanner()];
      fc.assert(
        fc.property(text, cuts, modes, (sql, cutBytes, mode) => {
          const bytes = Buffer.from(sql);
          assert.deepEqual(
            scanAll(wasm, bytes, cutBytes, mode),
            scanAll(reference, bytes, cutBytes, mode),
          );
        }),
        { numRuns },
      );
    });
  }
});
