// The part `processes`: tsdump itself is killed, stopped for a while, interrupted, started
// twice, and lives with a clock that jumps.

import { pathToFileURL } from 'node:url';
import { Random } from '../../fixtures/generator/random.js';
import { sleep } from '../../src/base/clock.js';
import { projectPath } from '../support/project.js';
import type { RunningDump } from '../support/tsdump.js';
import { type Part, type PartOptions, type PartResult, Score, toSeconds } from './part.js';
import { SNAPSHOT, TestBed } from './test-bed.js';
import { runGroup, seenOrEnded, type Trial, type TrialGroup } from './trial.js';

const CLOCK: string = pathToFileURL(projectPath('dist/test/soak/jumping-clock.js')).href;
const MODES: readonly string[] = ['--read-only', '--lock-all-tables', SNAPSHOT];
/** What the log says in the course of a dump. */
const MOMENTS: readonly string[] = [
  '"phase":"connect"',
  '"phase":"preflight"',
  '"phase":"lock"',
  'window-opened',
  '"phase":"catalog"',
  '"planned"',
  'table-started',
  'chunk-done',
  '"phase":"release"',
  'window-closed',
  '"phase":"commit"',
];
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;
const HOUR_MS = 3_600_000;
const STOP_MS = 1_500;
/** A run of more trials than this has time for a minute. */
const WHOLE = 100;
/** Longer than the server keeps a connection that says nothing (`wait_timeout` of control). */
const LONG_STOP_MS = 65_000;

export const processes: Part = { name: 'processes', defaultCount: 600, run };

async function run(options: PartOptions): Promise<PartResult> {
  const score = new Score();
  const figures = await runGroup(toGroup(options), options, options.count, score);
  return { tallies: score.tallies, figures, failures: score.failures };
}

interface Stage {
  readonly bed: TestBed;
  longestStallMs: number;
}

function toGroup({ seed, count }: PartOptions): TrialGroup<Stage> {
  const random = new Random(seed);
  const once = [
    ...listSignals(random),
    ...listStops(count > WHOLE),
    ...listClocks(),
    ...listPairs(random),
    ...listKills(random, MOMENTS.length * 4),
  ];
  // The rest is kills, at any moment.
  const more = listKills(random, Math.max(0, count - once.length));
  return {
    trials: () => [...once, ...more],
    async start(flavor) {
      return { bed: await TestBed.start(flavor), longestStallMs: 0 };
    },
    stop: async (stage) => {
      const { report, complaints } = await stage.bed.stop();
      stage.longestStallMs = report.longestMs;
      return complaints;
    },
    figures: ({ longestStallMs }) => ({
      'longest stall of a client, a stopped tsdump included': toSeconds(longestStallMs),
    }),
  };
}

/** Starts a dump; resolves at the moment, and a little later. */
async function startUntil(
  bed: TestBed,
  args: readonly string[],
  moment: string,
  laterMs: number,
): Promise<RunningDump> {
  const dump = bed.startDump(args);
  await seenOrEnded(dump, moment);
  if (laterMs > 0) await sleep(laterMs);
  return dump;
}

function listKills(random: Random, count: number): Trial<Stage>[] {
  return Array.from({ length: count }, (_, index) => {
    const moment = MOMENTS[index % MOMENTS.length] as string;
    const args = [random.pick(MODES), `--threads=${random.int(1, 3)}`];
    const laterMs = random.int(0, 3) === 0 ? random.int(1, 60) : 0;
    const again = random.oneIn(3);
    return {
      kind: again ? 'SIGKILL, and another dump at once' : 'SIGKILL',
      name: `${args.join(' ')}, ${laterMs} ms after ${moment}`,
      run: async ({ bed }) => {
        const dump = await startUntil(bed, args, moment, laterMs);
        dump.child.kill('SIGKILL');
        const outcome = await dump.ended;
        if (!again) return await bed.examine(outcome, { killed: true, mayPass: true });
        const next = await bed.startDump(['--lock-wait=5', '--threads=2']).ended;
        // Refused while the first one's guard is at work, or its note tells of it.
        const codes = [0, 11, 12];
        return await bed.examine(next, { codes, cause: /another tsdump|in order/, killed: true });
      },
    };
  });
}

function listSignals(random: Random): Trial<Stage>[] {
  return SIGNALS.flatMap(([signal, status]) =>
    MOMENTS.flatMap((moment) =>
      [false, true].map((twice) => {
        const args = [random.pick(MODES), `--threads=${random.int(1, 3)}`];
        const pauseMs = random.int(0, 20);
        return {
          kind: twice ? 'a signal, and another one' : 'a signal',
          name: `${signal}, ${args.join(' ')}, after ${moment}`,
          run: async ({ bed }: Stage) => {
            const dump = await startUntil(bed, args, moment, 0);
            dump.child.kill(signal);
            if (twice) {
              await sleep(pauseMs);
              dump.child.kill(random.pick(SIGNALS)[0]);
            }
            const { code, signal: endedBy, stderr } = await dump.ended;
            // A process that is over takes no signals any more; a shell sees the same status.
            const ended = SIGNALS.find(([name]) => name === endedBy)?.[1] ?? null;
            const outcome = { code: twice ? (code ?? ended) : code, stderr };
            // Of two that wait, the kernel delivers whichever it likes first.
            const codes = twice ? SIGNALS.map(([, each]) => each) : [status];
            return await bed.examine(outcome, { codes, mayPass: true });
          },
        };
      }),
    ),
  );
}

function listStops(whole: boolean): Trial<Stage>[] {
  const short = MOMENTS.flatMap((moment, index) =>
    MODES.map((mode) => ({ mode, moment, index, ms: STOP_MS })),
  );
  const long = (whole ? MODES : []).map((mode, index) => {
    return { mode, moment: 'table-started', index, ms: LONG_STOP_MS };
  });
  return [...short, ...long].map(({ mode, moment, index, ms }) => ({
    kind: ms === STOP_MS ? 'stopped for a while' : 'stopped for more than a minute',
    name: `${mode}, after ${moment}`,
    run: async ({ bed }) => {
      const dump = await startUntil(bed, [mode, `--threads=${1 + (index % 2)}`], moment, 0);
      dump.child.kill('SIGSTOP');
      await sleep(ms);
      dump.child.kill('SIGCONT');
      const outcome = await dump.ended;
      // By then the server may have ended the connection that holds the lock.
      const codes = ms === STOP_MS ? [0] : [0, 13, 14];
      return await bed.examine(outcome, { codes });
    },
  }));
}

function listClocks(): Trial<Stage>[] {
  return MODES.flatMap((mode) =>
    [-26, -5, 5, 26].map((hours) => ({
      kind: 'the clock jumps',
      name: `${mode}, ${hours} hours`,
      run: async ({ bed }: Stage) => {
        const env = { TSDUMP_CLOCK_JUMP_MS: String(hours * HOUR_MS) };
        const outcome = await bed.dump(bed.server, [mode], [`--import=${CLOCK}`], env);
        return await bed.examine(outcome, { codes: [0] });
      },
    })),
  );
}

/** Of several at once one is first; the others wait for it, or are refused. */
function listPairs(random: Random): Trial<Stage>[] {
  return Array.from({ length: 12 }, (_, index) => ({
    kind: 'several dumps at once',
    name: `${2 + (index % 3)}`,
    run: async ({ bed }) => {
      const starts = Array.from({ length: 2 + (index % 3) }, async (__, at) => {
        await sleep(random.int(0, 100));
        const mode = at === 0 ? '--read-only' : random.pick(MODES);
        const file = at === 0 ? [] : ['--result-file=/dev/null'];
        return await bed.startDump([mode, '--threads=1', ...file]).ended;
      });
      const outcomes = await Promise.all(starts);
      const complaints = outcomes
        .filter(({ code, stderr }) => code !== 0 && !(code === 12 && /another tsdump/.test(stderr)))
        .map(
          ({ code, stderr }) => `exit ${code}: ${stderr.trim().split('\n').slice(-2).join(' / ')}`,
        );
      const [first] = outcomes;
      if (first === undefined) return complaints;
      const rest = await bed.examine(first, { codes: [0, 12] });
      return [...complaints, ...rest];
    },
  }));
}
