// --list, --extract and --verify as commands, on dumps that are there: no server.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  type BuiltDump,
  buildDump,
  type GivenSection,
  SHOP,
  sqlOfShop,
  writeDirectory,
} from '../archive/build-dump.js';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';

const TSDUMP = projectPath('bin', 'tsdump');
const folder = makeTemporaryFolder('reading');
const file = join(folder, 'shop.sql.zst');

let shop: BuiltDump;

before(async () => {
  shop = await buildDump(SHOP);
  writeFileSync(file, shop.archive);
});

async function tsdump(...args: string[]): Promise<ProgramResult> {
  return await runProgram(TSDUMP, ['--no-defaults', ...args]);
}

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tsdump(...args);
  assert.equal(code, 0, stderr);
  return stdout.toString('utf8');
}

async function assertFails(args: string[], code: number, stderr: RegExp): Promise<void> {
  const result = await tsdump(...args);
  assert.match(result.stderr, stderr);
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout.length, 0);
}

/** Settings, CREATE DATABASE, USE, and what belongs to a database, or one of its objects. */
function extractOf(of: string, name?: string): (section: GivenSection) => boolean {
  return (section) => {
    const { kind, schema } = section;
    if (kind === 'prologue' || kind === 'epilogue') return true;
    if (schema !== of) return false;
    if (kind === 'database' || kind === 'use-database') return true;
    return name === undefined || section.name === name;
  };
}

const DROP = '\n/*!40000 DROP DATABASE IF EXISTS `shop`*/;\n';

describe('--list', () => {
  test('is a table of sections, with sums', async () => {
    const text = await succeed('--list', file);
    const lines = text.split('\n');
    assert.match(
      text,
      /^tsdump 0\.1\.0, 2026-10-03T04:05:06\.000Z, mysql 9\.7\.4 on db1, read-only\n/,
    );
    assert.match(text, /\nbinary log binlog\.000012:157\n/);
    const [rows] = lines.filter((line) => line.startsWith('rows 0 '));
    const [, , name, count, sql, stored, hash] = rows?.split(/ +/) ?? [];
    const section = shop.manifest.sections[4];
    const sum = (of: 'sqlBytes' | 'storedBytes'): string =>
      String(section?.frames.reduce((total, frame) => total + frame[of], 0));
    assert.deepEqual(
      [name, count, sql, stored, hash],
      ['shop.orders', '4', sum('sqlBytes'), sum('storedBytes'), section?.sha256.slice(0, 12)],
    );
    assert.match(text, /^view-placeholder +shop\.`open orders` /m);
    assert.match(text, /^database +`crm\.eu` /m);
    assert.match(text, new RegExp(`^17 sections +5 +${shop.sql.length} +\\d+\\n$`, 'm'));
    assert.equal(lines.filter((line) => line !== '').length, 2 + 1 + 17 + 1 + 1);
  });

  test('as JSON is the manifest', async () => {
    const text = await succeed('--list', '--log-format=json', file);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(shop.manifest)));
  });

  test('shows no control characters of a name', async () => {
    const odd = join(folder, 'odd.zst');
    const name = 'a\x1b[31m\n\u202eb';
    writeFileSync(
      odd,
      (await buildDump([{ kind: 'table', schema: 'a', name, sql: ['a'] }])).archive,
    );
    const text = await succeed('--list', odd);
    // eslint-disable-next-line no-control-regex -- that is what the test is about
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\u202e]/);
    assert.equal(text.split('\n').length, 8);
  });
});

describe('--extract', () => {
  test('of a table is its sections between the settings of a restore', async () => {
    const isWanted = extractOf('shop', 'orders');
    assert.equal(
      await succeed('--extract=shop.orders', file),
      sqlOfShop(isWanted).replace(DROP, ''),
    );
  });

  test('of a view is both its parts', async () => {
    const isWanted = extractOf('shop', 'open orders');
    const text = await succeed('--extract', 'shop.open orders', file);
    assert.equal(text, sqlOfShop(isWanted).replace(DROP, ''));
  });

  test('of a database is all that is in it, and nothing of the server', async () => {
    const isWanted = extractOf('shop');
    assert.equal(await succeed('--extract=shop', file), sqlOfShop(isWanted));
  });

  test('takes several names, in backticks if need be, in the order of the dump', async () => {
    const [shops, crms] = [extractOf('shop'), extractOf('crm.eu')];
    const text = await succeed('--extract=`crm.eu`.`orders`', '--extract', '`shop`', file);
    assert.equal(
      text,
      sqlOfShop((section) => shops(section) || crms(section)),
    );
  });

  test('with --no-create-db enters no database', async () => {
    const text = await succeed('--extract=shop.orders', '--no-create-db', file);
    assert.doesNotMatch(text, /USE|CREATE DATABASE/);
    assert.match(text, /^-- tsdump[^]*CREATE TABLE `orders`[^]*-- Dump completed\n$/);
    const several = ['--no-create-db', '--extract=shop', '--extract=`crm.eu`', file];
    await assertFails(several, 2, /cannot keep several databases apart/);
  });

  test('goes into a file, compressed when asked', async () => {
    const plain = await succeed('--extract=shop', file);
    for (const [compress, tool] of [
      ['none', 'cat'],
      ['gzip:1', 'zcat'],
      ['zstd', 'zstdcat'],
    ] as const) {
      const result = join(folder, `extracted.${tool}`);
      await succeed('--extract=shop', `--compress=${compress}`, '-r', result, file);
      const decoded = await runProgram(tool, [], { input: readFileSync(result) });
      assert.equal(decoded.stdout.toString('utf8'), plain);
    }
  });

  test('reads the frames it needs and no others', async () => {
    const holed = join(folder, 'holed.zst');
    const isWanted = extractOf('crm.eu');
    const bytes = Buffer.from(shop.archive);
    let start = 0;
    for (const [index, { length }] of shop.stored.entries()) {
      if (!isWanted(SHOP[index] as GivenSection)) bytes.fill(0, start, start + length);
      start += length;
    }
    writeFileSync(holed, bytes);
    assert.equal(await succeed('--extract=`crm.eu`', holed), sqlOfShop(isWanted));
    assert.equal((await tsdump('--verify', holed)).code, 23);
  });

  test('of what is not there is told, and nothing is written', async () => {
    const result = join(folder, 'nothing.sql');
    for (const name of ['shop.order', 'Shop', 'shop.`orders `', '`crm`']) {
      await assertFails([`--extract=${name}`, '-r', result, file], 2, /is not in this dump\n/);
    }
    assert.equal(existsSync(result), false);
    for (const name of ['', 'a.b.c', '.a', '`a', '`a`b']) {
      await assertFails([`--extract=${name}`, file], 2, /is not the name of a database or table/);
    }
  });

  test('of what is damaged cannot be restored, nor has it a file', async () => {
    const damaged = join(folder, 'damaged.zst');
    const bytes = Buffer.from(shop.archive);
    const end = shop.stored.slice(0, 5).reduce((sum, { length }) => sum + length, 0);
    bytes[end - 3] = (bytes[end - 3] as number) ^ 1;
    writeFileSync(damaged, bytes);
    const result = join(folder, 'damaged.sql');
    const message = /rows 0 of shop\.orders in ".*" is damaged: /;
    await assertFails(['--extract=shop', '-r', result, damaged], 23, message);
    assert.equal(existsSync(result), false);
    const { code, stdout } = await tsdump('--extract=shop', damaged);
    assert.equal(code, 23);
    assert.match(
      stdout.toString('utf8'),
      /\n;\n'"tsdump: this dump FAILED and must not be restored$/,
    );
    assert.match(await succeed('--extract=`crm.eu`', damaged), /CREATE TABLE/);
  });
});

test('--extract into a pipe that stands still ends with the signal', async () => {
  const large = join(folder, 'large.zst');
  const sql = Buffer.alloc(30_000_000, 'abc');
  writeFileSync(large, (await buildDump([{ kind: 'table', schema: 'a', sql: [sql] }])).archive);
  const args = ['--no-defaults', '--extract=a', large];
  const child = spawn(TSDUMP, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 143);
});

describe('--verify', () => {
  test('of a whole dump is one line of totals', async () => {
    const { code, stdout, stderr } = await tsdump('--verify', file);
    assert.equal(code, 0);
    assert.equal(stdout.length, 0);
    assert.match(stderr, /^tsdump: whole: 17 sections, 5 rows, 709 B of SQL in \d+ B\n$/);
  });

  test('names what is damaged', async () => {
    const damaged = join(folder, 'damaged-too.zst');
    const bytes = Buffer.from(shop.archive);
    bytes[20] = (bytes[20] as number) ^ 1;
    writeFileSync(damaged, bytes);
    const told = /^tsdump: warning: prologue in ".*" is damaged: [^]*tsdump: 1 of 17 sections of /;
    await assertFails(['--verify', damaged], 23, told);
  });
});

for (const mode of ['--list', '--verify', '--extract=shop']) {
  test(`${mode} of a file that is cut off is refused at once`, async () => {
    const cut = join(folder, 'cut.zst');
    writeFileSync(cut, shop.archive);
    truncateSync(cut, shop.archive.length - 1);
    await assertFails([mode, cut], 22, /is cut off, or was written without index\nhint: /);
  });

  test(`${mode} takes one file and no options of a dump`, async () => {
    await assertFails([mode], 2, /takes one file/);
    await assertFails([mode, file, file], 2, /takes one file/);
    await assertFails([mode, '--read-only', file], 2, /reads a dump, it takes no --read-only/);
    await assertFails([mode, '--release', file], 2, /--release and --\w+ exclude each other/);
    await assertFails([mode, join(folder, 'nowhere')], 22, /cannot read ".*": ENOENT/);
  });
}

for (const codec of ['none', 'gzip', 'zstd'] as const) {
  describe(`a directory of ${codec}`, () => {
    const directory = join(folder, codec);
    const compression = codec === 'none' ? { codec } : { codec, level: 1 };

    before(async () => {
      const sections = SHOP.map((section) => ({
        ...section,
        ...(section.kind === 'rows' ? {} : { file: 'definitions.sql' }),
      }));
      await writeDirectory(directory, sections, compression);
    });

    test('is listed, verified, extracted from', async () => {
      assert.match(await succeed('--list', directory), /^17 sections +5 /m);
      assert.match((await tsdump('--verify', directory)).stderr, /^tsdump: whole: 17 sections, 5 /);
      const text = await succeed('--extract=shop.orders', directory);
      assert.equal(text, await succeed('--extract=shop.orders', file));
    });

    test('is not whole without its manifest, or with a file that is cut off', async () => {
      const rows = join(directory, '5.sql');
      const bytes = readFileSync(rows);
      writeFileSync(rows, bytes.subarray(1));
      const told = new RegExp(`has ${bytes.length - 1} bytes instead of ${bytes.length}\n`);
      await assertFails(['--list', directory], 22, told);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
      writeFileSync(rows, bytes);
      await assertFails(['--verify', directory], 23, /rows 1 of shop\.orders in ".*" is damaged/);
      truncateSync(join(directory, 'manifest.json'), 100);
      await assertFails(
        ['--list', directory],
        22,
        /is not a manifest: it was changed after it was written\n/,
      );
    });
  });
}
