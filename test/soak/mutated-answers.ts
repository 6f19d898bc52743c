// Bytes of answers, changed anywhere behind the login, thousands of times: dumps in this very
// process, since the start of one is what takes longest otherwise.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../fixtures/generator/random.js';
import { dump } from '../../src/app/dump/dump.js';
import { untilAborted } from '../../src/base/clock.js';
import { TsdumpError } from '../../src/base/errors.js';
import { resolveOptions } from '../../src/cli/argv/resolve-options.js';
import { readSurroundings } from '../../src/options/resolve/environment.js';
import { buildDumpArgs, type Ended, examineEnded } from './hostile-answers.js';
import type { HostileBed } from './hostile-bed.js';
import { type Lie, LyingServer } from './lying-server.js';
import type { Score } from './part.js';

/** A server that falls silent inside a packet is waited for, as a slow one is: then we interrupt. */
const PATIENCE_MS = 1_500;
/** That must have helped by then. */
const HANGS_MS = 60_000;

/** Each dump has one byte changed, dropped, doubled, or made to claim another length. */
export async function tryMutatedAnswers(
  bed: HostileBed,
  random: Random,
  count: number,
  score: Score,
): Promise<void> {
  const file = join(bed.nextOutput(), 'mutated.sql');
  let total = 0;
  const measuring = (chunk: Buffer, offset: number): Buffer => {
    total = Math.max(total, offset + chunk.length);
    return chunk;
  };
  const truthful = await dumpHere(bed, { bytes: measuring }, file);
  if (truthful.code !== 0) throw new Error(`the truth: ${truthful.code}: ${truthful.stderr}`);
  const truth = readFileSync(file);
  rmSync(file);
  for (let trial = 0; trial < count; trial++) {
    const at = random.int(0, total - 1);
    const how = random.int(0, 4);
    const byte = random.int(0, 255);
    const bytes = (chunk: Buffer, offset: number): Buffer => {
      const place = at - offset;
      if (place < 0 || place >= chunk.length) return chunk;
      return mutate(chunk, place, how, byte);
    };
    const ended = await dumpHere(bed, { bytes }, file);
    // A bit of a value is a value too: only what is done with it counts.
    const complaints = await examineEnded(bed, ended, file, truth);
    score.count('bytes of answers changed', `at ${at}, way ${how}, byte ${byte}`, complaints);
  }
}

async function dumpHere(bed: HostileBed, lie: Lie, file: string): Promise<Ended> {
  const liar = await LyingServer.start(bed.source, lie);
  const ending = new AbortController();
  const interruption = new TsdumpError('terminated', 'interrupted');
  const patience = setTimeout(() => ending.abort(interruption), PATIENCE_MS);
  try {
    const resolved = resolveOptions(buildDumpArgs(bed, liar, file), readSurroundings());
    if (resolved.command !== 'dump') throw new TypeError('these arguments are a dump');
    const running = describeEnd(dump(resolved.options, () => undefined, ending.signal));
    const late = AbortSignal.timeout(HANGS_MS);
    const ended = await untilAborted(running, late).catch(() => undefined);
    return {
      code: ended?.code ?? null,
      stderr: ended?.text ?? '',
      heard: liar.heard,
      peakBytes: 0,
      waited: ending.signal.aborted,
      hung: ended === undefined,
    };
  } finally {
    clearTimeout(patience);
    await liar.close();
  }
}

/** As the process would have ended; the text without what terminals obey, which is not asked here. */
async function describeEnd(
  running: Promise<unknown>,
): Promise<{ readonly code: number; readonly text: string }> {
  try {
    await running;
    return { code: 0, text: '' };
  } catch (error) {
    const code = error instanceof TsdumpError ? error.exitCode : 1;
    return { code, text: JSON.stringify(String(error)) };
  }
}

function mutate(chunk: Buffer, at: number, how: number, byte: number): Buffer {
  const before = chunk.subarray(0, at);
  const after = chunk.subarray(at + 1);
  const old = chunk[at] ?? 0;
  switch (how) {
    case 0:
      return Buffer.concat([before, Buffer.from([old ^ (1 << (byte & 7))]), after]);
    case 1:
      return Buffer.concat([before, Buffer.from([byte]), after]);
    case 2:
      return Buffer.concat([before, after]);
    case 3:
      return Buffer.concat([before, Buffer.from([old, byte]), after]);
    default:
      return Buffer.concat([
        before,
        Buffer.from([[0xfb, 0xfc, 0xfd, 0xfe, 0xff][byte % 5] ?? 0]),
        after,
      ]);
  }
}
