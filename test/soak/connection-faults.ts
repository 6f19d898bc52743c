// The ways in which connections break, as trials: what is done where, to which dump, and
// what is right to expect of it. Pure; connections.ts tries them.

import type { Random } from '../../fixtures/generator/random.js';
import type { Fault, Place, Strike } from './fault-proxy.js';
import type { Expected } from './test-bed.js';

export interface Trial {
  readonly kind: string;
  /** What it takes to try it again. */
  readonly described: string;
  readonly args: readonly string[];
  /** `kill` and `kill-query` are for a connection of the server's, the one that is struck or another. */
  readonly fault: Fault | Kill;
  readonly place: Place;
  /** SIGTERM when it has not ended so long after the fault. */
  readonly terminateMs?: number;
  expect(strike: Strike | undefined): Expected;
}

/** Another client ends one of our connections, or what it runs. */
export interface Kill {
  readonly do: 'kill';
  readonly what: 'CONNECTION' | 'QUERY';
  readonly at: 'request' | 'sent';
  /** So long after that. */
  readonly afterMs: number;
  /** Rather than the one whose request it is, the last one made before it. */
  readonly neighbour: boolean;
}

/** What a loss is where it may be met by a request other than the one struck. */
const LOSS: readonly number[] = [10, 12, 13, 14];
const IS_LOGIN = /^(connect|login)$/;

interface Kind {
  readonly name: string;
  /** At every operation; otherwise so many trials. */
  readonly trials: 'every' | number;
  build(random: Random): Trial['fault'];
  readonly terminateMs?: number;
  /** The dump does not notice, or need not. */
  readonly harmless?: boolean;
  /** Where, if not at any operation; `bytes` are those of all answers. */
  place?(random: Random, bytes: number): Place;
  readonly codes?: readonly number[];
  readonly cause?: RegExp;
}

/** What there is to see of a lost connection, in whose words ever. */
const LOST =
  /lost|closed|ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|gone|killed|interrupted|hang up|ended|communication packets/i;
/** Where the server has nothing more to say, only a signal ends the wait for the rest. */
const GARBLED =
  /SIGTERM|packet|protocol|out of turn|sent (?:\d+ rows|an? )|cannot connect|malformed|answer/i;

const LONG_REQUESTS: readonly RegExp[] = [
  /FLUSH TABLES/,
  /GET_LOCK\(@tsdump_undo, 3/,
  /information_schema/,
  /TABLE_ROWS/,
  /KEY_COLUMN|INDEX_NAME|COLUMN_NAME/,
  /START TRANSACTION/,
  /\d command (22|23)/,
  /FROM `shop`.`words`/,
  /COUNT\(\*\), SUM/,
  /SHOW FIELDS|SHOW CREATE/,
];

const TRICKLES = [
  { bytes: 1, pauseMs: 0 },
  { bytes: 70, pauseMs: 0 },
  { bytes: 700, pauseMs: 1 },
  { bytes: 3000, pauseMs: 5 },
] as const;

/** The slow ones last: the front of the list is a slice of the suite's. */
const KINDS: readonly Kind[] = [
  { name: 'cut before a request', trials: 'every', build: () => ({ do: 'cut', at: 'request' }) },
  { name: 'cut with the answer lost', trials: 'every', build: () => ({ do: 'cut', at: 0 }) },
  { name: 'cut when a request was sent', trials: 40, build: () => ({ do: 'cut', at: 'sent' }) },
  {
    name: 'cut inside an answer',
    trials: 60,
    build: (random) => ({ do: 'cut', at: random.int(1, random.pick([12, 60, 2000])) }),
    codes: LOSS,
  },
  {
    name: 'cut behind so many bytes',
    trials: 40,
    place: (random, bytes) => ({ bytes: random.int(1, bytes) }),
    build: (random) => ({ do: 'cut', at: 0, reset: random.oneIn(2) }),
    codes: LOSS,
  },
  {
    name: 'reset',
    trials: 40,
    build: (random) => ({
      do: 'cut',
      at: random.pick(['request', 'sent', 0] as const),
      reset: true,
    }),
  },
  {
    name: 'half-closed by the server',
    trials: 30,
    build: () => ({ do: 'half-close', side: 'server' }),
  },
  {
    name: 'half-closed towards the server',
    trials: 30,
    build: () => ({ do: 'half-close', side: 'client' }),
  },
  {
    name: 'network gone',
    trials: 40,
    build: (random) => ({
      do: 'cut',
      at: random.pick(['request', 'sent', 0] as const),
      reset: random.oneIn(2),
      all: true,
    }),
    codes: [10, 12, 13, 14, 50],
  },
  {
    name: 'stalled for a while',
    trials: 12,
    harmless: true,
    build: (random) => ({ do: 'stall', ms: 1500, all: random.oneIn(2) }),
  },
  {
    name: 'answers trickle',
    trials: 12,
    harmless: true,
    build: (random) => ({ do: 'trickle', ...random.pick(TRICKLES) }),
  },
  {
    name: 'connection killed',
    codes: LOSS,
    trials: 60,
    build: (random) => ({
      do: 'kill',
      what: 'CONNECTION',
      at: random.pick(['request', 'sent'] as const),
      afterMs: random.pick([0, 0, 1, 30]),
      neighbour: random.oneIn(2),
    }),
  },
  {
    name: 'query killed',
    codes: LOSS,
    trials: 40,
    build: (random) => ({
      do: 'kill',
      what: 'QUERY',
      at: 'sent',
      afterMs: random.pick([0, 0, 0, 1, 3]),
      neighbour: random.oneIn(6),
    }),
    // Most of a dump's requests are over sooner than anybody can end them.
    place: (random) => ({ request: random.pick(LONG_REQUESTS) }),
  },
  {
    name: 'silence, then SIGTERM',
    trials: 8,
    build: (random) => ({ do: 'stall', all: random.oneIn(2) }),
    terminateMs: 300,
    codes: [143, 50],
    cause: /SIGTERM/,
  },
  {
    name: 'garbled length of an answer',
    trials: 20,
    build: (random) => ({
      do: 'corrupt',
      packet: random.pick([0, 1, 2, 5, random.int(0, 300)]),
      at: random.int(0, 2),
      flip: 1 << random.int(0, 7),
    }),
    terminateMs: 2000,
    codes: [10, 12, 13, 14, 143],
    cause: GARBLED,
  },
];

/** Of the modes: the bed knows where it is. */
export const OUTPUT_DIR = '--output-dir';

/** Mostly the mode that has most to lose. */
const MODES: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ['--max-window=60'],
  ['--verify-source'],
  [OUTPUT_DIR],
  ['--skip-read-only'],
  ['--skip-read-only', '--single-transaction'],
];

/** So far beyond the last operation counted trials go: lanes take turns as they come. */
const BEYOND = 4;

/**
 * All trials, those of each kind spread evenly over the list: the front of it is a sample.
 * `operations`: of a dump over one connection, and with two lanes.
 */
export function listTrials(
  random: Random,
  operations: readonly [number, number],
  bytes: number,
): Trial[] {
  const placed: { readonly at: number; readonly trial: Trial }[] = [];
  for (const kind of KINDS) {
    const trials =
      kind.trials === 'every'
        ? operations.flatMap((last, lanes) =>
            Array.from({ length: last + BEYOND }, (_, index) =>
              buildTrial(random, kind, lanes + 1, { operation: index + 1 }, []),
            ),
          )
        : Array.from({ length: kind.trials }, () => {
            const threads = random.int(1, 2);
            const last = operations[threads - 1] as number;
            const place = kind.place?.(random, bytes) ?? { operation: random.int(1, last) };
            return buildTrial(random, kind, threads, place, random.pick(MODES));
          });
    const shuffled = random.sample(trials, trials.length);
    shuffled.forEach((trial, index) => placed.push({ at: index / shuffled.length, trial }));
  }
  return placed.sort((one, other) => one.at - other.at).map(({ trial }) => trial);
}

function buildTrial(
  random: Random,
  kind: Kind,
  threads: number,
  place: Place,
  mode: readonly string[],
): Trial {
  const args = [`--threads=${threads}`, ...mode];
  const fault = kind.build(random);
  return {
    kind: kind.name,
    described: describe({ fault, place, args }),
    args,
    fault,
    place,
    ...(kind.terminateMs === undefined ? {} : { terminateMs: kind.terminateMs }),
    expect: (strike) => expectOf(kind, strike),
  };
}

function describe(trial: Pick<Trial, 'fault' | 'place' | 'args'>): string {
  return JSON.stringify(trial, (_key, value: unknown) =>
    value instanceof RegExp ? value.source : value,
  );
}

function expectOf(kind: Kind, strike: Strike | undefined): Expected {
  if (kind.harmless === true || strike === undefined) return { codes: [0] };
  // It may come too late to matter: the last answer is there, others read on, the guard has
  // done its work. What is written is then held against a whole dump.
  return { codes: kind.codes ?? lossCodes(strike), mayPass: true, cause: kind.cause ?? LOST };
}

/** What the loss of a connection is, at that request. */
function lossCodes({ link, request }: Strike): readonly number[] {
  // The one that holds the lock.
  if (link === 0) return IS_LOGIN.test(request) ? [10, 14] : [13, 14];
  // The guard, or one that reads.
  return IS_LOGIN.test(request) ? [10, 12, 13] : [12, 13, 14];
}
