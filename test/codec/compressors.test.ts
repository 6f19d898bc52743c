// Runs the contract by each codec, decoding with the tools a user decodes with.

import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { runProgram } from '../support/child-process.js';
import { describeCompressor, type Decoded } from './compressor-contract.js';

async function decodeWith(tool: string, encoded: Buffer): Promise<Decoded> {
  const { stdout, code } = await runProgram(tool, ['-dc'], { input: encoded });
  return { bytes: stdout, whole: code === 0 };
}

describeCompressor({
  compression: { codec: 'none' },
  decode: (encoded) => Promise.resolve({ bytes: encoded, whole: true }),
  endIsMarked: false,
});

for (const codec of ['gzip', 'zstd'] as const) {
  if (spawnSync(codec, ['--version']).error !== undefined) {
    describe(`compressor ${codec}`, () => {
      it('round trip', { skip: `NOT TESTED: the ${codec} command is not installed` });
    });
    continue;
  }
  for (const level of codec === 'gzip' ? [6] : [1, 9]) {
    describeCompressor({
      compression: { codec, level },
      decode: async (encoded) => await decodeWith(codec, encoded),
      endIsMarked: true,
    });
  }
}
