// The part `failed-streams`: dumps that fail or are stopped at any moment, over one or several
// connections, in each codec: what they wrote ends with the failure mark, in a frame that
// is unfinished, so that no pipeline takes it for whole.

import { once } from 'node:events';
import { sleep } from '../../src/base/clock.js';
import { Random } from '../../fixtures/generator/random.js';
import { runProgram } from '../support/child-process.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { startTsdump } from '../support/tsdump.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { POISON } from '../../src/engine/output/poison.js';

const TABLES = 12;
/** About what a dump of them takes. */
const SIGNALLED_MS = 60;
const DECODERS = { none: 'cat', gzip: 'gzip', zstd: 'zstd' } as const;

interface Ending {
  readonly kind: string;
  /** Tables that cannot be read, of those in the dump. */
  readonly unreadable: boolean;
  readonly signal: NodeJS.Signals | undefined;
}

const ENDINGS: readonly Ending[] = [
  { kind: 'stream that fails at a table', unreadable: true, signal: undefined },
  { kind: 'stream of a dump that is stopped', unreadable: false, signal: 'SIGINT' },
  { kind: 'stream of a dump that is stopped', unreadable: false, signal: 'SIGTERM' },
];

export const failedStreams: Part = { name: 'failed-streams', defaultCount: 1000, run };

async function run({ flavor, seed, count, tell }: PartOptions): Promise<PartResult> {
  const random = new Random(seed);
  const score = new Score();
  await using server = await startServer(flavor);
  await fill(server, random);
  for (let trial = 0; trial < count; trial++) {
    const ending = random.pick(ENDINGS);
    const codec = random.pick(['none', 'gzip', 'zstd'] as const);
    const threads = random.pick([1, 2, 2, 3]);
    const afterMs = random.int(0, SIGNALLED_MS);
    const name = `trial ${trial}: ${codec}, ${threads} threads, ${ending.signal ?? 'an error'}`;
    score.count(ending.kind, name, await tryOne(server, ending, codec, threads, afterMs));
    if (trial % 50 === 49) tell(`${trial + 1} tried`);
  }
  return { tallies: score.tallies, figures: {}, failures: score.failures };
}

/** Two schemas of small tables: sections end all the time. One holds a table without its rows. */
async function fill(server: TestServer, random: Random): Promise<void> {
  const unreadable = random.int(1, TABLES - 1);
  for (const schema of ['whole', 'torn']) {
    await server.run(`CREATE DATABASE ${schema}`);
    for (let index = 0; index < TABLES; index++) {
      await server.run(
        `CREATE TABLE t${index} (id INT PRIMARY KEY, filling VARCHAR(200));` +
          ` INSERT INTO t${index} WITH RECURSIVE n AS (SELECT 1 AS id UNION ALL` +
          ` SELECT id + 1 FROM n WHERE id < ${random.int(1, 900)})` +
          " SELECT id, REPEAT('filling', 20) FROM n",
        { database: schema },
      );
    }
  }
  await server.run(`ALTER TABLE torn.t${unreadable} DISCARD TABLESPACE`);
}

async function tryOne(
  server: TestServer,
  { unreadable, signal }: Ending,
  codec: keyof typeof DECODERS,
  threads: number,
  afterMs: number,
): Promise<string[]> {
  const schema = unreadable ? 'torn' : 'whole';
  const args = [`--threads=${threads}`, `--compress=${codec}`, '--databases', schema];
  const dump = startTsdump(server, args, 'pipe');
  const written: Buffer[] = [];
  dump.child.stdout?.on('data', (bytes: Buffer) => written.push(bytes));
  if (signal !== undefined) {
    await Promise.race([once(dump.child.stdout as NodeJS.ReadableStream, 'data'), dump.ended]);
    await sleep(afterMs);
    dump.child.kill(signal);
  }
  const { code, stderr } = await dump.ended;
  return await examine(Buffer.concat(written), codec, code, stderr);
}

async function examine(
  bytes: Buffer,
  codec: keyof typeof DECODERS,
  code: number | null,
  stderr: string,
): Promise<string[]> {
  const decoder = DECODERS[codec];
  const args = codec === 'none' ? [] : ['-dc'];
  const decoded = await runProgram(decoder, args, { input: bytes });
  const isMarked = decoded.stdout.subarray(-POISON.length).equals(POISON);
  if (code === 0) {
    const isWhole = decoded.code === 0 && decoded.stdout.includes('-- Dump completed');
    return isWhole ? [] : ['exit status 0 and no whole dump'];
  }
  const complaints: string[] = [];
  if (bytes.length > 0 && !isMarked) complaints.push(`no mark at its end: ${stderr.slice(-200)}`);
  if (codec !== 'none' && decoded.code === 0) complaints.push('its decoder takes it for whole');
  return complaints;
}
