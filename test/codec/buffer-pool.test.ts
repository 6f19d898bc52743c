import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BufferPool } from '../../src/codec/buffer-pool.js';

const MIB = 1024 * 1024;

describe('buffer pool', () => {
  it('gives a released buffer out again, once, and only where it is large enough', () => {
    const pool = new BufferPool();
    const first = pool.acquire(MIB);
    pool.release(first.buffer);
    assert.equal(pool.acquire(2 * MIB).byteLength, 2 * MIB);
    assert.equal(pool.acquire(MIB / 2).buffer, first.buffer);
    assert.notEqual(pool.acquire(MIB / 2).buffer, first.buffer);
  });

  it('does not keep the buffer of a huge row, nor many', () => {
    const pool = new BufferPool();
    const huge = new ArrayBuffer(64 * MIB);
    pool.release(huge);
    assert.notEqual(pool.acquire(MIB).buffer, huge);

    const released = new Set(Array.from({ length: 100 }, () => new ArrayBuffer(MIB)));
    for (const buffer of released) pool.release(buffer);
    const kept = Array.from({ length: 100 }, () => pool.acquire(MIB).buffer);
    const recycled = kept.filter((buffer) => released.has(buffer));
    assert.ok(recycled.length > 0 && recycled.length <= 16, `${recycled.length} MiB kept`);
    assert.equal(new Set(recycled).size, recycled.length);
  });
});
