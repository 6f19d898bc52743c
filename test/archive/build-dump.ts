// Dumps to read, made of sections given as text: one file, or a directory.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildArchiveTail } from '../../src/archive/archive-tail.js';
import { buildManifestFile } from '../../src/archive/manifest-file.js';
import type { DumpFacts, Manifest, SectionLabel, StoredSection } from '../../src/model/manifest.js';
import type { Compression } from '../../src/model/options.js';
import { MemorySink } from '../codec/memory-sink.js';
import { openOneSection } from '../codec/one-section.js';

export interface GivenSection extends SectionLabel {
  readonly rows?: number;
  /** SQL of each frame. */
  readonly sql: readonly (string | Uint8Array)[];
  readonly file?: string;
}

export interface BuiltDump {
  readonly manifest: Manifest;
  /** Stored bytes of each section. */
  readonly stored: readonly Buffer[];
  /** All SQL. */
  readonly sql: Buffer;
  /** As one file. */
  readonly archive: Buffer;
}

const ZSTD: Compression = { codec: 'zstd', level: 1 };

const FACTS: Omit<DumpFacts, 'codec'> = {
  tool: '0.1.0',
  startedAt: '2026-10-03T04:05:06.000Z',
  server: { flavor: 'mysql', version: '9.7.4', hostname: 'db1', id: 'a-b-c' },
  consistency: 'read-only',
  coordinates: {
    binlog: { file: 'binlog.000012', position: 157 },
    gtidExecuted: 'a-b-c:1-5',
    gtidBinlogPos: undefined,
    gtidSlavePos: undefined,
    replica: [],
  },
};

export async function buildDump(
  sections: readonly GivenSection[],
  compression: Compression = ZSTD,
): Promise<BuiltDump> {
  const stored: StoredSection[] = [];
  const bytes: Buffer[] = [];
  for (const { sql, rows = 0, ...label } of sections) {
    const frames = await Promise.all(sql.map((text) => encode(Buffer.from(text), compression)));
    const all = Buffer.concat(frames);
    const sizes = frames.map((frame, index) => ({
      sqlBytes: Buffer.from(sql[index] ?? '').byteLength,
      storedBytes: frame.byteLength,
    }));
    const sha256 = createHash('sha256').update(all).digest('hex');
    stored.push({ ...label, rows, frames: sizes, sha256 });
    bytes.push(all);
  }
  const dump = { ...FACTS, codec: compression.codec };
  const manifest: Manifest = { format: 'tsdump', version: 1, dump, sections: stored };
  return {
    manifest,
    stored: bytes,
    sql: Buffer.concat(sections.flatMap(({ sql }) => sql.map((text) => Buffer.from(text)))),
    archive: Buffer.concat([...bytes, buildArchiveTail(manifest)]),
  };
}

/** Sections without a file of their own get one each. Returns the manifest as it is there. */
export async function writeDirectory(
  directory: string,
  sections: readonly GivenSection[],
  compression: Compression,
): Promise<Manifest> {
  const named = sections.map((section, index) => ({ file: `${index}.sql`, ...section }));
  const { manifest, stored } = await buildDump(named, compression);
  mkdirSync(directory);
  for (const [index, { file }] of named.entries())
    writeFileSync(join(directory, file), stored[index] ?? '', { flag: 'a' });
  writeFileSync(join(directory, 'manifest.json'), buildManifestFile(manifest));
  return manifest;
}

async function encode(sql: Buffer, compression: Compression): Promise<Buffer> {
  const sink = new MemorySink();
  const compressor = openOneSection(compression, sink);
  await compressor.push(Uint8Array.from(sql));
  await compressor.finish();
  return sink.bytes;
}

/** Two databases, with a table in two chunks and three frames, a view, awkward names. */
export const SHOP: readonly GivenSection[] = [
  { kind: 'prologue', sql: ['-- tsdump\nSET FOREIGN_KEY_CHECKS=0;\n'] },
  { kind: 'replication-head', sql: ["SET GLOBAL gtid_purged='a:1';\n"] },
  {
    kind: 'database',
    schema: 'shop',
    sql: [
      '\n/*!40000 DROP DATABASE IF EXISTS `shop`*/;\n\nCREATE DATABASE IF NOT EXISTS `shop`;\n\nUSE `shop`;\n',
    ],
  },
  { kind: 'table', schema: 'shop', name: 'orders', sql: ['CREATE TABLE `orders` (`id` int);\n'] },
  {
    kind: 'rows',
    schema: 'shop',
    name: 'orders',
    chunk: 0,
    rows: 4,
    sql: [
      "--\n-- Dumping data for table `it's`\n--\n\nLOCK TABLES `orders` WRITE;\nINSERT INTO `orders` (`id`, `a(`) VALUES (1,'(''\\'),('),",
      "(2,_binary '\\\\'),(3,0x28);\nINSERT INTO `orders` VALUES (4,NULL);\n",
    ],
  },
  {
    kind: 'rows',
    schema: 'shop',
    name: 'orders',
    chunk: 1,
    rows: 1,
    sql: ['REPLACE INTO `orders` VALUES\n(5,-1);\nUNLOCK TABLES;\n'],
  },
  {
    kind: 'triggers',
    schema: 'shop',
    name: 'orders',
    sql: ['DELIMITER ;;\nCREATE TRIGGER t1 BEGIN END;;\nDELIMITER ;\n'],
  },
  { kind: 'view-placeholder', schema: 'shop', name: 'open orders', sql: ['CREATE VIEW v1;\n'] },
  { kind: 'routines', schema: 'shop', sql: ['CREATE FUNCTION f1;\n'] },
  { kind: 'events', schema: 'shop', sql: [] },
  {
    kind: 'database',
    schema: 'crm.eu',
    sql: ['\nCREATE DATABASE IF NOT EXISTS `crm.eu`;\n\nUSE `crm.eu`;\n'],
  },
  { kind: 'table', schema: 'crm.eu', name: 'orders', sql: ['CREATE TABLE `orders` (`c` int);\n'] },
  { kind: 'rows', schema: 'crm.eu', name: 'orders', chunk: 0, rows: 0, sql: [] },
  { kind: 'use-database', schema: 'shop', sql: ['\nUSE `shop`;\n'] },
  { kind: 'final-view', schema: 'shop', name: 'open orders', sql: ['CREATE VIEW v2;\n'] },
  { kind: 'replication-tail', sql: ['SET sql_log_bin=1;\n'] },
  { kind: 'epilogue', sql: ['SET FOREIGN_KEY_CHECKS=1;\n-- Dump completed\n'] },
];

/** SQL of those of SHOP that `is` takes. */
export function sqlOfShop(is: (section: GivenSection) => boolean): string {
  return SHOP.filter(is)
    .flatMap(({ sql }) => sql)
    .join('');
}
