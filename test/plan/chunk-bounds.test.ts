import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutKeyRange, type KeyProbe, type KeyRange } from '../../src/plan/chunk-bounds.js';

function probeOf(keys: readonly bigint[]): KeyProbe & { probes: number } {
  const sorted = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    probes: 0,
    async bounds() {
      const min = sorted[0];
      const max = sorted[sorted.length - 1];
      return min === undefined || max === undefined ? undefined : { min, max };
    },
    async atOrAfter(key) {
      this.probes++;
      return sorted.find((candidate) => candidate >= key);
    },
  };
}

async function cut(probe: KeyProbe, count: number): Promise<KeyRange[]> {
  const ranges: KeyRange[] = [];
  for await (const range of cutKeyRange(probe, count)) ranges.push(range);
  return ranges;
}

function holds(range: KeyRange, key: bigint): boolean {
  return (
    (range.after === undefined || key > range.after) &&
    (range.upTo === undefined || key <= range.upTo)
  );
}

const anyKey = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
);

test('every key lies in exactly one range, keys the probe never saw included', async () => {
  const shape = fc.tuple(fc.array(anyKey), fc.array(anyKey), fc.integer({ min: 1, max: 40 }));
  await fc.assert(
    fc.asyncProperty(shape, async ([keys, later, count]) => {
      const ranges = await cut(probeOf(keys), count);
      assert.ok(ranges.length <= count + 1);
      for (const key of [...keys, ...later]) {
        assert.equal(ranges.filter((range) => holds(range, key)).length, 1, `key ${key}`);
      }
    }),
  );
});

test('holes of billions cost no probes', async () => {
  const keys = [0n, 1n, 2n, 10n ** 18n, 10n ** 18n + 1n];
  const probe = probeOf(keys);
  const ranges = await cut(probe, 1000);
  assert.ok(probe.probes <= keys.length, `${probe.probes} probes`);
  assert.ok(ranges.length <= keys.length + 1);
});

test('one chunk asks nothing', async () => {
  const probe = probeOf([1n, 2n]);
  assert.deepEqual(await cut(probe, 1), [{ after: undefined, upTo: undefined }]);
  assert.equal(probe.probes, 0);
});
