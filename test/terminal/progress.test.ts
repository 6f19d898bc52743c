// The progress line and the words for events, as pure folds.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foldProgress, noProgress, renderProgress } from '../../src/terminal/progress.js';
import { renderEvent } from '../../src/terminal/render-event.js';
import { countOf, showBytes, showCount, showDuration } from '../../src/terminal/units.js';
import type { DumpEvent, DumpReport } from '../../src/model/events.js';

type Timed = readonly [atMs: number, event: DumpEvent];

function lineAfter(events: readonly Timed[], nowMs: number, columns = 200): string {
  const state = events.reduce((before, [at, event]) => foldProgress(before, event, at), noProgress);
  return renderProgress(state, nowMs, columns);
}

const begun: readonly Timed[] = [
  [0, { type: 'window-opened', mode: 'read-only' }],
  [
    100,
    { type: 'planned', schemas: 1, tables: 4, rowsEstimate: 10_000, dataBytesEstimate: 1_000_000 },
  ],
  [1000, { type: 'phase', phase: 'dump' }],
];

function progressAt(atMs: number, rows: number): Timed {
  const totals = { tables: 1, rows, sqlBytes: rows * 1000, writtenBytes: rows * 100 };
  return [atMs, { type: 'progress', ...totals }];
}

describe('the progress line', () => {
  test('names the phase until rows are read', () => {
    assert.equal(lineAfter([], 0), 'connect');
    assert.equal(lineAfter(begun.slice(0, 2), 2000), 'connect, window open 2.0 s');
  });

  test('tells tables, rows, bytes, speeds, the rest, and how long the window is open', () => {
    const line = lineAfter([...begun, progressAt(1000, 0), progressAt(2000, 2500)], 2000);
    assert.equal(
      line,
      '1/4 tables, 2.5 k rows, SQL 2.5 MB at 2.5 MB/s, written 250 kB at 250 kB/s, about 3.0 s left, window open 2.0 s',
    );
  });

  test('speeds are those of the last seconds, however often it is told', () => {
    const slow = Array.from({ length: 100 }, (_, at) => progressAt(2000 + at, at));
    const line = lineAfter(
      [...begun, ...slow, progressAt(60_000, 200), progressAt(61_000, 1200)],
      61_000,
    );
    assert.match(line, /SQL 1\.2 MB at 1\.0 MB\/s/);
  });

  test('guesses no end once the estimate is passed', () => {
    const line = lineAfter([...begun, progressAt(1500, 20_000)], 1500);
    assert.doesNotMatch(line, /left/);
  });

  test('forgets the window when it is closed', () => {
    const closed: Timed = [3000, { type: 'window-closed', windowMs: 3000 }];
    assert.doesNotMatch(lineAfter([...begun, closed], 4000), /window/);
  });

  test('fits the terminal', () => {
    for (const columns of [0, 1, 20, 80])
      assert.ok(lineAfter([...begun, progressAt(2000, 2500)], 2000, columns).length <= columns);
  });
});

test('the report says everything that matters, a line each', () => {
  const report: DumpReport = {
    tables: 2,
    rows: 1_234_567,
    sqlBytes: 5_000_000,
    writtenBytes: 1_000_000,
    durationMs: 61_000,
    windowMs: 950,
    coordinates: {
      binlog: { file: 'binlog.000001', position: 42 },
      gtidExecuted: 'a:1-5,\nb:1',
      gtidBinlogPos: undefined,
      gtidSlavePos: undefined,
      replica: [{ host: 's1', port: 3306, channel: 'c', file: 'binlog.000007', position: 4 }],
    },
    warnings: ['w'],
    skipped: ['view d.v: invalid'],
    exitStatus: 0,
  };
  assert.deepEqual(renderEvent({ type: 'report', ...report }).text.split('\n'), [
    '2 tables, 1,234,567 rows in 1 min 1 s',
    '5.0 MB of SQL, 1.0 MB written (5.0:1)',
    'window open for 950 ms',
    'binary log binlog.000001:42',
    'GTID a:1-5,b:1',
    'replica of s1:3306 (c) at binlog.000007:4',
    '1 warning',
    'not in the dump: view d.v: invalid',
  ]);
});

test('units', () => {
  const bytes = [0, 999, 1000, 99_949, 999_499, 1_000_000, 5e15].map(showBytes);
  assert.deepEqual(bytes, ['0 B', '999 B', '1.0 kB', '99.9 kB', '999 kB', '1.0 MB', '5.0 PB']);
  assert.deepEqual([0, 999, 1500, 2_000_000].map(showCount), ['0', '999', '1.5 k', '2.0 M']);
  const times = [0, 999, 999.7, 59_900, 59_960, 3_599_000, 3_600_000, 90_000_000];
  assert.deepEqual(times.map(showDuration), [
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '25 h 0 min',
  ]);
  assert.deepEqual(
    [0, 1, 1000, 1_000_000].map((count) => countOf(count, 'row')),
    ['0 rows', '1 row', '1,000 rows', '1,000,000 rows'],
  );
});
