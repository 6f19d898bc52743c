// A server that lies, seen by the whole program: cells of its answers that try to be SQL, and
// packets that are none. A lie ends the dump with a documented status, or does no harm: what
// is restored is what there was, and nothing else has happened.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { errorKinds } from '../../src/base/errors.js';
import { projectPath } from '../support/project.js';
import { connectTo } from '../support/tsdump.js';
import type { Place } from './answer-editor.js';
import type { HostileBed } from './hostile-bed.js';
import { type Lie, LyingServer } from './lying-server.js';
import type { Random } from '../../fixtures/generator/random.js';
import type { Score } from './part.js';

const BINARY: string = projectPath('bin/tsdump');
/** A lie may end a dump so; a defect of ours, or an unnamed death, never. */
const DOCUMENTED: ReadonlySet<number> = new Set(
  Object.values(errorKinds)
    .map(({ exit }) => exit)
    .filter((exit) => exit > 1),
);
/** Far more than any of these dumps takes. */
const HANGS_MS = 60_000;
const ROWS_PER_ANSWER = 2;
export const LIED_TO = 'lied';

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

const SHOP = `
  CREATE DATABASE ${LIED_TO}; USE ${LIED_TO};
  CREATE TABLE t (id INT PRIMARY KEY, price DECIMAL(9,2), word VARCHAR(99) DEFAULT 'x' COMMENT 'c', raw BLOB);
  INSERT INTO t VALUES (1, 1.5, 'a', 'b'), (2, NULL, 'it''s', NULL);
  CREATE TABLE d (id INT PRIMARY KEY, x DOUBLE); INSERT INTO d VALUES (1, 0.1);
  CREATE VIEW v AS SELECT id, word FROM t;
  CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.word = 'x;';
DELIMITER //
CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//
DELIMITER ;
  CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
  CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SET @x = 1;
`;

export async function createLiedTo({ source, flavor }: HostileBed): Promise<void> {
  await source.run(`DROP DATABASE IF EXISTS ${LIED_TO}; ${SHOP}`);
  if (flavor === 'mariadb') await source.run(`CREATE SEQUENCE ${LIED_TO}.s`);
}

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly heard: Buffer;
  /** Highest resident size of the process, in bytes. */
  readonly peakBytes: number;
  /** It had to be interrupted. */
  readonly waited: boolean;
  /** That did not help. */
  readonly hung: boolean;
}

/** A dump through a server that lies, into `folder`. */
export async function dumpFromLiar(
  bed: HostileBed,
  lie: Lie,
  file: string,
  args: readonly string[] = [],
): Promise<Ended> {
  const liar = await LyingServer.start(bed.source, lie);
  try {
    return await runBounded(buildDumpArgs(bed, liar, file, args), liar);
  } finally {
    await liar.close();
  }
}

export function buildDumpArgs(
  { flavor }: HostileBed,
  liar: LyingServer,
  file: string,
  args: readonly string[] = [],
): string[] {
  return [
    ...connectTo(liar),
    '--ssl-mode=disabled',
    '--threads=1',
    '--read-only',
    '--skip-dump-date',
    '--source-data=1',
    '--compress=none',
    ...(flavor === 'mysql' ? ['--set-gtid-purged=on'] : []),
    `--result-file=${file}`,
    ...args,
    '--databases',
    LIED_TO,
  ];
}

async function runBounded(args: readonly string[], liar: LyingServer): Promise<Ended> {
  const child = spawn(process.execPath, [BINARY, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  let hung = false;
  let peakBytes = 0;
  let waited = false;
  const patience = setTimeout(() => {
    waited = true;
    child.kill('SIGTERM');
  }, HANGS_MS);
  const bound = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, 2 * HANGS_MS);
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, readPeak(child.pid));
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(patience);
  clearTimeout(bound);
  clearInterval(watch);
  return {
    code,
    stderr: Buffer.concat(said).toString(),
    heard: liar.heard,
    peakBytes,
    waited,
    hung,
  };
}

function readPeak(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** What is wrong with how it ended, and with what a restore of its file does. */
export async function examineEnded(
  bed: HostileBed,
  ended: Ended,
  file: string,
  truth: Buffer,
): Promise<string[]> {
  const { code, stderr, hung } = ended;
  const complaints: string[] = [];
  const said = stderr.trim().split('\n').slice(-3).join(' / ').slice(0, 300);
  if (hung) complaints.push('it hangs');
  else if (code === null || (code !== 0 && !DOCUMENTED.has(code)))
    complaints.push(`exit ${code}: ${said}`);
  if (OBEYED.test(stderr)) complaints.push(`a terminal obeys ${JSON.stringify(said)}`);
  const wrote = existsSync(file);
  if (wrote && code !== 0 && code !== 3)
    complaints.push(`exit ${code} left a file that looks whole`);
  if (!wrote) return complaints;
  const sql = readFileSync(file);
  rmSync(file);
  if (sql.equals(truth)) return complaints;
  rmSync(join(bed.target.datadir, 'pwned'), { force: true });
  // Goes on after errors, so that nothing in the file is passed over.
  await bed.target.restore(sql, { force: true });
  const { to } = bed;
  const [databases] = await to.query<never>('SHOW DATABASES');
  const here = (databases as { Database: string }[]).map(({ Database }) => Database);
  // A name that is a lie is a name all the same.
  complaints.push(...(await bed.examineTarget(here.filter((name) => name !== 'pwned'))));
  await to.query(`DROP DATABASE IF EXISTS ${LIED_TO}`);
  return complaints;
}

/** What a cell says instead: each would do harm if it were written as it is. */
const CELL_LIES: readonly ((value: string) => string)[] = [
  (value) => `${value}; DROP DATABASE canary`,
  (value) => `${value}\n;;\nDROP DATABASE canary;;\nDELIMITER ;\nDROP DATABASE canary;\n-- `,
  (value) => `${value}*/; DROP DATABASE canary; /*`,
  (value) => `${value}'; DROP DATABASE canary; -- '`,
  (value) => `${value}\`; DROP DATABASE canary; -- \``,
  () => '1); DROP DATABASE canary; -- ',
  (value) => `${value}\n\\! touch pwned\n`,
  (value) => `${value} \\! touch pwned`,
  (value) => `${value}'`,
  (value) => `${value} /*`,
  () => '',
  () => '-1',
  () => '9'.repeat(60),
  (value) => `${value}\x1b]0;pwned\x07\x1b[2J\xff\xfe`,
];

/** `count` lies about cells, drawn evenly: each cell that is said is lied about in turn. */
export async function tryCellLies(
  bed: HostileBed,
  random: Random,
  count: number,
  score: Score,
  tell: (line: string) => void,
): Promise<void> {
  const file = join(bed.nextOutput(), 'lied.sql');
  const places = new Map<string, Place>();
  const recording: Lie = {
    cell: (place) => {
      if (place.row < ROWS_PER_ANSWER) places.set(toKey(place), place);
      return undefined;
    },
  };
  const truthful = await dumpFromLiar(bed, recording, file);
  if (truthful.code !== 0) throw new Error(`the truth: exit ${truthful.code}: ${truthful.stderr}`);
  const truth = readFileSync(file);
  rmSync(file);
  const keys = [...places.keys()];
  tell(`${keys.length} cells to lie about`);
  const first = random.int(0, CELL_LIES.length - 1);
  for (let trial = 0; trial < count; trial++) {
    const key = keys[trial % keys.length] as string;
    const turn = Math.floor(trial / keys.length) + trial + first;
    const distort = CELL_LIES[turn % CELL_LIES.length] as (value: string) => string;
    let lie = '';
    const cell: Lie['cell'] = (place, value) => {
      if (toKey(place) !== key) return undefined;
      lie = distort(value ?? '');
      return lie;
    };
    const ended = await dumpFromLiar(bed, { cell }, file);
    const complaints = await examineEnded(bed, ended, file, truth);
    score.count('cell of an answer that lies', `${key} says ${JSON.stringify(lie)}`, complaints);
  }
}

function toKey({ sql, result, row, column }: Place): string {
  return `${sql.slice(0, 300)} | result ${result}, row ${row}, ${column}`;
}
