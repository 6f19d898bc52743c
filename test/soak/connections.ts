// The network fails at the Nth operation: each way a connection can break, at every point
// of a dump or at a sample of them, over one connection and over lanes.

import { type Connection, createConnection } from 'mysql2/promise';
import { Random } from '../../fixtures/generator/random.js';
import { sleep } from '../../src/base/clock.js';
import { type Kill, listTrials, OUTPUT_DIR, type Trial } from './connection-faults.js';
import { type Fault, FaultProxy } from './fault-proxy.js';
import { type Part, type PartOptions, type PartResult, Score, toSeconds } from './part.js';
import { TestBed } from './test-bed.js';

/** The proxy reads what is said. */
const PLAIN = '--ssl-mode=DISABLED';
/** Nothing may take longer than this. */
const HANGS_MS = 90_000;

export const connections: Part = { name: 'connections', defaultCount: 1000, run: runConnections };

async function runConnections({ flavor, seed, count, tell }: PartOptions): Promise<PartResult> {
  const random = new Random(seed);
  const bed = await TestBed.start(flavor);
  const { host, port } = bed.server;
  const client = await createConnection({ host, port, user: 'root' });
  const score = new Score();
  const learned = new Set<string>();
  const one = await countOperations(bed, 1);
  const two = await countOperations(bed, 2);
  tell(`${one.operations} operations over one connection, ${two.operations} with two lanes`);
  const trials = listTrials(random, [one.operations, two.operations], one.bytes).slice(0, count);
  let longestEndMs = 0;
  /** Of clients; nobody can help them where the network stays silent, but the server's timeouts. */
  const stallsMs = { silent: 0, else: 0 };
  bed.takeLongestStall();
  for (const [index, trial] of trials.entries()) {
    const { kind, described } = trial;
    const args = trial.args.map((arg) =>
      arg === OUTPUT_DIR ? `${OUTPUT_DIR}=${bed.directory}` : arg,
    );
    if (!learned.has(args.join())) {
      await bed.learn(args);
      learned.add(args.join());
    }
    const { complaints, endedMs } = await tryFault(bed, client, trial, args);
    score.count(kind, described, complaints);
    longestEndMs = Math.max(longestEndMs, endedMs);
    const where = staysSilent(trial) ? 'silent' : 'else';
    stallsMs[where] = Math.max(stallsMs[where], bed.takeLongestStall());
    for (const complaint of complaints) tell(`${kind}: ${described}: ${complaint}`);
    if (index % 100 === 99) tell(`${index + 1} of ${trials.length}`);
  }
  await client.end();
  const { report, complaints } = await bed.stop();
  return {
    tallies: score.tallies,
    figures: {
      'longest stall of a client': toSeconds(stallsMs.else),
      'the same where our network stays silent, all of it or a connection': toSeconds(
        stallsMs.silent,
      ),
      'transfers by clients meanwhile': `${report.committed}`,
      'longest time from fault to exit': toSeconds(longestEndMs),
    },
    failures: [...score.failures, ...complaints],
  };
}

function staysSilent({ fault }: Trial): boolean {
  return fault.do === 'stall' && fault.ms === undefined;
}

/** How many there are in a dump that nothing happens to, and the bytes of all answers. */
async function countOperations(
  bed: TestBed,
  threads: number,
): Promise<{ readonly operations: number; readonly bytes: number }> {
  const proxy = await FaultProxy.start(bed.server);
  const { code, stderr } = await bed.dump(proxy, [`--threads=${threads}`, PLAIN]);
  proxy.close();
  if (code !== 0) throw new Error(`through the proxy a dump exits ${code}: ${stderr}`);
  bed.clear();
  return { operations: proxy.requests.length, bytes: proxy.answered };
}

async function tryFault(
  bed: TestBed,
  client: Connection,
  trial: Trial,
  args: readonly string[],
): Promise<{ readonly complaints: string[]; readonly endedMs: number }> {
  const { fault, terminateMs } = trial;
  let proxy!: FaultProxy;
  proxy = await FaultProxy.start(
    bed.server,
    fault.do === 'kill' ? toFault(client, fault, () => proxy.connectionIds) : fault,
    trial.place,
  );
  const dump = bed.start(proxy, [...args, PLAIN]);
  let struckMs = 0;
  const giveUp = new AbortController();
  void proxy
    .struck()
    .then(async () => {
      struckMs = performance.now();
      if (terminateMs === undefined) return;
      await sleep(terminateMs, giveUp.signal);
      dump.kill('SIGTERM');
    })
    .catch(() => undefined);
  const timer = setTimeout(() => dump.kill('SIGKILL'), HANGS_MS);
  const outcome = await dump.ended;
  const endedMs = struckMs === 0 ? 0 : performance.now() - struckMs;
  clearTimeout(timer);
  giveUp.abort(new Error('ended'));
  // What is stuck in a network that has gone silent is not seen by the server either.
  if (staysSilent(trial)) proxy.close();
  const { strike } = proxy;
  const complaints = await bed.examine(outcome, trial.expect(strike));
  proxy.close();

  return {
    complaints: complaints.map((each) => `${each} (struck ${JSON.stringify(strike)})`),
    endedMs,
  };
}

function toFault(client: Connection, kill: Kill, listIds: () => readonly number[]): Fault {
  const { what, at, afterMs, neighbour } = kill;
  return {
    do: 'call',
    at,
    async call({ connectionId }) {
      const id = neighbour ? listIds().at(-1) : connectionId;
      if (id === undefined) return;
      if (afterMs > 0) await sleep(afterMs);
      // It may have gone by itself by then.
      await client.query(`KILL ${what} ${id}`).catch(() => undefined);
    },
  };
}
