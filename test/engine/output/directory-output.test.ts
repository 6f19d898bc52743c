// Files filled in any order, at the same time: each has its sections in the order they were
// opened, the manifest names them all and comes last, and a failure takes everything away.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { openDirectory } from '../../../src/archive/open-directory.js';
import { toDumpFile, toPartName, toRowsName } from '../../../src/encode/text/dump-file-name.js';
import { DirectoryOutput } from '../../../src/engine/output/directory-output.js';
import type { DumpFacts } from '../../../src/model/manifest.js';
import type { OpenSlot, SlotWriter } from '../../../src/model/sink.js';
import { DumpDirectory } from '../../../src/storage/local/dump-directory.js';
import { makeTemporaryFolder } from '../../support/child-process.js';

const IDLE: SlotWriter = { spoil: () => Promise.resolve(false) };
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

const folder = makeTemporaryFolder('directory-output');
let count = 0;

function nextPath(): string {
  return join(folder, String(++count));
}

async function fill(slot: OpenSlot, text: string): Promise<void> {
  const bytes = Uint8Array.from(Buffer.from(text));
  await slot.write(bytes, () => undefined);
  const sha256 = createHash('sha256').update(text).digest('hex');
  slot.end({ frames: [{ sqlBytes: text.length, storedBytes: text.length }], sha256 }, 0);
}

async function turns(turnCount: number): Promise<void> {
  for (let turn = 0; turn < turnCount; turn++) await new Promise(setImmediate);
}

describe('directory output', () => {
  it('gives any sections to their files, and a manifest that is true', async () => {
    const files = fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(files, async (delays) => {
        const path = nextPath();
        const output = new DirectoryOutput(DumpDirectory.open(path));
        const filled = delays.flatMap((sections, index) =>
          sections.map(async (delay, at) => {
            const kind = at === sections.length - 1 ? 'epilogue' : 'table';
            const slot = output.open({ kind, file: `f${index}` }, IDLE);
            await turns(delay);
            await fill(slot, `${index}.${at};\n`);
          }),
        );
        await Promise.all(filled);
        assert.ok(!existsSync(join(path, 'manifest.json')));
        await output.commit(FACTS);
        const expected = delays.map((sections, index) =>
          sections.map((_, at) => `${index}.${at};\n`).join(''),
        );
        expected.forEach((text, index) =>
          assert.equal(readFileSync(join(path, `f${index}`), 'utf8'), text),
        );
        const names = readdirSync(path);
        assert.equal(names.length, delays.length + 1);
        let bytes = 0;
        for (const name of names) {
          const { mode, size } = statSync(join(path, name));
          assert.equal(mode & 0o777, 0o600);
          bytes += size;
        }
        assert.equal(output.writtenBytes, bytes);
        const dump = await openDirectory(path);
        const read: string[] = [];
        for (const section of dump.manifest.sections)
          for await (const sql of dump.readSection(section)) read.push(String(Buffer.from(sql)));
        assert.equal(read.join(''), expected.join(''));
        await dump.close();
      }),
      { numRuns: 30 },
    );
  });

  it('is not committed while a file has no end', async () => {
    const path = nextPath();
    const output = new DirectoryOutput(DumpDirectory.open(path));
    await fill(output.open({ kind: 'table', file: 'a' }, IDLE), 'x');
    await assert.rejects(output.commit(FACTS), { code: 'bug' });
    await output.abort();
    assert.equal(existsSync(path), false);
  });

  it('leaves nothing of a dump that was given up, whatever is under way', async () => {
    const path = nextPath();
    mkdirSync(path);
    const output = new DirectoryOutput(DumpDirectory.open(path));
    await fill(output.open({ kind: 'epilogue', file: 'whole' }, IDLE), 'x');
    const slot = output.open({ kind: 'rows', file: 'half' }, IDLE);
    await slot.write(new Uint8Array(10), () => undefined);
    await output.abort();
    assert.deepEqual(readdirSync(path), [], 'the directory was there, its files are gone');
    await assert.rejects(
      slot.write(new Uint8Array(1), () => undefined),
      { code: 'write-failed' },
    );
    assert.throws(() => output.open({ kind: 'rows', file: 'late' }, IDLE), {
      code: 'write-failed',
    });
  });

  it('a manifest that cannot be made is a dump that failed, not one that was refused', async () => {
    const path = nextPath();
    const output = new DirectoryOutput(DumpDirectory.open(path));
    mkdirSync(join(path, 'manifest.json'));
    await assert.rejects(output.commit(FACTS), { code: 'write-failed' });
    await output.abort();
  });

  it('keeps a dump that is complete', async () => {
    const path = nextPath();
    const output = new DirectoryOutput(DumpDirectory.open(path));
    await fill(output.open({ kind: 'epilogue', file: 'a' }, IDLE), 'x');
    await output.commit(FACTS);
    await output.abort();
    assert.deepEqual(readdirSync(path).sort(), ['a', 'manifest.json']);
  });

  it('never writes over what is there', async () => {
    const path = nextPath();
    const directory = DumpDirectory.open(path);
    writeFileSync(join(path, 'a'), 'mine');
    const output = new DirectoryOutput(directory);
    assert.throws(() => output.open({ kind: 'rows', file: 'a' }, IDLE), { code: 'write-failed' });
    await output.abort();
    assert.equal(readFileSync(join(path, 'a'), 'utf8'), 'mine');
    assert.throws(() => DumpDirectory.open(path), { code: 'sink-refused' });
  });
});

describe('names of files', () => {
  it('are safe and told apart, whatever the objects are called', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }),
      fc.constantFrom('..', '../x', 'a', 'A', 'a.b', 'nul', 'x\0y', '\u6f22'.repeat(64)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name)), (objects) => {
        const taken = new Set<string>();
        const files = objects.flatMap(([schema, table]) => [
          toDumpFile(toRowsName(schema, table, 12), 'gzip', taken),
          toDumpFile(toPartName(schema, 'definitions'), 'zstd', taken),
        ]);
        for (const file of files) assert.match(file, /^[\w@][\w@.~-]{0,254}$/);
        assert.equal(new Set(files.map((file) => file.toLowerCase())).size, files.length);
      }),
    );
  });

  it('are readable', () => {
    const taken = new Set<string>();
    assert.equal(
      toDumpFile(toRowsName('shop', 'orders', 3), 'zstd', taken),
      'shop.orders.00003.sql.zst',
    );
    assert.equal(
      toDumpFile(toRowsName('Shop', 'orders', 3), 'zstd', taken),
      'Shop.orders.00003-2.sql.zst',
    );
    assert.equal(
      toDumpFile(toPartName(undefined, 'replication'), 'none', taken),
      'replication.sql',
    );
  });
});
