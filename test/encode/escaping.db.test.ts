// Escaping against both stock tools in every character set a connection can have: all
// values of one and two bytes, seeded ones of more, and text of the columns' own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { escaperFor } from '../../src/encode/text/charset-escaper.js';
import type { Flavor } from '../../src/model/server.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, stockRows, writeInserts } from './stock-rows.js';

const SEED = 20261122;
const COLUMNS = 64;
/** What a client cannot have: bytes of ASCII would not be one byte each. */
const NOT_FOR_CLIENTS = ['ucs2', 'utf16', 'utf16le', 'utf32'];
/** mysqldump cannot dump with it: its `\` is another letter (SHOW VARIABLES fails). */
const NOT_FOR_MYSQLDUMP = ['swe7'];

/** Bytes at the ends of the ranges of all character sets. */
const EDGES = [
  0x00, 0x0a, 0x22, 0x27, 0x2f, 0x30, 0x39, 0x3a, 0x3f, 0x40, 0x41, 0x5a, 0x5b, 0x5c, 0x60, 0x61,
  0x7a, 0x7b, 0x7e, 0x7f, 0x80, 0x81, 0x8d, 0x8e, 0x8f, 0x90, 0x9f, 0xa0, 0xa1, 0xbf, 0xc0, 0xc1,
  0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xf9,
  0xfa, 0xfc, 0xfd, 0xfe, 0xff,
];

forEachFlavor((flavor) => {
  let server: TestServer;
  let charsets: string[] = [];

  before(async () => {
    server = await startServer(flavor);
    await server.run(buildTable());
    const all = await server.run(
      'SELECT character_set_name FROM information_schema.character_sets',
    );
    charsets = all.split('\n').filter((charset) => isForClients(flavor, charset));
  });
  after(async () => await server?.remove());

  test('a value is written byte for byte as by the stock tool, in each character set', async () => {
    assert(charsets.length >= 36, charsets.join(' '));
    for (const charset of charsets) {
      const stock = await stockRows(server, 'v', [`--default-character-set=${charset}`]);
      const ours = await writeInserts(server, { charset, table: 'v' });
      assert.equal(firstDifference(ours, stock), undefined, charset);
    }
    const multiByte = charsets.filter((charset) => escaperFor(charset, flavor) !== undefined);
    assert.equal(multiByte.length, flavor === 'mysql' ? 11 : 8);
  });

  test('text of a column character set and of others too', async () => {
    for (const charset of ['gbk', 'sjis', 'big5', 'utf8mb4', 'latin1', 'koi8r']) {
      await server.run(
        `USE d; SET sql_mode = ''; DROP TABLE IF EXISTS t; CREATE TABLE t (a TEXT CHARACTER SET ${charset}, b JSON);
         INSERT INTO t VALUES (CONVERT(_utf8mb4 '表一能äЩ\\'\\\\"' USING ${charset}), '{"ö": "表"}')`,
      );
      const stock = await stockRows(server, 't', [`--default-character-set=${charset}`]);
      const ours = await writeInserts(server, { charset, table: 't' });
      assert.equal(firstDifference(ours, stock), undefined, charset);
    }
  });
});

function isForClients(flavor: Flavor, charset: string): boolean {
  if (NOT_FOR_CLIENTS.includes(charset)) return false;
  return flavor === 'mariadb' || !NOT_FOR_MYSQLDUMP.includes(charset);
}

function buildTable(): string {
  const values = listValues(createRandom(SEED));
  while (values.length % COLUMNS !== 0) values.push([0x61]);
  const columns = Array.from({ length: COLUMNS }, (_, index) => `c${index} VARBINARY(80)`);
  const lines = [`CREATE DATABASE d; USE d; CREATE TABLE v (${columns.join(', ')});`];
  for (let at = 0; at < values.length; at += COLUMNS) {
    const row = values
      .slice(at, at + COLUMNS)
      .map((value) => `x'${Buffer.from(value).toString('hex')}'`);
    const begins = (at / COLUMNS) % 100 === 0;
    lines.push(`${begins ? ';INSERT INTO v VALUES ' : ','}(${row.join(',')})`);
  }
  return `${lines.join('\n').replace(';\n;', ';\n')};`;
}

function listValues(random: (below: number) => number): number[][] {
  const values: number[][] = [[]];
  for (let first = 0; first < 256; first++) {
    values.push([first]);
    for (let second = 0; second < 256; second++) values.push([first, second]);
  }
  const high = EDGES.filter((byte) => byte >= 0x80);
  for (const first of high) {
    for (const second of EDGES) for (const third of EDGES) values.push([first, second, third]);
  }
  const anyByte = (): number => (random(2) === 0 ? random(256) : pick(EDGES, random));
  const tail = (): number => (random(2) === 0 ? 0x80 + random(0x40) : anyByte());
  for (let count = 0; count < 100_000; count++) {
    values.push([pick(high, random), anyByte(), tail(), tail()]);
  }
  for (let count = 0; count < 5000; count++) {
    const length = 5 + random(75);
    values.push(Array.from({ length }, () => (random(3) === 0 ? anyByte() : 0x20 + random(0x5f))));
  }
  return values;
}

function pick(from: readonly number[], random: (below: number) => number): number {
  return from[random(from.length)] as number;
}

function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
