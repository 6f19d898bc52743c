import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type OnPackets, PacketReader } from '../../../src/mysql/protocol/packets.js';
import { buildFrames } from '../../encode/wire-row.js';

/** Every packet comes one by one. */
const LEAVE_ALL: OnPackets = (_bytes, at) => ({ at, wait: undefined });

function readAll(chunks: readonly Buffer[], bytesMax: number = 1 << 30): Buffer[] {
  const seen: Buffer[] = [];
  const reader = new PacketReader(
    (bytes, start, end) => {
      seen.push(Buffer.from(bytes.subarray(start, end)));
      return undefined;
    },
    LEAVE_ALL,
    bytesMax,
  );
  for (const chunk of chunks) assert.equal(reader.read(chunk, 0), undefined);
  return seen;
}

test('any split of the byte stream gives the same packets', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
  const cuts = fc.array(fc.nat(600), { maxLength: 20 });
  fc.assert(
    fc.property(payloads, cuts, (packets, at) => {
      const stream = buildFrames(packets);
      const edges = [
        0,
        ...at.filter((cut) => cut < stream.length).sort((a, b) => a - b),
        stream.length,
      ];
      const chunks = edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
      assert.deepEqual(readAll(chunks), packets);
    }),
  );
});

test('joins the frames of a packet of 16 MB and more, at the exact limits too', () => {
  const frame = 0xffffff;
  for (const length of [frame - 1, frame, frame + 1, 2 * frame, 2 * frame + 5]) {
    const payload = Buffer.alloc(length, 7);
    payload[length - 1] = 9;
    const tail = Buffer.from('next');
    const stream = buildFrames([payload, tail]);
    const chunks: Buffer[] = [];
    for (let at = 0; at < stream.length; at += 65_536)
      chunks.push(stream.subarray(at, at + 65_536));
    const [first, second, ...rest] = readAll(chunks);
    assert.ok(first?.equals(payload), `length ${length}`);
    assert.deepEqual(second, tail);
    assert.equal(rest.length, 0);
  }
});

test('stops behind a packet whose consumer wants to wait, and goes on from there', async () => {
  const stream = buildFrames([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')]);
  const seen: string[] = [];
  const reader = new PacketReader(
    (bytes, start, end) => {
      seen.push(bytes.toString('latin1', start, end));
      return seen.length === 2 ? Promise.resolve() : undefined;
    },
    LEAVE_ALL,
    1 << 20,
  );
  const stop = reader.read(stream, 0);
  assert.ok(stop !== undefined);
  assert.deepEqual(seen, ['one', 'two']);
  await stop.wait;
  assert.equal(reader.read(stream, stop.at), undefined);
  assert.deepEqual(seen, ['one', 'two', 'three']);
});

test('refuses a packet longer than allowed before it takes memory for it', () => {
  const claim = Buffer.from([0xff, 0xff, 0xff, 1, 1, 2, 3]);
  assert.throws(() => readAll([claim], 1 << 20), /exceeds --max-allowed-packet/);
});

test('refuses a packet longer than allowed that lies whole in its chunk', () => {
  const fits = buildFrames([Buffer.alloc(100), Buffer.alloc(100)]);
  assert.equal(readAll([fits], 100).length, 2);
  const wire = buildFrames([Buffer.alloc(100), Buffer.alloc(101)]);
  assert.throws(() => readAll([wire], 100), /exceeds --max-allowed-packet/);
});

test('what is taken many at a time and what is left come in order, carried packets too', () => {
  const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(payloads, fc.array(fc.nat()), fc.array(fc.nat(3)), (given, places, appetites) => {
      const packets = given.map((bytes) => Buffer.from(bytes));
      const stream = buildFrames(packets);
      const seen: Buffer[] = [];
      let turn = 0;
      const reader = new PacketReader(
        (bytes, start, end) => {
          seen.push(Buffer.from(bytes.subarray(start, end)));
          return undefined;
        },
        (bytes, at, end) => {
          const appetite = appetites[turn++ % Math.max(1, appetites.length)] ?? 0;
          let read = at;
          for (let taken = 0; taken < appetite && end - read >= 4; taken++) {
            const behind = read + 4 + bytes.readUIntLE(read, 3);
            if (behind > end) break;
            seen.push(Buffer.from(bytes.subarray(read + 4, behind)));
            read = behind;
          }
          return { at: read, wait: undefined };
        },
        1 << 20,
      );
      const edges = [0, ...places.map((each) => each % stream.length).sort((a, b) => a - b)];
      for (const [index, edge] of edges.entries()) {
        reader.read(stream.subarray(edge, edges[index + 1] ?? stream.length), 0);
      }
      assert.deepEqual(seen, packets);
    }),
  );
});

test('a frame out of turn is refused, wherever chunks end, after what comes before it', () => {
  const stream = buildFrames([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')]);
  const last = stream.length - 'three'.length - 1;
  for (const number of [2, 7, 255]) {
    const copy = Buffer.from(stream);
    copy[last] = number;
    for (let cut = 0; cut <= copy.length; cut++) {
      const seen: string[] = [];
      const reader = new PacketReader(
        (bytes, start, end) => {
          seen.push(bytes.toString('latin1', start, end));
          return undefined;
        },
        LEAVE_ALL,
        1 << 20,
      );
      assert.throws(() => {
        reader.read(copy.subarray(0, cut), 0);
        reader.read(copy.subarray(cut), 0);
      }, /^RangeError: packet \d+ where \d+ is due$/);
      assert.deepEqual(seen, ['one', 'two']);
    }
  }
});

test('what is said unasked has the number 0, and is taken where a chunk begins', () => {
  const one = buildFrames([Buffer.from('one')]);
  const unasked = Buffer.from(one);
  unasked[3] = 0;
  assert.equal(readAll([one, unasked, one]).length, 3);
  assert.throws(() => readAll([Buffer.concat([one, unasked])]), /packet 0 where 2 is due/);
});
