// A stream that is given up at any moment, with sections of this thread and of others in
// any state, be they just ending: it is unfinished and ends with the failure mark.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { openCompressor } from '../../src/codec/open-compressor.js';
import { OrderedOutput } from '../../src/engine/output/ordered-output.js';
import { SectionWriter } from '../../src/engine/rows/section-writer.js';
import { SqlWriter } from '../../src/engine/rows/sql-writer.js';
import type { Compression } from '../../src/model/options.js';
import type { OpenSlot, Slot, SlotWriter } from '../../src/model/sink.js';
import { MemorySink } from '../codec/memory-sink.js';

const POISON = '\n;POISON';
const HURRY = new AbortController().signal;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** Between two threads: what is said arrives later, in order. */
class Channel {
  #last: Promise<void> = Promise.resolve();
  readonly #delay: number;

  constructor(delay: number) {
    this.#delay = delay;
  }

  say(what: () => void): void {
    this.#last = this.#last.then(async () => {
      await turns(this.#delay);
      what();
    });
  }
}

/** Writes sections on the other side of two channels, as a lane does. */
class FarWriter implements SlotWriter, Slot {
  readonly #here: Channel;
  readonly #there: Channel;
  readonly #writer: SqlWriter;
  #slot: OpenSlot | undefined;

  constructor(compression: Compression, delay: number) {
    this.#here = new Channel(delay);
    this.#there = new Channel(delay);
    this.#writer = new SqlWriter(openCompressor({ compression, hashes: false, inline: true }));
  }

  async write(bytes: Uint8Array<ArrayBuffer>, done: (memory: ArrayBuffer) => void): Promise<void> {
    await new Promise<void>((taken) => {
      this.#here.say(() => {
        const free = (memory: ArrayBuffer): void => this.#there.say(() => done(memory));
        this.#slot?.write(bytes, free).then(
          () => this.#there.say(taken),
          () => undefined,
        );
      });
    });
  }

  async section(slot: OpenSlot, pieces: readonly number[]): Promise<void> {
    this.#slot = slot;
    const stored = await new Promise<Parameters<OpenSlot['end']>[0]>((resolve, reject) => {
      this.#there.say(() => {
        this.#write(pieces).then(
          (ended) => this.#here.say(() => resolve(ended)),
          (error: Error) => this.#here.say(() => reject(error)),
        );
      });
    });
    this.#slot = undefined;
    slot.end(stored, 0);
  }

  async #write(pieces: readonly number[]): ReturnType<SqlWriter['end']> {
    this.#writer.begin(this);
    await writePieces(this.#writer, pieces);
    return await this.#writer.end();
  }

  async spoil(): Promise<boolean> {
    return await new Promise((resolve) => {
      this.#there.say(() => {
        const spoilt = this.#writer.spoil(Uint8Array.from(Buffer.from(POISON)), this);
        void spoilt.then((isSpoilt) => this.#here.say(() => resolve(isSpoilt)));
      });
    });
  }
}

/** Each piece is handed over by itself. */
async function writePieces(writer: SqlWriter, pieces: readonly number[]): Promise<void> {
  for (const bytes of pieces) {
    await writer.write(Buffer.alloc(bytes, 'x'));
    await writer.flush(0);
  }
}

interface Trial {
  /** Which writer writes it, 0 for this thread, and the bytes of its pieces. */
  readonly sections: readonly { readonly by: number; readonly pieces: readonly number[] }[];
  readonly delay: number;
  readonly sinkDelay: number;
  readonly givenUpAfter: number;
  /** It is in the middle of an end, not anywhere. */
  readonly bufferBytes: number;
}

async function giveUp(compression: Compression, trial: Trial): Promise<[Buffer, boolean]> {
  const sink = new MemorySink();
  sink.onWrite = async () => await turns(trial.sinkDelay);
  const { bufferBytes } = trial;
  const output = new OrderedOutput(sink, { bufferBytes, spool: undefined, indexed: false });
  const compressor = openCompressor({ compression, hashes: false, inline: true });
  const near = new SectionWriter(compressor, output, Buffer.from(POISON), false);
  const far = [1, 2].map(() => new FarWriter(compression, trial.delay));
  const busy = far.map(() => Promise.resolve());
  const dumping = (async () => {
    for (const { by, pieces } of trial.sections) {
      if (by === 0) {
        near.begin({ kind: 'table' });
        await writePieces(near.writer, pieces);
        await near.end(0);
      } else {
        await busy[by - 1];
        const writer = far[by - 1] as FarWriter;
        busy[by - 1] = writer.section(output.open({ kind: 'rows' }, writer), pieces);
        busy[by - 1]?.catch(() => undefined);
      }
    }
    await Promise.all(busy);
    await near.finish();
    await output.commit(undefined);
    return true;
  })().catch(() => false);
  await turns(trial.givenUpAfter);
  await output.abort(near, HURRY);
  await near.close();
  const isWhole = await Promise.race([dumping, turns(3).then(() => false)]);
  return [sink.bytes, isWhole];
}

const DECODERS = { none: undefined, gzip: 'gzip', zstd: 'zstd' };
const TRIALS = Number(process.env['TSDUMP_TRIALS'] ?? 30);

describe('a stream that is given up', { concurrency: true }, () => {
  const section = fc.record({
    by: fc.constantFrom(0, 1, 1, 2, 2),
    pieces: fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 3 }),
  });
  const trial = fc.record<Trial>({
    sections: fc.array(section, { minLength: 1, maxLength: 8 }),
    delay: fc.nat(2),
    sinkDelay: fc.nat(3),
    givenUpAfter: fc.nat(60),
    bufferBytes: fc.constantFrom(0, 100, 1_000_000),
  });

  for (const compression of [
    { codec: 'none' },
    { codec: 'gzip', level: 1 },
    { codec: 'zstd', level: 1 },
  ] as const) {
    it(`ends with the mark, unfinished: ${compression.codec}`, async () => {
      await fc.assert(
        fc.asyncProperty(trial, async (given) => {
          const [bytes, isWhole] = await giveUp(compression, given);
          const decoder = DECODERS[compression.codec];
          if (decoder === undefined) {
            assert.equal(bytes.toString().endsWith(POISON), !isWhole);
            assert.equal(bytes.includes(POISON), !isWhole);
            return;
          }
          const { stdout, status } = spawnSync(decoder, ['-dc'], { input: bytes });
          assert.equal(stdout.toString().endsWith(POISON), !isWhole, 'the mark');
          assert.equal(status === 0, isWhole, 'the decoder');
        }),
        { numRuns: TRIALS },
      );
    });
  }
});
