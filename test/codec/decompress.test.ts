// Streams of every compression, told by their bytes: all of them, or an error.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TsdumpError } from '../../src/base/errors.js';
import { decompress } from '../../src/codec/decompress.js';
import { compressToFrame } from '../../src/codec/zstd-frame.js';

const SQL = Buffer.from(
  Array.from({ length: 20_000 }, (_each, row) => `INSERT INTO t VALUES (${row * row});\n`).join(''),
);
const HALVES = [SQL.subarray(0, 300_000), SQL.subarray(300_000)];

function skippable(payload: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a5e);
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, Buffer.from(payload)]);
}

function runProgram(program: string): Buffer | undefined {
  const { stdout, status } = spawnSync(program, ['-c'], { input: SQL, maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}

const frames = HALVES.map((half) => compressToFrame(half));
const FORMS: Readonly<Record<string, Buffer | undefined>> = {
  plain: SQL,
  'zstd of two frames': Buffer.concat([...frames, skippable('index')]),
  'zstd that begins with a skippable frame': Buffer.concat([skippable('a'), ...frames]),
  'gzip of two members': Buffer.concat(HALVES.map((half) => gzipSync(half))),
  xz: runProgram('xz'),
  bzip2: runProgram('bzip2'),
};

async function* cut(bytes: Buffer, pieceBytes: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
}

async function readAll(stored: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of decompress(stored)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function failure(stored: AsyncIterable<Uint8Array>): Promise<TsdumpError> {
  try {
    await readAll(stored);
  } catch (error) {
    assert.ok(error instanceof TsdumpError, String(error));
    return error;
  }
  throw new Error('it was read');
}

describe('decompress', () => {
  for (const [form, stored] of Object.entries(FORMS)) {
    if (stored === undefined) {
      test(form, { skip: 'no such program here' }, () => undefined);
      continue;
    }
    test(`${form}: all of it, wherever it is cut`, async () => {
      for (const pieceBytes of [stored.length, 4096, 61])
        if (pieceBytes > 61 || stored.length < 200_000)
          assert.ok((await readAll(cut(stored, pieceBytes))).equals(SQL), String(pieceBytes));
    });
    if (form === 'plain') continue;
    test(`${form}: cut off or damaged is an error`, async () => {
      for (const end of [stored.length - 1, Math.floor(stored.length * 0.7), 20])
        assert.equal((await failure(cut(stored.subarray(0, end), 4096))).code, 'dump-damaged');
      // These frames have no checksum.
      if (form.startsWith('zstd')) return;
      const damaged = Buffer.from(stored);
      damaged.fill(0x55, 1000, 1100);
      assert.equal((await failure(cut(damaged, 4096))).code, 'dump-damaged');
    });
    test(`${form}: who reads may stop, and what the source fails with is told`, async () => {
      for await (const piece of decompress(cut(stored, 4096))) {
        assert.ok(piece.length > 0);
        break;
      }
      const broken = new TsdumpError('read-failed', 'the source is gone');
      async function* failing(): AsyncGenerator<Uint8Array, void> {
        yield await Promise.resolve(stored?.subarray(0, 5000) ?? SQL);
        throw broken;
      }
      assert.equal(await failure(failing()), broken);
    });
  }

  test('nothing is nothing', async () => {
    assert.equal((await readAll(cut(Buffer.alloc(0), 1))).length, 0);
    assert.equal((await readAll(cut(Buffer.from('A'), 1))).toString(), 'A');
  });

  test('says what it cannot read', async () => {
    const zip = Buffer.from('504b030414000000', 'hex');
    assert.match((await failure(cut(zip, 8))).message, /zip archive/);
    const utf16 = Buffer.from('\ufeff-- MySQL dump', 'utf16le');
    assert.match((await failure(cut(utf16, 8))).message, /UTF-16/);
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const error = await failure(cut(Buffer.from('fd377a585a000000', 'hex'), 8));
      assert.equal(error.code, 'dump-unreadable');
      assert.match(error.message, /xz cannot be started/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
