// A compression thread that dies must fail the dump, never leave it waiting.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZstdCodec } from '../../src/codec/zstd-codec.js';
import { MemorySink } from './memory-sink.js';
import { openOneSectionOf } from './one-section.js';

const ON_MESSAGE = `import { parentPort } from 'node:worker_threads';
let seen = 0;
parentPort.on('message', ({ bytes }) => {
  if (seen++ === 2) DIE;
  parentPort.postMessage({ chunks: [], input: bytes.buffer }, [bytes.buffer]);
});`;

const DEATHS: Readonly<Record<string, string>> = {
  'exits before it listens': 'process.exit(3)',
  'exits at the third message': ON_MESSAGE.replace('DIE', 'process.exit(0)'),
  'throws at the third message': ON_MESSAGE.replace('DIE', 'throw new Error("out of luck")'),
  'cannot be loaded': 'import "./nowhere.js"',
};

describe('zstd worker', () => {
  for (const [how, source] of Object.entries(DEATHS)) {
    it(`that ${how} rejects push and finish`, async () => {
      const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
      const compressor = openOneSectionOf(new ZstdCodec(1, url), new MemorySink());
      async function pushMany(): Promise<void> {
        for (let i = 0; i < 20; i += 1) await compressor.push(new Uint8Array(100_000));
      }
      await assert.rejects(pushMany(), { code: 'bug' });
      await assert.rejects(compressor.finish(), { code: 'bug' });
      await compressor.fail(Buffer.from('POISON'));
    });
  }
});
