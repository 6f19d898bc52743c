// A dump in one file: what standard tools make of it, what of it we tell when it is cut off
// or altered, and that it comes back as it was.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { verifyDump } from '../../src/app/inspect/verify-dump.js';
import { buildArchiveTail } from '../../src/archive/archive-tail.js';
import { openDump } from '../../src/archive/open-dump.js';
import { TsdumpError } from '../../src/base/errors.js';
import type { Manifest } from '../../src/model/manifest.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { type BuiltDump, buildDump, type GivenSection, SHOP } from './build-dump.js';

const NEVER = new AbortController().signal;
const path = join(makeTemporaryFolder('archive'), 'dump.sql.zst');

let shop: BuiltDump;

before(async () => {
  shop = await buildDump(SHOP);
});

async function verify(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes);
  return await verifyFile();
}

/** `whole`, or the code of the error. */
async function verifyFile(): Promise<string> {
  try {
    await verifyDump(path, () => undefined, NEVER);
    return 'whole';
  } catch (error) {
    if (error instanceof TsdumpError) return error.code;
    throw error;
  }
}

async function refusal(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes);
  let message = '';
  await assert.rejects(openDump(path), (error: TsdumpError) => {
    assert.equal(error.code, 'dump-unreadable');
    message = error.message.replace(JSON.stringify(path), 'FILE');
    return true;
  });
  return message;
}

async function readAll(): Promise<Buffer> {
  const dump = await openDump(path);
  const pieces: Buffer[] = [];
  for (const section of dump.manifest.sections)
    for await (const piece of dump.readSection(section)) pieces.push(Buffer.from(piece));
  await dump.close();
  return Buffer.concat(pieces);
}

describe('standard tools', () => {
  for (const tool of ['zstd', 'pzstd']) {
    test(`${tool} decodes the SQL and nothing else`, async (t) => {
      const run = await runProgram(tool, ['-dc'], { input: shop.archive }).catch(() => undefined);
      if (run === undefined) return t.skip(`NOT TESTED: ${tool} is not installed`);
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(run.stdout, shop.sql);
    });
  }

  test('the seek table leads to every frame, as its specification says', () => {
    const bytes = shop.archive;
    const footer = bytes.length - 9;
    assert.equal(bytes.readUInt32LE(footer + 5), 0x8f92eab1);
    assert.equal(bytes.readUInt8(footer + 4), 0);
    const count = bytes.readUInt32LE(footer);
    const table = footer - 8 * count - 8;
    assert.equal(bytes.readUInt32LE(table), 0x184d2a5e);
    assert.equal(bytes.readUInt32LE(table + 4), bytes.length - table - 8);
    const frames = shop.manifest.sections.flatMap((section) => section.frames);
    assert.equal(count, frames.length + 1);
    let offset = 0;
    for (let frame = 0; frame < count; frame++) {
      const magic = bytes.readUInt32LE(offset);
      const entry = table + 8 + 8 * frame;
      if (frame === count - 1) {
        assert.equal(magic & 0xfffffff0, 0x184d2a50);
        assert.equal(bytes.readUInt32LE(entry + 4), 0);
      } else {
        assert.equal(magic, 0xfd2fb528);
        assert.equal(bytes.readUInt32LE(entry + 4), frames[frame]?.sqlBytes);
      }
      offset += bytes.readUInt32LE(entry);
    }
    assert.equal(offset, table);
  });
});

describe('a whole dump', () => {
  test('is whole, and all of it is there', async () => {
    assert.equal(await verify(shop.archive), 'whole');
    assert.deepEqual(await readAll(), shop.sql);
  });

  test('has the manifest that was written', async () => {
    writeFileSync(path, shop.archive);
    const dump = await openDump(path);
    await dump.close();
    assert.deepEqual(dump.manifest, JSON.parse(JSON.stringify(shop.manifest)));
  });

  test('without any section is whole, too', async () => {
    assert.equal(await verify((await buildDump([])).archive), 'whole');
  });

  test('of any sections and frames comes back', async () => {
    const text = fc.uint8Array({ maxLength: 300 });
    const name = fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: undefined });
    const section = fc.record({
      kind: fc.constantFrom('table', 'triggers', 'epilogue'),
      schema: name,
      name,
      sql: fc.array(text, { maxLength: 3 }),
    });
    const any = fc.array(section, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(any, async (sections: GivenSection[]) => {
        const { archive, sql } = await buildDump(sections);
        assert.equal(await verify(archive), 'whole');
        assert.deepEqual(await readAll(), sql);
      }),
      { numRuns: 20 },
    );
  });

  test('of a large frame is read in pieces', async () => {
    const text = Buffer.alloc(5_000_000, 'abcdefghij');
    for (let at = 0; at < text.length; at += 7) text[at] = (at * 2654435761) >>> 24;
    const { archive } = await buildDump([{ kind: 'table', sql: [text, text] }]);
    writeFileSync(path, archive);
    const dump = await openDump(path);
    const [section] = dump.manifest.sections;
    assert.ok(section !== undefined);
    let largest = 0;
    const hash = createHash('sha256');
    for await (const piece of dump.readSection(section)) {
      largest = Math.max(largest, piece.byteLength);
      hash.update(piece);
    }
    await dump.close();
    assert.ok(largest <= 1024 * 1024);
    const wanted = createHash('sha256').update(text).update(text).digest('hex');
    assert.equal(hash.digest('hex'), wanted);
  });

  test('of 100,000 tables opens, from an index of a few megabytes', async () => {
    const sections = Array.from({ length: 300_000 }, (_each, at) => ({
      kind: ['table', 'rows', 'triggers'][at % 3] ?? '',
      schema: 'shop',
      name: `table_${Math.floor(at / 3)}`,
      rows: at,
      frames: [{ sqlBytes: 0, storedBytes: 0 }],
      sha256: createHash('sha256').update(String(at)).digest('hex'),
    }));
    const manifest: Manifest = { ...shop.manifest, sections };
    const tail = buildArchiveTail(manifest);
    assert.ok(tail.byteLength < 20_000_000, String(tail.byteLength));
    writeFileSync(path, tail);
    const dump = await openDump(path);
    await dump.close();
    assert.equal(dump.manifest.sections.length, 300_000);
  });
});

describe('a dump that is cut off', () => {
  test('at any byte is told before anything is decoded', async () => {
    writeFileSync(path, shop.archive);
    for (let length = shop.archive.length - 1; length >= 0; length--) {
      truncateSync(path, length);
      await assert.rejects(openDump(path), (error: TsdumpError) => {
        assert.equal(error.code, 'dump-unreadable', `${length}: ${error.message}`);
        return true;
      });
    }
  });

  test('is one sentence', async () => {
    const half = shop.archive.subarray(0, shop.archive.length / 2);
    assert.equal(await refusal(half), 'FILE is cut off, or was written without index');
    assert.equal(await refusal(Buffer.alloc(0)), 'FILE is empty');
  });

  test('at its start is told, too', async () => {
    for (const cut of [1, 4, 100])
      assert.match(await refusal(shop.archive.subarray(cut)), /^the index of FILE is damaged: /);
  });

  test('and grown again is told', async () => {
    assert.match(
      await refusal(Buffer.concat([shop.archive, Buffer.from('x')])),
      /^FILE is cut off/,
    );
    const twice = Buffer.concat([shop.archive, shop.archive]);
    assert.match(await refusal(twice), /^the index of FILE is damaged: /);
  });
});

/** The dump with an index that says something else of its section `at`. */
function claim(at: number, what: object): Buffer {
  const sections = shop.manifest.sections.map((section, index) =>
    index === at ? { ...section, ...what } : section,
  );
  return Buffer.concat([...shop.stored, buildArchiveTail({ ...shop.manifest, sections })]);
}

describe('a dump that was altered', () => {
  test('in a bit of any byte is told', async () => {
    const bytes = Buffer.from(shop.archive);
    for (let at = 0; at < bytes.length; at++) {
      const bit = 1 << (at % 8);
      bytes[at] = (bytes[at] as number) ^ bit;
      assert.match(await verify(bytes), /^dump-(?:damaged|unreadable)$/, `byte ${at}`);
      bytes[at] = (bytes[at] as number) ^ bit;
    }
  });

  test('every damaged section is told, once each, and the others are fine', async () => {
    const bytes = Buffer.from(shop.archive);
    bytes[20] = (bytes[20] as number) ^ 1;
    const lengths = shop.stored.map(({ length }) => length);
    const rows = lengths.slice(0, 4).reduce((sum, length) => sum + length, 0);
    bytes[rows + 30] = (bytes[rows + 30] as number) ^ 1;
    writeFileSync(path, bytes);
    const told: string[] = [];
    await assert.rejects(
      verifyDump(path, (event) => event.type === 'warning' && told.push(event.message), NEVER),
      /^TsdumpError: 2 of 17 sections of /,
    );
    assert.match(told[0] ?? '', /^prologue in ".*" is damaged: /);
    assert.match(told[1] ?? '', /^rows 0 of shop.orders in ".*" is damaged: /);
    assert.equal(told.length, 2);
  });

  test('in its counts, lengths or hashes is told', async () => {
    const [frame] = shop.manifest.sections[3]?.frames ?? [];
    assert.ok(frame !== undefined);
    const { sqlBytes, storedBytes } = frame;
    assert.equal(await verify(claim(3, {})), 'whole');
    assert.equal(await verify(claim(3, { rows: 1 })), 'dump-damaged');
    assert.equal(await verify(claim(4, { rows: 5 })), 'dump-damaged');
    assert.equal(await verify(claim(3, { sha256: 'f'.repeat(64) })), 'dump-damaged');
    for (const by of [-1, 1, 1000]) {
      const longer = [{ sqlBytes: sqlBytes + by, storedBytes }];
      assert.equal(await verify(claim(3, { frames: longer })), 'dump-damaged');
      const larger = [{ sqlBytes, storedBytes: storedBytes + by }];
      assert.equal(await verify(claim(3, { frames: larger })), 'dump-unreadable');
    }
  });

  test('with a statement that does not end is told', async () => {
    const rows = { kind: 'rows', schema: 'a', name: 'b', rows: 1 };
    const { archive } = await buildDump([{ ...rows, sql: ["INSERT INTO `b` VALUES ('c'"] }]);
    assert.equal(await verify(archive), 'dump-damaged');
  });
});

describe('what is no dump of ours', () => {
  test('is refused with its kind', async () => {
    const gzip = await buildDump([{ kind: 'table', sql: ['a'] }], { codec: 'gzip', level: 6 });
    assert.match(await refusal(gzip.stored[0] ?? gzip.sql), /^FILE is compressed with gzip and/);
    assert.match(await refusal(Buffer.from('-- tsdump\n')), /^FILE is not a zstd stream and/);
  });

  test('nor is a seekable file by somebody else', async () => {
    const [frame] = shop.stored;
    assert.ok(frame !== undefined);
    const table = Buffer.alloc(25);
    table.writeUInt32LE(0x184d2a5e, 0);
    table.writeUInt32LE(17, 4);
    table.writeUInt32LE(frame.length, 8);
    table.writeUInt32LE(1, 16);
    table.writeUInt32LE(0x8f92eab1, 21);
    assert.match(
      await refusal(Buffer.concat([frame, table])),
      /^the index of FILE is damaged: no tsdump index is at the end of the file$/,
    );
  });

  test('lengths beyond all measure allocate nothing', async () => {
    for (const count of [0, 1000, 0x7fffffff, 0xffffffff]) {
      const bytes = Buffer.from(shop.archive);
      bytes.writeUInt32LE(count, bytes.length - 9);
      await refusal(bytes);
    }
    const bytes = Buffer.from(shop.archive);
    bytes.writeUInt32LE(0xffffffff, bytes.length - 17);
    assert.match(await refusal(bytes), /its length is wrong/);
  });

  test('a device, a pipe nobody writes to, nothing', async () => {
    await assert.rejects(openDump('/dev/null'), /is not a regular file$/);
    const pipe = join(makeTemporaryFolder('pipe'), 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    await assert.rejects(openDump(pipe), /is not a regular file$/);
    await assert.rejects(openDump(join(path, 'nowhere')), /^TsdumpError: cannot read .*: ENOTDIR$/);
  });
});
