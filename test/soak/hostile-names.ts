// Objects with hostile texts, dumped in every way there is and restored by the stock client:
// all are back under their names, and nothing else has happened.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../src/model/manifest.js';
import { projectPath } from '../support/project.js';
import { type ProgramResult, runProgram } from '../support/child-process.js';
import { compareServers } from '../support/compare.js';
import { quoteName } from '../support/compare-query.js';
import { connectTo } from '../support/tsdump.js';
import type { HostileBed } from './hostile-bed.js';
import { createHostileObjects, listHostileObjects } from './hostile-objects.js';
import type { Score } from './part.js';

const BINARY: string = projectPath('bin/tsdump');
const HOME = 'hostile';
/** Exit status of a dump without some objects. */
const LEFT_OUT = 3;
/** Its files are in no order. */
const ANY_ORDER = ['--init-command=SET foreign_key_checks=0'];
/** A terminal would obey these; lines end in \n only. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/;

/** A text, and the databases it was put into. */
interface Trial {
  readonly bed: HostileBed;
  readonly text: string;
  readonly databases: readonly string[];
}

/** How it came through, by way of dumping. */
type Examined = readonly (readonly [way: string, complaints: readonly string[]])[];

/** One text at every place it can stand. */
export async function tryHostileText(bed: HostileBed, text: string, score: Score): Promise<void> {
  const { from, to } = bed;
  await bed.clear();
  for (const connection of [from, to]) {
    await connection.query(`CREATE DATABASE ${HOME}`);
    await connection.query(`USE ${HOME}`);
  }
  const kinds = await createHostileObjects(from, to, listHostileObjects(text, bed.flavor));
  const databases = [HOME];
  try {
    await from.query(`CREATE DATABASE ${quoteName(text)}`);
    await from.query(`CREATE TABLE ${quoteName(text)}.${quoteName(text)} (id INT PRIMARY KEY)`);
    databases.push(text);
    kinds.push('database name');
  } catch {
    // Not a name for a database here.
  }
  const ways = await tryWays({ bed, text, databases });
  await dropSetup(bed, text);
  for (const [way, complaints] of ways) {
    score.count(
      `hostile text, ${way}`,
      `${JSON.stringify(text)} as ${kinds.join(', ')}`,
      complaints.slice(0, 5),
      kinds.length,
    );
  }
}

async function tryWays(trial: Trial): Promise<Examined> {
  return [
    ['stream', await tryStream(trial)],
    ['file with index', await tryArchive(trial)],
    ['directory', await tryDirectory(trial)],
    ['--tab', await tryTab(trial)],
  ];
}

async function dropSetup({ from, to, flavor }: HostileBed, text: string): Promise<void> {
  if (flavor !== 'mysql') return;
  for (const connection of [from, to]) {
    await connection.query(`DROP TABLE IF EXISTS ${HOME}.t_space`).catch(() => undefined);
    await connection.query(`DROP TABLESPACE ${quoteName(text)}`).catch(() => undefined);
  }
}

async function tsdump({ source }: HostileBed, args: readonly string[]): Promise<ProgramResult> {
  return await runProgram(process.execPath, [
    BINARY,
    ...connectTo(source),
    '--read-only',
    '--set-gtid-purged=off',
    '--log-level=debug',
    ...args,
  ]);
}

/** What a run said, as it would reach a terminal. */
function examineWords({ code, stderr }: ProgramResult, mayLeaveOut = false): string[] {
  const complaints: string[] = [];
  if (code !== 0 && !(mayLeaveOut && code === LEFT_OUT)) {
    complaints.push(`exit ${code}: ${stderr.slice(-300)}`);
  }
  const obeyed = OBEYED.exec(stderr);
  if (obeyed !== null) {
    const around = stderr.slice(Math.max(0, obeyed.index - 40), obeyed.index + 10);
    complaints.push(`a terminal obeys ${JSON.stringify(around)}`);
  }
  return complaints;
}

/**
 * Stock clients drop a CR before an LF, unless they are told to leave bytes alone: names that
 * have both come back only so.
 */
function isMangled({ text }: Trial): boolean {
  return text.includes('\r\n');
}

function wholeArgs(trial: Trial): string[] {
  return isMangled(trial) ? ['--comments', '--binary-mode'] : ['--comments'];
}

async function emptyTarget({ bed, databases }: Trial): Promise<void> {
  const { to, target } = bed;
  rmSync(join(target.datadir, 'pwned'), { force: true });
  for (const database of [...databases, ...databases.map(mangle), 'pwned']) {
    await to.query(`DROP DATABASE IF EXISTS ${quoteName(database)}`);
  }
}

function mangle(name: string): string {
  return name.replaceAll('\r\n', '\n');
}

async function examineTarget({ bed, databases }: Trial): Promise<string[]> {
  return await bed.examineTarget([...databases, ...databases.map(mangle)]);
}

/** Restores as a user would, then with what keeps comments inside definitions. */
async function restoreTwice(trial: Trial, sql: Uint8Array): Promise<string[]> {
  const complaints: string[] = [];
  for (const args of [[], wholeArgs(trial)]) {
    await emptyTarget(trial);
    const { code, stderr } = await trial.bed.target.restore(sql, { args });
    const isLost = isMangled(trial) && args.length === 0;
    if (code !== 0 && !isLost) complaints.push(`restore ${args.join(' ')}: ${stderr.slice(-300)}`);
    complaints.push(...(await examineTarget(trial)));
  }
  return [...complaints, ...(await compare(trial))];
}

async function compare({ bed, databases }: Trial): Promise<string[]> {
  const differences = await compareServers(bed.source, bed.target, databases);
  return differences.map(
    ({ kind, object, detail }) => `${kind} ${object}: ${detail.slice(0, 200)}`,
  );
}

async function tryStream(trial: Trial): Promise<string[]> {
  const args = ['--compress=none', '--threads=1', '--databases', '--', ...trial.databases];
  const dumped = await tsdump(trial.bed, args);
  return [...examineWords(dumped), ...(await restoreTwice(trial, dumped.stdout))];
}

/** Also what --list shows, and what --extract takes out. */
async function tryArchive(trial: Trial): Promise<string[]> {
  const { bed, databases } = trial;
  const output = bed.nextOutput();
  const file = join(output, 'dump.sql.zst');
  const into = [`--result-file=${file}`, '--chunk-size=4K'];
  const dumped = await tsdump(bed, [...into, '--databases', '--', ...databases]);
  const complaints = [...examineWords(dumped), ...bed.examineOutput(output)];
  const read = async (...args: readonly string[]): Promise<ProgramResult> =>
    await runProgram(process.execPath, [BINARY, '--no-defaults', ...args, file]);
  const listed = await read('--list');
  complaints.push(...examineWords({ ...listed, stderr: listed.stdout.toString() + listed.stderr }));
  complaints.push(...examineWords(await read('--verify')));
  const names = databases.map((name) => `--extract=${quoteName(name)}`);
  const extracted = await read('--compress=none', ...names);
  complaints.push(...examineWords(extracted), ...(await restoreTwice(trial, extracted.stdout)));
  return complaints;
}

async function tryDirectory(trial: Trial): Promise<string[]> {
  const { bed, databases } = trial;
  const output = bed.nextOutput();
  const directory = join(output, 'dump');
  const into = [`--output-dir=${directory}`, '--compress=none'];
  const dumped = await tsdump(bed, [...into, '--databases', '--', ...databases]);
  const complaints = [...examineWords(dumped), ...bed.examineOutput(output)];
  if (dumped.code !== 0) return complaints;
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
  const files = new Set(manifest.sections.flatMap(({ file }) => file ?? []));
  const there = readdirSync(directory).filter((name) => name !== 'manifest.json');
  if (there.some((name) => !files.has(name))) complaints.push('files the manifest does not name');
  await emptyTarget(trial);
  for (const file of files) {
    const { code, stderr } = await bed.target.restore(join(directory, file), {
      args: wholeArgs(trial),
    });
    if (code !== 0) complaints.push(`${file}: ${stderr.slice(-300)}`);
  }
  return [...complaints, ...(await examineTarget(trial)), ...(await compare(trial))];
}

/**
 * Definitions as SQL, rows as text: nothing may lie outside, and the definitions restore. What
 * cannot be the name of a file is left out, and said to be.
 */
async function tryTab(trial: Trial): Promise<string[]> {
  const { bed, databases } = trial;
  const complaints: string[] = [];
  await emptyTarget(trial);
  for (const database of databases) {
    const output = bed.nextOutput();
    const dumped = await tsdump(bed, [`--tab=${output}`, '--', database]);
    complaints.push(...examineWords(dumped, true), ...bed.examineOutput(output));
    await bed.to.query(`CREATE DATABASE ${quoteName(database)}`);
    const files = readdirSync(output).filter((name) => name.endsWith('.sql'));
    const sql = Buffer.concat(files.map((name) => readFileSync(join(output, name))));
    const args = [...ANY_ORDER, ...(isMangled(trial) ? ['--binary-mode'] : [])];
    const { code, stderr } = await bed.target.restore(sql, { database, args });
    if (code !== 0) complaints.push(`restore: ${stderr.slice(-300)}`);
  }
  return [...complaints, ...(await examineTarget(trial))];
}
