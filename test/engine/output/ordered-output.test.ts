// Sections filled in any order leave in the order they were opened, whoever is slow; what
// waits takes no more memory than allowed; a failed stream does not look whole.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { OrderedOutput } from '../../../src/engine/output/ordered-output.js';
import type { DumpFacts } from '../../../src/model/manifest.js';
import type { LastWriter, OpenSlot, SlotWriter } from '../../../src/model/sink.js';
import { Spool } from '../../../src/storage/local/spool.js';
import { failAt, MemorySink } from '../../codec/memory-sink.js';

const STORED = { frames: [], sha256: '' };
const IDLE: SlotWriter = { spoil: async () => false };
const FACTS: DumpFacts = {
  tool: '0',
  startedAt: '',
  server: { flavor: 'mysql', version: '9', hostname: 'h', id: 'i' },
  consistency: 'none',
  coordinates: {
    binlog: undefined,
    gtidExecuted: undefined,
    gtidBinlogPos: undefined,
    gtidSlavePos: undefined,
    replica: [],
  },
  codec: 'none',
};
const PATIENT = new AbortController().signal;

/** Writes `text` where it is asked to spoil. */
function spoiler(text: string): SlotWriter {
  return {
    spoil: async (slot) => {
      await slot.write(bytesOf(text), () => undefined);
      return true;
    },
  };
}

/** Has the last word where no section takes it. */
function lastWord(text: string): LastWriter {
  return { fail: async (slot) => await slot.write(bytesOf(text), () => undefined) };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text));
}

/** A few turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('ordered output', () => {
  const section = fc.record({
    chunks: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
    delay: fc.nat(5),
  });

  it('gives back any sections in their order, with or without a spool', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tsdump-spool-'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(section, { maxLength: 12 }),
        fc.constantFrom(0, 100, 1000, 1_000_000),
        fc.boolean(),
        async (sections, bufferBytes, spools) => {
          const sink = new MemorySink();
          sink.onWrite = () => turns(2);
          const spool = spools ? new Spool(directory) : undefined;
          const output = new OrderedOutput(sink, { bufferBytes, spool, indexed: false });
          const expected: Buffer[] = [];
          const filled = sections.map(async ({ chunks, delay }, index) => {
            const slot = output.open({ kind: 'rows', chunk: index }, IDLE);
            for (const size of chunks) expected.push(Buffer.alloc(size, index + 1));
            await turns(delay);
            for (const size of chunks) {
              await slot.write(new Uint8Array(size).fill(index + 1), () => undefined);
              await turns(delay);
            }
            slot.end(STORED, 0);
          });
          await Promise.all(filled);
          await output.commit(undefined);
          assert.ok(sink.bytes.equals(Buffer.concat(expected)), 'the bytes differ');
          assert.equal(output.writtenBytes, sink.bytes.length);
        },
      ),
      { numRuns: 60 },
    );
    assert.deepEqual(readdirSync(directory), [], 'the spool left files behind');
  });

  it('gives each piece of memory back once, when it is written', async () => {
    const sink = new MemorySink();
    const output = new OrderedOutput(sink, { bufferBytes: 1e6, spool: undefined, indexed: false });
    const front = output.open({ kind: 'rows' }, IDLE);
    const behind = output.open({ kind: 'rows' }, IDLE);
    const freed = new Array<string>();
    await behind.write(bytesOf('behind'), () => freed.push('behind'));
    assert.equal(freed.length, 0);
    await front.write(bytesOf('front'), () => freed.push('front'));
    behind.end(STORED, 0);
    front.end(STORED, 0);
    await output.commit(undefined);
    assert.deepEqual(freed, ['front', 'behind']);
  });

  it('makes writers behind the front one wait when the buffer is full', async () => {
    const sink = new MemorySink();
    const output = new OrderedOutput(sink, { bufferBytes: 1000, spool: undefined, indexed: false });
    const front = output.open({ kind: 'rows' }, IDLE);
    const behind = output.open({ kind: 'rows' }, IDLE);
    let taken = 0;
    const filling = (async () => {
      for (let index = 0; index < 10; index++) {
        await behind.write(new Uint8Array(400), () => undefined);
        taken++;
      }
      behind.end(STORED, 0);
    })();
    await turns(50);
    assert.equal(taken, 2);
    // The front one still goes through.
    for (let index = 0; index < 10; index++) {
      await front.write(new Uint8Array(400), () => undefined);
    }
    assert.equal(taken, 2);
    front.end(STORED, 0);
    await filling;
    await output.commit(undefined);
    assert.equal(sink.bytes.length, 8000);
  });

  for (const bufferBytes of [0, 1000])
    it(`with a spool and ${bufferBytes} bytes nobody waits for a sink that stands still`, async () => {
      const sink = new MemorySink();
      let goOn!: () => void;
      const standing = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      sink.onWrite = () => standing;
      const spool = new Spool(mkdtempSync(join(tmpdir(), 'tsdump-spool-')));
      const output = new OrderedOutput(sink, { bufferBytes, spool, indexed: false });
      const slots = [0, 1, 2].map(() => output.open({ kind: 'rows' }, IDLE));
      for (const [index, slot] of slots.entries()) {
        for (let turn = 0; turn < 20; turn++) {
          await slot.write(new Uint8Array(500).fill(index), () => undefined);
        }
        slot.end(STORED, 0);
      }
      assert.equal(sink.bytes.length, 0);
      goOn();
      await output.commit(undefined);
      const expected = [0, 1, 2].map((index) => Buffer.alloc(10_000, index));
      assert.ok(sink.bytes.equals(Buffer.concat(expected)));
    });

  it('tells every writer of a failed write', async () => {
    const sink = new MemorySink();
    sink.onWrite = failAt(1);
    const output = new OrderedOutput(sink, { bufferBytes: 0, spool: undefined, indexed: false });
    const front = output.open({ kind: 'rows' }, IDLE);
    const behind = output.open({ kind: 'rows' }, IDLE);
    const waits = behind.write(new Uint8Array(10), () => undefined);
    await front.write(new Uint8Array(10), () => undefined);
    await assert.rejects(
      front.write(new Uint8Array(10), () => undefined),
      { code: 'write-failed' },
    );
    await assert.rejects(waits, { code: 'write-failed' });
    front.end(STORED, 0);
    behind.end(STORED, 0);
    await assert.rejects(output.commit(undefined), { code: 'write-failed' });
    await output.abort(lastWord('never seen'), PATIENT);
    assert.equal(sink.bytes.length, 10);
  });

  it('is spoilt by whoever fills the front section, and the rest is dropped', async () => {
    const sink = new MemorySink();
    const output = new OrderedOutput(sink, { bufferBytes: 1e6, spool: undefined, indexed: false });
    const done = output.open({ kind: 'table' }, IDLE);
    await done.write(bytesOf('CREATE;'), () => undefined);
    done.end(STORED, 0);
    const front = output.open({ kind: 'rows' }, spoiler('POISON'));
    const behind = output.open({ kind: 'rows' }, spoiler('wrong place'));
    await behind.write(bytesOf('behind'), () => undefined);
    await front.write(bytesOf('INSERT'), () => undefined);
    await output.abort(lastWord('wrong writer'), PATIENT);
    assert.equal(sink.bytes.toString(), 'CREATE;INSERTPOISON');
  });

  it('is spoilt between sections where the front one has not begun', async () => {
    const sink = new MemorySink();
    const output = new OrderedOutput(sink, { bufferBytes: 1e6, spool: undefined, indexed: false });
    const done = output.open({ kind: 'table' }, IDLE);
    await done.write(bytesOf('CREATE;'), () => undefined);
    done.end(STORED, 0);
    output.open({ kind: 'rows' }, spoiler('it has nothing to spoil'));
    await output.abort(lastWord('POISON'), PATIENT);
    assert.equal(sink.bytes.toString(), 'CREATE;POISON');
  });

  for (const endsFirst of [true, false])
    it(`has the mark where the front section ended while its writer was asked (${endsFirst ? 'known' : 'not known yet'})`, async () => {
      const sink = new MemorySink();
      const options = { bufferBytes: 1e6, spool: undefined, indexed: false };
      const output = new OrderedOutput(sink, options);
      const front = output.open(
        { kind: 'rows' },
        {
          spoil: () => {
            if (endsFirst) front.end(STORED, 0);
            // Whoever is free takes what comes next.
            output.open({ kind: 'rows' }, IDLE);
            return Promise.resolve(false);
          },
        },
      );
      await front.write(bytesOf('INSERT;'), () => undefined);
      await output.abort(lastWord('POISON'), PATIENT);
      assert.equal(sink.bytes.toString(), 'INSERT;POISON');
    });

  it('never becomes whole once it is given up', async () => {
    const sink = new MemorySink();
    const output = new OrderedOutput(sink, { bufferBytes: 1e6, spool: undefined, indexed: true });
    const done = output.open({ kind: 'table' }, IDLE);
    await done.write(bytesOf('CREATE;'), () => undefined);
    const aborting = output.abort(lastWord('POISON'), PATIENT);
    done.end(STORED, 0);
    // Nor is there an index behind the mark.
    await assert.rejects(output.commit(FACTS), { code: 'write-failed' });
    await aborting;
    assert.equal(sink.bytes.toString(), 'CREATE;POISON');
  });

  it('waits with the mark for a reader that stands still', async () => {
    const sink = new MemorySink();
    let goOn!: () => void;
    const standing = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    sink.onWrite = () => standing;
    const output = new OrderedOutput(sink, { bufferBytes: 0, spool: undefined, indexed: false });
    const front = output.open({ kind: 'rows' }, spoiler('POISON'));
    const writing = front.write(bytesOf('INSERT'), () => undefined);
    const aborting = output.abort(lastWord('wrong writer'), PATIENT);
    await turns(50);
    goOn();
    await Promise.all([aborting, writing]);
    assert.equal(sink.bytes.toString(), 'INSERTPOISON');
  });

  it('is not spoilt once all of it is in the sink: the file may be there under its name', async () => {
    const sink = new MemorySink();
    let finish!: () => void;
    const committed = new Promise<void>((resolve) => {
      finish = resolve;
    });
    sink.commit = () => committed;
    const output = new OrderedOutput(sink, { bufferBytes: 1e6, spool: undefined, indexed: false });
    const done = output.open({ kind: 'table' }, IDLE);
    await done.write(bytesOf('CREATE;'), () => undefined);
    done.end(STORED, 0);
    const committing = output.commit(undefined);
    await turns(3);
    await output.abort(lastWord('POISON'), PATIENT);
    finish();
    await committing;
    assert.equal(sink.bytes.toString(), 'CREATE;');
  });

  it('refuses to be committed with a section that was never ended', async () => {
    const output = new OrderedOutput(new MemorySink(), {
      bufferBytes: 0,
      spool: undefined,
      indexed: false,
    });
    const slot: OpenSlot = output.open({ kind: 'rows' }, IDLE);
    await slot.write(bytesOf('x'), () => undefined);
    await assert.rejects(output.commit(undefined), { code: 'bug' });
  });
});

describe('spool', () => {
  it('refuses a directory it cannot use', () => {
    assert.throws(() => new Spool('/nonexistent/spool'), { code: 'sink-refused' });
    assert.throws(() => new Spool('/dev/null'), { code: 'sink-refused' });
  });
});
