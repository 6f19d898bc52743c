// From the option matrix to cases: each sample alone, and samples drawn at random and put
// together. The same seed draws the same.

import type { Flavor } from '../../src/model/server.js';
import type { Random } from '../../fixtures/generator/random.js';
import type { DropInCase } from './case.js';
import { listSamples } from './option-table.js';
import type { Sample } from './sample.js';

/** What is dumped where a sample does not say. */
const SCOPES: readonly (readonly string[])[] = [
  ['rich'],
  ['rich'],
  ['--databases', 'rich', 'rich_latin1'],
  ['rich', 'orders', 'types', 'a_view', 'many'],
  ['--databases', 'rich', 'rich odd`\'"\\ ж', 'rich_latin1', 'rich_empty'],
  ['rich_latin1'],
  ['--all-databases'],
];

const STATES: Readonly<Record<Flavor, Readonly<Record<'logs' | 'replica', [string, string]>>>> = {
  mysql: {
    logs: [
      "RESET BINARY LOGS AND GTIDS; SET GLOBAL gtid_purged = '0e0c710d-0000-1111-2222-333344445555:1-5,aaaaaaaa-0000-1111-2222-333344445555:1-3:7';",
      '',
    ],
    replica: [
      "RESET BINARY LOGS AND GTIDS; STOP REPLICA; RESET REPLICA ALL; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1, SOURCE_USER = 'x', SOURCE_LOG_FILE = 'source.000007', SOURCE_LOG_POS = 4321, SOURCE_CONNECT_RETRY = 3600; START REPLICA SQL_THREAD;",
      'STOP REPLICA; RESET REPLICA ALL;',
    ],
  },
  mariadb: {
    logs: ["RESET MASTER; SET GLOBAL gtid_binlog_state = '0-1-29,5-7-11';", ''],
    replica: [
      "RESET MASTER; STOP ALL SLAVES; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'x', MASTER_LOG_FILE = 'source.000007', MASTER_LOG_POS = 4321, MASTER_CONNECT_RETRY = 3600; SET GLOBAL gtid_slave_pos = '0-1-29,5-7-11'; START SLAVE SQL_THREAD;",
      "STOP ALL SLAVES; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '';",
    ],
  },
};

/** Each sample once; with `random`, up to `count` of them. */
export function drawAlone(flavor: Flavor, random: Random, count: number | undefined): DropInCase[] {
  const samples = listSamples(flavor).filter((sample) => !isRacy(flavor, sample));
  const drawn = count === undefined ? samples : random.sample(samples, count);
  return drawn.map((sample) => {
    const scope = sample.whole === true || sample.bare === true ? [] : (SCOPES[0] ?? []);
    return buildCase(flavor, 'alone', [sample], scope);
  });
}

/** `count` pairs and triples over random scopes. */
export function drawTogether(flavor: Flavor, random: Random, count: number): DropInCase[] {
  const samples = listSamples(flavor).filter(
    (sample) => sample.bare !== true && sample.aloneOnly !== true && !isRacy(flavor, sample),
  );
  const usual = samples.filter(isUsual);
  return Array.from({ length: count }, (_, index) => {
    const from = random.oneIn(5) ? samples : usual;
    const partial = from.filter((sample) => sample.whole !== true);
    const sampled = random.sample(partial, random.pick([2, 2, 3]));
    // A replica's own position is a row of the database mysql, numbered anew each time.
    const isReplica = sampled.some((sample) => sample.state === 'replica');
    const drawn = isReplica ? sampled.filter((sample) => !dumpsSystemRows(sample)) : sampled;
    const scopes = isReplica ? SCOPES.slice(0, -1) : SCOPES;
    if (scopes === SCOPES && random.oneIn(6)) {
      drawn[0] = random.pick(from.filter((sample) => sample.whole === true));
      return buildCase(flavor, `drawn ${index + 1}`, drawn, []);
    }
    return buildCase(flavor, `drawn ${index + 1}`, drawn, random.pick(scopes));
  });
}

function dumpsSystemRows({ args }: Sample): boolean {
  return args.some((arg) => /^--system=(all|stats)/.test(arg));
}

/**
 * MariaDB writes a checkpoint into a new binary log a moment after it was begun, so that
 * the position after a flush differs from run to run of the real tool too.
 */
function isRacy(flavor: Flavor, { args, state }: Sample): boolean {
  if (flavor !== 'mariadb' || state === undefined) return false;
  return args.some((arg) => /^(-F|--flush-logs|--delete-master-logs)/.test(arg));
}

/** Not one of those that are there to be refused: together they would compare little else. */
function isUsual(sample: Sample): boolean {
  return !/nonsense|nosuch|no such|no\/such|nowhere|none\.|missing|=x|--[as]$|=-?1?$/.test(
    sample.args.join(' '),
  );
}

/** Options for a random schema: nothing that names tables or changes the server. */
export function drawHarmless(flavor: Flavor, random: Random): readonly string[] {
  const samples = listSamples(flavor).filter(
    (sample) =>
      sample.whole !== true &&
      sample.bare !== true &&
      sample.aloneOnly !== true &&
      sample.state === undefined &&
      !sample.args.some((arg) => /where|^-w|tab|fields|lines|-T|xml|-X/.test(arg)),
  );
  return random.sample(samples, random.int(1, 3)).flatMap((sample) => sample.args);
}

function buildCase(
  flavor: Flavor,
  kind: string,
  samples: readonly Sample[],
  scope: readonly string[],
): DropInCase {
  const args = [...samples.flatMap((sample) => sample.args), ...scope];
  const state = samples.some((sample) => sample.state === 'replica')
    ? 'replica'
    : samples.find((sample) => sample.state !== undefined)?.state;
  const [before, after] = state === undefined ? [undefined, undefined] : STATES[flavor][state];
  const input = samples.find((sample) => sample.input !== undefined)?.input;
  return {
    flavor,
    part: 'options',
    name: `${kind}: ${args.join(' ')}`,
    args,
    ...(samples.some((sample) => sample.bare === true) ? { bare: true } : {}),
    ...(before === undefined ? {} : { before, after }),
    ...(input === undefined ? {} : { input }),
    env: Object.assign({}, ...samples.map((sample) => sample.env)) as Record<string, string>,
    files: Object.assign({}, ...samples.map((sample) => sample.files)) as Record<string, string>,
  };
}
