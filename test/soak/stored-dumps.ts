// Part: dumps that lie there, damaged or forged. --list, --verify and --extract either refuse
// them, or find and write exactly what was dumped; nothing is believed that is not so.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { generateSql } from '../../fixtures/generator/generate.js';
import { Random } from '../../fixtures/generator/random.js';
import { buildSeekTableOf } from '../../src/archive/archive-tail.js';
import { buildIndexFrame } from '../../src/archive/index-frame.js';
import { buildManifestFile } from '../../src/archive/manifest-file.js';
import { MANIFEST_FILE } from '../../src/archive/open-directory.js';
import { untilAborted } from '../../src/base/clock.js';
import { TsdumpError } from '../../src/base/errors.js';
import { extract, list, verify } from '../../src/index.js';
import type { Manifest } from '../../src/model/manifest.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { startServer } from '../support/servers.js';
import { runTsdump } from '../support/tsdump.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { DAMAGES, forge } from './stored-damage.js';

/** Far more than reading any of them takes. */
const HANGS_MS = 20_000;
const REFUSALS: ReadonlySet<string> = new Set(['dump-unreadable', 'dump-damaged', 'usage']);

export const storedDumps: Part = { name: 'stored-dumps', defaultCount: 3000, run };

/** A dump as it was written, and what is in it. */
interface Original {
  readonly name: string;
  readonly path: string;
  readonly isDirectory: boolean;
  readonly manifest: Manifest;
  /** Of all sections. */
  readonly storedBytes: number;
  /** Of the object that is extracted. */
  readonly schema: string;
  readonly extracted: Buffer;
}

async function run({ flavor, seed, count, tell }: PartOptions): Promise<PartResult> {
  const folder = makeTemporaryFolder('stored');
  const random = new Random(seed);
  const score = new Score();
  const originals = await dumpOriginals(flavor, seed, folder);
  for (let trial = 0; trial < count; trial++) {
    const original = random.pick(originals);
    const copy = join(folder, 'outside', original.isDirectory ? 'dump' : 'dump.sql.zst');
    rmSync(join(folder, 'outside'), { recursive: true, force: true });
    mkdirSync(join(folder, 'outside'));
    cpSync(original.path, copy, { recursive: true });
    const isForged = random.oneIn(3);
    const what = isForged
      ? forgeDump(random, original, copy)
      : damageDump(random, originals, original, copy);
    if (what === undefined) continue;
    const complaints = await examineCopy(original, copy, isForged);
    score.count(`${original.name} ${isForged ? 'forged' : 'damaged'}`, what, complaints);
    if (trial % 500 === 499) tell(`${trial + 1} of ${count}`);
  }
  return { tallies: score.tallies, figures: {}, failures: score.failures };
}

async function dumpOriginals(
  flavor: PartOptions['flavor'],
  seed: number,
  folder: string,
): Promise<Original[]> {
  const server = await startServer(flavor);
  try {
    const { sql, databases } = generateSql(seed, flavor);
    const loaded = await server.restore(Buffer.from(sql));
    if (loaded.code !== 0) throw new Error(`seed ${seed} is not taken: ${loaded.stderr}`);
    const [schema = ''] = databases;
    const originals: Original[] = [];
    for (const codec of ['one file', 'none', 'gzip', 'zstd']) {
      const isDirectory = codec !== 'one file';
      const path = join(folder, isDirectory ? codec : 'dump.sql.zst');
      const to = isDirectory
        ? [`--output-dir=${path}`, `--compress=${codec}`]
        : [`--result-file=${path}`];
      const args = ['--read-only', '--chunk-size=1K', ...to, '--databases', '--', ...databases];
      const dumped = await runTsdump(server, args);
      if (dumped.code !== 0) throw new Error(`exit ${dumped.code}: ${dumped.stderr}`);
      const { storedBytes } = await verify(path);
      originals.push({
        name: isDirectory ? `directory (${codec})` : codec,
        path,
        isDirectory,
        manifest: await list(path),
        storedBytes,
        schema,
        extracted: await extractTo(path, schema, join(folder, 'extracted.sql')),
      });
    }
    return originals;
  } finally {
    await server.remove();
  }
}

async function extractTo(path: string, schema: string, file: string): Promise<Buffer> {
  const output = { resultFile: file, compression: { codec: 'none' } } as const;
  await extract({ path, names: [{ schema }], entersDatabase: true, output });
  const sql = readFileSync(file);
  rmSync(file);
  return sql;
}

/** Returns what was done; undefined where it changed nothing. */
function damageDump(
  random: Random,
  originals: readonly Original[],
  { path, isDirectory }: Original,
  copy: string,
): string | undefined {
  const files = isDirectory ? readdirSync(path).sort() : [''];
  const file = isDirectory && random.oneIn(3) ? MANIFEST_FILE : random.pick(files);
  if (isDirectory && random.oneIn(20)) {
    rmSync(join(copy, file));
    return `${file} gone`;
  }
  const bytes = readFileSync(join(path, file));
  const { name, damage } = random.pick(DAMAGES);
  const damaged = damage(random, bytes, readAnother(random, originals, path, file));
  if (damaged.equals(bytes)) return undefined;
  writeFileSync(join(copy, file), damaged);
  return `${file}: ${name}`;
}

/** Of the same dump where it is a directory, or of one that is. */
function readAnother(
  random: Random,
  originals: readonly Original[],
  path: string,
  file: string,
): Buffer {
  const directories = originals.filter(({ isDirectory }) => isDirectory);
  const from = file === '' ? random.pick(directories).path : path;
  return readFileSync(join(from, random.pick(readdirSync(from).sort())));
}

/** Somebody writes another manifest, with hashes that are right. */
function forgeDump(
  random: Random,
  { path, isDirectory, manifest, storedBytes }: Original,
  copy: string,
): string {
  const { forged, where } = forge(random, manifest);
  if (isDirectory) {
    writeFileSync(join(copy, MANIFEST_FILE), buildManifestFile(forged as Manifest));
    return where;
  }
  const index = buildIndexFrame(forged as Manifest);
  const pieces = [
    readFileSync(path).subarray(0, storedBytes),
    index,
    buildTable(forged as Manifest, manifest, index.byteLength),
  ];
  writeFileSync(copy, Buffer.concat(pieces));
  return where;
}

/** The table that goes with it, or else that of the truth. */
function buildTable(forged: Manifest, manifest: Manifest, indexBytes: number): Uint8Array {
  try {
    return buildSeekTableOf(forged, indexBytes);
  } catch {
    return buildSeekTableOf(manifest, indexBytes);
  }
}

async function examineCopy(original: Original, copy: string, isForged: boolean): Promise<string[]> {
  const { manifest, schema, extracted } = original;
  const beside = readdirSync(join(copy, '..'));
  const file = join(copy, '..', 'extracted.sql');
  const complaints: string[] = [];

  /** Undefined where it is refused. */
  async function attempt<T>(what: string, doing: Promise<T>): Promise<T | undefined> {
    try {
      return await untilAborted(doing, AbortSignal.timeout(HANGS_MS));
    } catch (error) {
      const isRefusal = error instanceof TsdumpError && REFUSALS.has(error.code);
      if (!isRefusal) complaints.push(`${what}: ${String(error)}`);
      return undefined;
    }
  }

  const listed = await attempt('list', list(copy));
  const verified = await attempt('verify', verify(copy));
  const sql = await attempt('extract', extractTo(copy, schema, file));
  if (!isForged) {
    if (listed !== undefined && !isDeepStrictEqual(listed, manifest))
      complaints.push('lists what is not in it');
    if (verified !== undefined) complaints.push('takes it for whole');
    if (sql !== undefined && !sql.equals(extracted)) complaints.push('extracts other SQL');
  }
  if (existsSync(file)) complaints.push('leaves what it could not extract');
  const added = readdirSync(join(copy, '..')).filter((name) => !beside.includes(name));
  if (added.some((name) => name !== 'extracted.sql')) complaints.push(`wrote ${added.join()}`);
  return complaints;
}
