// What every Compressor promises, whatever its codec. Run by compressors.test.ts.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { TsdumpError } from '../../src/base/errors.js';
import { openCompressor } from '../../src/codec/open-compressor.js';
import type { Compression } from '../../src/model/options.js';
import type { Slot } from '../../src/model/sink.js';
import { failAt, MemorySink } from './memory-sink.js';
import { openOneSection } from './one-section.js';

const MIB = 1024 * 1024;
/** Large enough that a view of it is transferred rather than copied. */
const TRANSFERRED_BYTES = 100 * 1024;

export interface Decoded {
  readonly bytes: Buffer;
  /** The decoder found a whole stream. */
  readonly whole: boolean;
}

export interface CompressorCase {
  readonly compression: Compression;
  /** The stock command-line decoder, or identity; undefined when it is not installed. */
  readonly decode: (encoded: Buffer) => Promise<Decoded>;
  /** An unfinished stream can be told from a whole one. */
  readonly endIsMarked: boolean;
}

/** `bytes` as a view somewhere inside a larger buffer of its own. */
function embed(bytes: Uint8Array, before: number, after: number): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(before + bytes.byteLength + after).fill(0xee);
  buffer.set(bytes, before);
  return buffer.subarray(before, before + bytes.byteLength);
}

function isWriteFailed(error: unknown): boolean {
  return error instanceof TsdumpError && error.code === 'write-failed';
}

export function describeCompressor(given: CompressorCase): void {
  const { compression, decode, endIsMarked } = given;
  describe(`compressor ${JSON.stringify(compression)}`, { concurrency: true }, () => {
    describeStream(given);

    it('ends an empty dump as a valid empty stream', async () => {
      const sink = new MemorySink();
      await openOneSection(compression, sink).finish();
      assert.equal(sink.bytes.byteLength > 0, endIsMarked);
      assert.deepEqual(await decode(sink.bytes), { bytes: Buffer.alloc(0), whole: true });
    });

    it('never has more than a few pushes under way', async () => {
      const sink = new MemorySink();
      const compressor = openOneSection(compression, sink);
      let pushed = 0;
      let aheadMax = 0;
      sink.onWrite = async () => {
        // Every chance for a producer that is not held back to run ahead.
        for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
        aheadMax = Math.max(aheadMax, pushed - sink.bytes.byteLength);
      };
      for (let i = 0; i < 24; i += 1) {
        const bytes = compressor.acquire(MIB);
        bytes.set(randomBytes(MIB));
        pushed += MIB;
        await compressor.push(bytes.subarray(0, MIB));
      }
      await compressor.finish();
      assert.equal((await decode(sink.bytes)).bytes.byteLength, 24 * MIB);
      // Four under way, one being pushed, and what the codec itself holds back.
      assert.ok(aheadMax <= 6 * MIB, `${aheadMax} bytes pushed ahead of the sink`);
    });

    describeFailures(given);
  });
}

function describeStream({ compression, decode }: CompressorCase): void {
  it('gives back any bytes in any split, in order', async () => {
    const piece = fc.record({
      bytes: fc.uint8Array({ maxLength: 5000 }),
      repeats: fc.constantFrom(1, 1, 7, 300),
      before: fc.nat(64),
      after: fc.constantFrom(0, 13, TRANSFERRED_BYTES),
      awaited: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const sink = new MemorySink();
        const compressor = openOneSection(compression, sink);
        const expected: Buffer[] = [];
        const pushes: Promise<void>[] = [];
        for (const { bytes, repeats, before, after, awaited } of pieces) {
          const content = Buffer.concat(Array.from({ length: repeats }, () => bytes));
          expected.push(content);
          const pushed = compressor.push(embed(content, before, after));
          pushes.push(pushed);
          if (awaited) await pushed;
        }
        await Promise.all(pushes);
        const stored = await compressor.finish();
        const [frame] = stored.frames;
        assert.equal(frame?.storedBytes, sink.bytes.byteLength);
        assert.equal(stored.sha256, createHash('sha256').update(sink.bytes).digest('hex'));
        const decoded = await decode(sink.bytes);
        assert.ok(decoded.whole);
        assert.ok(decoded.bytes.equals(Buffer.concat(expected)), 'the bytes differ');
      }),
      { numRuns: 30 },
    );
  });

  it('takes the buffer: the view is dead and cannot be pushed again', async () => {
    const compressor = openOneSection(compression, new MemorySink());
    const bytes = new Uint8Array(TRANSFERRED_BYTES).fill(65);
    await compressor.push(bytes);
    assert.equal(bytes.byteLength, 0);
    await assert.rejects(compressor.push(bytes), { code: 'bug' });
    await compressor.finish();
  });

  it('takes a small Buffer that lies in the pool Node shares', async () => {
    const sink = new MemorySink();
    const compressor = openOneSection(compression, sink);
    const neighbour = Buffer.from('neighbour');
    await compressor.push(Buffer.from('small'));
    await compressor.finish();
    assert.equal(neighbour.toString(), 'neighbour');
    assert.equal((await decode(sink.bytes)).bytes.toString(), 'small');
  });
}

function describeFailures({ compression, decode, endIsMarked }: CompressorCase): void {
  it('reports a failed write at a later push and at finish', async () => {
    const sink = new MemorySink();
    sink.onWrite = failAt(1);
    const compressor = openOneSection(compression, sink);
    async function pushMany(): Promise<void> {
      for (let i = 0; i < 20; i += 1) await compressor.push(new Uint8Array(randomBytes(MIB)));
    }
    await assert.rejects(pushMany(), isWriteFailed);
    await assert.rejects(compressor.push(new Uint8Array(1)), isWriteFailed);
    await assert.rejects(compressor.finish(), isWriteFailed);
    await compressor.fail(new Uint8Array(1));
  });

  it('tells the next section why the one before failed, be its end not looked at yet', async () => {
    const compressor = openCompressor({ compression, hashes: false, inline: false });
    const full = new TsdumpError('write-failed', 'the disk is full');
    compressor.begin({ write: () => Promise.reject(full) });
    await assert.rejects(async () => {
      for (;;) await compressor.push(new Uint8Array(1024).fill(1));
    }, isWriteFailed);
    const end = compressor.end();
    end.catch(() => undefined);
    assert.throws(() => compressor.begin({ write: () => Promise.resolve() }), isWriteFailed);
    await assert.rejects(end, isWriteFailed);
    await compressor.close();
  });

  it('reports a write that fails only when the stream is ended', async () => {
    const sink = new MemorySink();
    sink.onWrite = failAt(0);
    const compressor = openOneSection(compression, sink);
    await compressor.push(Buffer.from('few bytes')).catch(() => undefined);
    await assert.rejects(compressor.finish(), isWriteFailed);
  });

  it('fail() ends in the poison, and the decoder complains', async () => {
    for (const before of [0, 3 * MIB]) {
      const sink = new MemorySink();
      const compressor = openOneSection(compression, sink);
      const content = randomBytes(before);
      if (before > 0) await compressor.push(new Uint8Array(content));
      await compressor.fail(Buffer.from('POISON;\n'));
      const decoded = await decode(sink.bytes);
      const expected = Buffer.concat([content, Buffer.from('POISON;\n')]);
      assert.ok(decoded.bytes.equals(expected), 'the decoder printed something else');
      assert.equal(decoded.whole, !endIsMarked);
      await assert.rejects(compressor.push(new Uint8Array(1)), isWriteFailed);
      await compressor.fail(Buffer.from('again'));
    }
  });

  it('fail() leaves a section alone that has ended, and the next one can be spoilt', async () => {
    const sink = new MemorySink();
    const slot = (): Slot => ({
      async write(bytes, done) {
        await sink.write(bytes);
        done(bytes.buffer);
      },
    });
    const [ended, next] = [slot(), slot()];
    const compressor = openCompressor({ compression, hashes: false, inline: false });
    compressor.begin(ended);
    await compressor.push(new Uint8Array(Buffer.from('whole;')));
    // Its end is under way when it is asked.
    const end = compressor.end();
    assert.equal(await compressor.fail(new Uint8Array(Buffer.from('lost')), ended), false);
    assert.ok((await decode(sink.bytes)).whole);
    await end;
    compressor.begin(next);
    assert.equal(await compressor.fail(new Uint8Array(Buffer.from('POISON')), next), true);
    const decoded = await decode(sink.bytes);
    assert.equal(decoded.bytes.toString(), 'whole;POISON');
    assert.equal(decoded.whole, !endIsMarked);
    await compressor.close();
  });
}
