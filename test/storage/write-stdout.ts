// A program of its own for stdout-sink.test.ts: writes a pattern to standard output
// through openFdSink(), four writes at a time, and says on standard error how that went.
//   write-stdout.js BYTES [exit | abort]   (before the writes are done)

import { toTsdumpError } from '../../src/base/errors.js';
import { openFdSink } from '../../src/storage/local/stdout-sink.js';
import { buildPattern } from './pattern.js';

const WRITE_BYTES = 1024 * 1024;

const [bytes = '0', ending] = process.argv.slice(2);

async function writeAll(): Promise<void> {
  const pattern = buildPattern(Number(bytes));
  const sink = await openFdSink();
  let rounds: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < pattern.byteLength; from += 4 * WRITE_BYTES) {
    const parts = [0, 1, 2, 3].map((i) => from + i * WRITE_BYTES);
    rounds = Promise.all(
      parts.map(async (at) => await sink.write(pattern.subarray(at, at + WRITE_BYTES))),
    );
    if (ending === undefined) await rounds;
  }
  if (ending === 'exit') process.exit(7);
  if (ending === 'abort') await Promise.all([sink.abort(), rounds]);
  await sink.commit();
}

try {
  await writeAll();
  process.stderr.write('committed\n');
} catch (error) {
  const { code, message } = toTsdumpError(error);
  process.stderr.write(`${code}: ${message}\n`);
  process.exitCode = 20;
}
