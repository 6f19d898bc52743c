// `npm run bench`: whole processes against throwaway servers, in turn within one run, and a
// report of it in bench/results. Nothing is asserted here.
//
//   npm run bench -- [--size-mb 600] [--runs 5] [--flavor mysql|mariadb] [--to file|null]

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavor } from '../src/model/server.js';
import { makeTemporaryFolder } from '../test/support/child-process.js';
import { projectPath } from '../test/support/project.js';
import { findServers, startServer } from '../test/support/servers.js';
import type { TestServer } from '../test/support/test-server.js';
import {
  buildContestants,
  buildTsdumpCommand,
  type Contestant,
  findMydumper,
  type Setting,
} from './contestants.js';
import { loadData } from './data.js';
import { recordSelects } from './record-selects.js';
import { buildReport, type Outcome, type Run } from './report.js';
import { readBytes, runCommand } from './run-command.js';

interface Options {
  readonly sizeMb: number;
  readonly runs: number;
  readonly flavor: Flavor | undefined;
  readonly toNull: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      'size-mb': { type: 'string', default: '600' },
      runs: { type: 'string', default: '5' },
      flavor: { type: 'string' },
      to: { type: 'string', default: 'file' },
    },
  });
  const { flavor, to } = values;
  if (flavor !== undefined && flavor !== 'mysql' && flavor !== 'mariadb') {
    throw new Error('--flavor is mysql or mariadb');
  }
  if (to !== 'file' && to !== 'null') throw new Error('--to is file or null');
  const sizeMb = Number(values['size-mb']);
  const runs = Number(values.runs);
  if (!(sizeMb > 0) || !(runs >= 1)) throw new Error('--size-mb and --runs take numbers');
  return { sizeMb, runs, flavor, toNull: to === 'null' };
}

async function benchFlavor(flavor: Flavor, options: Options): Promise<void> {
  const loadBefore = loadavg()[0] ?? 0;
  // All of it in memory, so that the server reads no disk.
  const pool = `--innodb-buffer-pool-size=${Math.ceil(2 * options.sizeMb + 256)}M`;
  await using server = await startServer(flavor, { args: [pool] });
  console.error(`bench: loading about ${options.sizeMb} MB into ${flavor} ...`);
  const database = await loadData(server, options.sizeMb);
  const folder = makeTemporaryFolder('bench');
  const setting = await prepareSetting(server, database, folder);
  const contestants = buildContestants(setting);
  const runs = new Map(contestants.map(({ name }) => [name, [] as Run[]]));
  const failures = new Map<string, string>();
  for (let round = 0; round < options.runs; round++) {
    const first = round % contestants.length;
    const order = [...contestants.slice(first), ...contestants.slice(0, first)];
    for (const contestant of order) {
      if (failures.has(contestant.name)) continue;
      try {
        const run = await runOnce(contestant, { server, folder, round, toNull: options.toNull });
        runs.get(contestant.name)?.push(run);
        console.error(`bench: ${round + 1}. ${contestant.name}: ${run.wallSeconds.toFixed(2)} s`);
      } catch (error) {
        failures.set(contestant.name, (error as Error).message);
        console.error(`bench: ${contestant.name} failed: ${(error as Error).message}`);
      }
    }
  }
  const outcomes: Outcome[] = contestants.map((contestant) => ({
    name: contestant.name,
    command: describeCommand(contestant, setting, options.toNull),
    runs: failures.has(contestant.name) ? [] : (runs.get(contestant.name) ?? []),
    failure: failures.get(contestant.name),
  }));
  keepReport(flavor, describeRun(server, options, loadBefore), outcomes);
}

/** One dump beforehand: its SELECTs are recorded, and the server has every page in memory. */
async function prepareSetting(
  server: TestServer,
  database: string,
  folder: string,
): Promise<Setting> {
  const selects = join(folder, 'selects.sql');
  const journalDir = join(folder, 'journal');
  const setting = { server, database, journalDir, selects, mydumper: findMydumper() };
  const statements = await recordSelects(server, async () => {
    const command = buildTsdumpCommand(setting, 'none', 1);
    const { exitCode, stderr } = await runCommand(
      { command, stdout: '/dev/null' },
      server.pid ?? 0,
    );
    if (exitCode !== 0) throw new Error(`tsdump exited ${exitCode}: ${stderr}`);
  });
  writeFileSync(selects, statements.join('\n'));
  return setting;
}

interface Circumstances {
  readonly server: TestServer;
  readonly folder: string;
  readonly round: number;
  readonly toNull: boolean;
}

async function runOnce(
  contestant: Contestant,
  { server, folder, round, toNull }: Circumstances,
): Promise<Run> {
  const target = toNull && !contestant.writesFolder ? '/dev/null' : join(folder, 'output');
  try {
    const measured = await runCommand(contestant.commandLine(target), server.pid ?? 0);
    if (measured.exitCode !== 0) {
      const said = measured.stderr.trim().split('\n').slice(-2).join(' ');
      throw new Error(`exit status ${measured.exitCode}: ${said}`);
    }
    return {
      ...measured,
      round,
      outputBytes: readBytes(target),
      windowSeconds: contestant.tellsWindow ? readWindowSeconds(measured.stderr) : undefined,
    };
  } finally {
    // Before its pages are written back, which the next one would pay for.
    if (target !== '/dev/null') await rm(target, { recursive: true, force: true });
  }
}

function readWindowSeconds(stderr: string): number | undefined {
  for (const line of stderr.split('\n')) {
    if (!line.includes('"type":"report"')) continue;
    const { windowMs } = JSON.parse(line) as { windowMs?: number };
    return windowMs === undefined ? undefined : windowMs / 1000;
  }
  return undefined;
}

/** The command line without this machine's paths. */
function describeCommand(contestant: Contestant, setting: Setting, toNull: boolean): string {
  const target = toNull && !contestant.writesFolder ? '/dev/null' : 'OUTPUT';
  const { command, pipeTo, stdout } = contestant.commandLine(target);
  const words = [...command, ...(pipeTo === undefined ? [] : ['|', ...pipeTo]), '>', stdout];
  return words
    .map((word) => word.replace(setting.server.socket, 'SOCKET').replace(setting.journalDir, 'DIR'))
    .map((word) => (word.startsWith('/') && word !== '/dev/null' ? basename(word) : word))
    .join(' ');
}

function describeRun(server: TestServer, options: Options, loadBefore: number): string[] {
  const { version, dump } = server.binaries;
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const target = options.toNull
    ? '/dev/null, but mydumper writes a folder on disk'
    : 'files in the temporary folder, removed after each run; tsdump fsyncs its output, the others do not';
  const load = `${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  return [
    `machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${memory}, Node ${process.version}; load average ${load} (1 minute). Server and clients share it, and so may others: believe ratios before seconds.`,
    `tsdump ${readLine('git', ['-C', projectPath(), 'describe', '--always', '--dirty'])}, server ${server.flavor} ${version}, ${readLine(dump, ['--no-defaults', '--version'])}`,
    `${readLine('zstd', ['--version'])}; ${readLine(findMydumper() ?? 'mydumper', ['--version'])}`,
    `data: fixtures/generator/bulk.ts in the mix of bench/data.ts, asked for ${options.sizeMb} MB; all of it in the server's buffer pool, read once before`,
    `${options.runs} rounds; output to ${target}`,
    'client CPU: user and system time of all client processes; CPU, output and window are medians, peak memory the largest of all runs (VmHWM, looked at every 50 ms, processes of a pipe summed)',
  ];
}

function readLine(command: string, args: readonly string[]): string {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  const line = stdout?.trim().split('\n')[0] ?? '';
  // Some print the path they were called by.
  return line === ''
    ? `${command}: none`
    : line
        .replace(/^\S*\/|\*+/g, '')
        .replace(/\s+/g, ' ')
        .trim();
}

function keepReport(flavor: Flavor, facts: readonly string[], outcomes: readonly Outcome[]): void {
  const date = new Date().toISOString().slice(0, 10);
  const report = buildReport({ title: `Whole dumps, ${flavor}, ${date}`, facts }, outcomes);
  const folder = projectPath('bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${date}-${flavor}.md`), report);
  console.log(report);
}

const options = readOptions();
const flavors = (await findServers()).map((found) => found.flavor);
const wanted = flavors.filter(
  (flavor) => options.flavor === undefined || flavor === options.flavor,
);
if (wanted.length === 0) {
  throw new Error('no such server here; test/support/install-servers.sh brings them');
}
for (const flavor of wanted) await benchFlavor(flavor, options);
