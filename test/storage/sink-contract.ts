// What every Sink promises, whatever is behind it. Run by sinks.test.ts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sink } from '../../src/model/sink.js';
import { buildPattern } from './pattern.js';

const MIB = 1024 * 1024;

export interface OpenedSink {
  readonly sink: Sink;
  /** Everything that arrived; called once, after commit or abort. */
  readonly arrived: () => Promise<Buffer>;
}

export interface SinkCase {
  readonly name: string;
  readonly open: () => Promise<OpenedSink>;
}

export function describeSink({ name, open }: SinkCase): void {
  describe(`sink: ${name}`, () => {
    it('delivers every byte in the order of the calls, awaited or not', async () => {
      const { sink, arrived } = await open();
      const pattern = buildPattern(5 * MIB + 3);
      await sink.write(pattern.subarray(0, 1));
      await sink.write(new Uint8Array(0));
      await Promise.all([
        sink.write(pattern.subarray(1, MIB)),
        sink.write(pattern.subarray(MIB, 4 * MIB)),
        sink.write(pattern.subarray(4 * MIB, 4 * MIB + 10)),
      ]);
      await sink.write(pattern.subarray(4 * MIB + 10));
      await sink.commit();
      assert.ok((await arrived()).equals(pattern), 'the bytes differ');
    });

    it('commits a dump of no bytes', async () => {
      const { sink, arrived } = await open();
      await sink.commit();
      assert.equal((await arrived()).byteLength, 0);
    });

    it('aborts twice, and takes nothing any more', async () => {
      const { sink, arrived } = await open();
      await sink.write(Buffer.from('partial'));
      await Promise.all([sink.abort(), sink.abort()]);
      await assert.rejects(sink.write(Buffer.from('more')), { code: 'write-failed' });
      await assert.rejects(sink.commit(), { code: 'write-failed' });
      assert.ok(!(await arrived()).includes('more'));
    });

    it('an abort after the commit takes nothing back', async () => {
      const { sink, arrived } = await open();
      await sink.write(Buffer.from('whole'));
      await sink.commit();
      await sink.abort();
      assert.equal((await arrived()).toString(), 'whole');
    });
  });
}
