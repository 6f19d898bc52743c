// The part `files`: each operation on a file of ours fails once, for each N and each reason
// there may be; real disks that are full; a reader that goes away.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random } from '../../fixtures/generator/random.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import type { FileFault, FileOperation, FileReport } from './file-fault.js';
import { type Part, type PartOptions, type PartResult, Score, toSeconds } from './part.js';
import { type Expected, type Outcome, TestBed } from './test-bed.js';

const PRELOAD: string = pathToFileURL(projectPath('dist/test/soak/failing-files.js')).href;

/** What each operation may fail with, by turns. */
const ERRORS: Readonly<Record<FileOperation, readonly string[]>> = {
  open: ['ENOSPC', 'EMFILE'],
  write: ['ENOSPC', 'EIO', 'EPIPE'],
  sync: ['EIO'],
  close: ['EIO'],
  rename: ['EIO'],
  mkdir: ['ENOSPC'],
  remove: ['EIO'],
  look: ['EIO'],
  read: ['EIO'],
};
/** No failure: half of the bytes are taken, as POSIX allows. */
const SHORT = 'short';
const OPERATIONS = Object.keys(ERRORS) as FileOperation[];

/** One way of writing a dump. */
interface Way {
  readonly name: string;
  readonly args: readonly string[];
}

interface Trial {
  readonly way: Way;
  readonly fault: Pick<FileFault, 'operation' | 'error' | 'nth' | 'lasting'>;
}

/** Fewer trials than this are no whole run. */
const SLICE = 50;
const DISK_KILOBYTES: readonly number[] = [4, 12, 32, 64, 96, 128, 256, 1024];
const FILLER: Uint8Array = new Uint8Array(2 * 1024 * 1024);
/** The dump has half a million, a pipe holds 65,536. */
const PIPE_BYTES: readonly number[] = [0, 1, 1000, 65_536, 100_000, 300_000];

export const files: Part = { name: 'files', defaultCount: 1000, run };

async function run(options: PartOptions): Promise<PartResult> {
  const bed = await TestBed.start(options.flavor);
  const part = new FilesPart(bed, options);
  await part.failOperations();
  await part.fillDisks();
  await part.closePipes();
  const { report, complaints } = await bed.stop();
  part.score.count('clients that write meanwhile', 'all', complaints);
  return {
    tallies: part.score.tallies,
    figures: { 'longest stall of a client': toSeconds(report.longestMs) },
    failures: part.score.failures,
  };
}

class FilesPart {
  readonly score: Score = new Score();
  readonly #bed: TestBed;
  readonly #options: PartOptions;
  readonly #random: Random;
  /** How often `read_only` was set. */
  #changes: string | undefined;
  readonly #spool: string = makeTemporaryFolder('spool');
  readonly #report: string = join(makeTemporaryFolder('report'), 'report');

  constructor(bed: TestBed, options: PartOptions) {
    this.#bed = bed;
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  /** All there are, or as many of them as are asked for. */
  async failOperations(): Promise<void> {
    const trials: Trial[] = [];
    for (const way of this.#some(this.#listWays())) trials.push(...(await this.#listTrials(way)));
    const chosen =
      trials.length <= this.#options.count
        ? trials
        : this.#random.sample(trials, this.#options.count);
    this.#options.tell(`${trials.length} operations can fail, ${chosen.length} do`);
    for (const trial of chosen) await this.#try(trial);
  }

  /** One of them in a slice. */
  #some<T>(all: readonly T[]): readonly T[] {
    return this.#options.count < SLICE ? this.#random.sample(all, 1) : all;
  }

  #listWays(): Way[] {
    const ways: Way[] = [];
    for (const threads of ['--threads=1', '--threads=2']) {
      ways.push({ name: 'file', args: [threads] });
      ways.push({ name: 'directory', args: [threads, `--output-dir=${this.#bed.directory}`] });
    }
    const spool = ['--threads=2', '--buffer-size=0', `--spool=${this.#spool}`];
    return [...ways, { name: 'spool', args: spool }];
  }

  /** Runs it once untouched, and counts what it does. */
  async #listTrials(way: Way): Promise<Trial[]> {
    await this.#bed.learn(way.args);
    const nothing = { operation: 'open', error: 'none', nth: Infinity, lasting: false } as const;
    const { outcome, seen } = await this.#dump({ way, fault: nothing });
    const complaints = await this.#bed.examine(outcome, { codes: [0] });
    if (!(await this.#wasChanged())) complaints.push('its change was not seen');
    this.score.count('nothing fails', describe({ way, fault: nothing }), complaints);
    return OPERATIONS.flatMap((operation) =>
      Array.from({ length: seen.get(operation) ?? 0 }, (_, index) => index + 1).flatMap((nth) =>
        listErrors(operation, nth).map((error) => {
          return { way, fault: { operation, error, nth, lasting: error === 'ENOSPC' } };
        }),
      ),
    );
  }

  async #try(trial: Trial): Promise<void> {
    const { operation, error } = trial.fault;
    const { outcome, struck } = await this.#dump(trial);
    const target = this.#nameTarget(struck);
    const complaints = await this.#bed.examine(outcome, this.#expect(trial, struck));
    if (readdirSync(this.#spool).length > 0) complaints.push('left a file in the spool');
    const wasChanged = await this.#wasChanged();
    if (target === 'undo journal' && outcome.code === 11 && wasChanged) {
      complaints.push('changed without a journal');
    }
    if (target === 'undo journal' && operation === 'remove' && !outcome.stderr.includes(error)) {
      complaints.push('does not say that its note is left');
    }
    const kind = `${operation} of the ${target}: ${error}`;
    this.score.count(kind, describe(trial), complaints);
  }

  /** Has anybody set `read_only` of this server, or taken it back, since this was last asked? */
  async #wasChanged(): Promise<boolean> {
    const counted = this.#changes;
    this.#changes = await this.#bed.server.run(
      "SELECT SUM(COUNT_STAR) FROM performance_schema.events_statements_summary_by_digest WHERE DIGEST_TEXT LIKE 'SET GLOBAL%read_only%'",
    );
    return this.#changes !== counted;
  }

  #nameTarget(path: string | undefined): string {
    if (path === undefined) return 'nothing';
    if (path.startsWith(this.#bed.journal)) return 'undo journal';
    if (path.startsWith(this.#spool)) return 'spool';
    if (basename(path).startsWith('manifest.json')) return 'manifest';
    if (path.startsWith(this.#bed.directory) && !path.startsWith(this.#bed.file))
      return 'directory';
    return path === this.#bed.output ? 'folder around it' : 'dump file';
  }

  #expect({ fault }: Trial, struck: string | undefined): Expected {
    // Two lanes do not write in the same pieces twice.
    if (struck === undefined || fault.error === SHORT) return { codes: [0] };
    const cause = new RegExp(fault.error);
    const { operation } = fault;
    switch (this.#nameTarget(struck)) {
      case 'undo journal':
        // With the server as it was found the dump stands.
        if (operation === 'remove') return { codes: [0], keepsUndo: true };
        return { codes: [11], cause };
      case 'manifest':
      case 'folder around it':
        return { codes: [20], cause };
      case 'directory':
        return { codes: [operation === 'mkdir' || operation === 'look' ? 21 : 20], cause };
      case 'spool':
        // All of it was read by then.
        if (operation === 'close') return { codes: [0] };
        return { codes: [operation === 'look' ? 21 : 20], cause };
      default:
        return { codes: [operation === 'open' || operation === 'look' ? 21 : 20], cause };
    }
  }

  /** Real ones, of several sizes. */
  async fillDisks(): Promise<void> {
    const disk = makeTemporaryFolder('disk');
    const { directory, file, server } = this.#bed;
    const onDisk = (path: string): string => join(disk, basename(path));
    const ways: readonly Way[] = [
      { name: 'file', args: [`--result-file=${onDisk(file)}`] },
      { name: 'directory', args: [`--output-dir=${onDisk(directory)}`] },
      { name: 'spool', args: [`--spool=${disk}`, '--buffer-size=0', '--threads=2'] },
      { name: 'undo journal', args: [`--journal-dir=${disk}/journal`] },
    ];
    for (const kilobytes of this.#some(DISK_KILOBYTES)) {
      for (const { name, args } of ways) {
        const size = `size=${kilobytes}k`;
        if ((await runProgram('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', disk])).code !== 0) {
          this.#options.tell('NO TMPFS: only root can mount one; full disks were NOT tried');
          return;
        }
        try {
          if (name === 'undo journal') writeFileSync(join(disk, 'filler'), FILLER);
        } catch {
          // Full, as it should be.
        }
        try {
          const outcome = await this.#bed.dump(server, args);
          for (const path of [file, directory].filter((each) => existsSync(onDisk(each)))) {
            cpSync(onDisk(path), path, { recursive: true });
            rmSync(onDisk(path), { recursive: true });
          }
          const codes = name === 'undo journal' ? [11] : [20, 21];
          const mayPass = name !== 'undo journal';
          const complaints = await this.#bed.examine(outcome, { codes, mayPass, cause: /ENOSPC/ });
          const left = readdirSync(disk).filter((each) => each !== 'filler' && each !== 'journal');
          if (left.length > 0) complaints.push(`left on the disk: ${left.join(', ')}`);
          this.score.count(`full disk under the ${name}`, `${kilobytes} KiB`, complaints);
        } finally {
          await runProgram('umount', [disk]);
        }
      }
    }
  }

  /** The reader takes so many bytes and goes. */
  async closePipes(): Promise<void> {
    for (const threads of [1, 2]) {
      for (const bytes of this.#some(PIPE_BYTES)) {
        const args = [`--threads=${threads}`, '--compress=none', '--result-file=/dev/stdout'];
        const program = [process.execPath, ...this.#bed.buildArgs(this.#bed.server, args)];
        const pipeline = `"$@" | head -c ${bytes} > /dev/null; exit \${PIPESTATUS[0]}`;
        const outcome = await runProgram('bash', ['-c', pipeline, 'bash', ...program]);
        const complaints = await this.#bed.examine(outcome, { codes: [20], cause: /pipe.*EPIPE/ });
        this.score.count('reader of the pipe goes away', `after ${bytes} bytes`, complaints);
      }
    }
  }

  async #dump({ way, fault }: Trial): Promise<{
    readonly outcome: Outcome;
    readonly struck: string | undefined;
    readonly seen: ReadonlyMap<FileOperation, number>;
  }> {
    const { journal, output, server } = this.#bed;
    const under = [journal, output, this.#spool];
    const told: FileFault = { ...fault, under, report: this.#report };
    const env = { TSDUMP_FILE_FAULT: JSON.stringify(told) };
    rmSync(this.#report, { force: true });
    const outcome = await this.#bed.dump(server, way.args, [`--import=${PRELOAD}`], env);
    const seen = new Map<FileOperation, number>();
    let struck: string | undefined;
    const lines = existsSync(this.#report) ? readFileSync(this.#report, 'utf8') : '';
    for (const line of lines.split('\n').filter((each) => each !== '')) {
      const report = JSON.parse(line) as FileReport;
      struck ??= report.struck;
      for (const operation of OPERATIONS) {
        seen.set(operation, (seen.get(operation) ?? 0) + (report.seen?.[operation] ?? 0));
      }
    }
    return { outcome, struck, seen };
  }
}

function listErrors(operation: FileOperation, nth: number): string[] {
  const errors = ERRORS[operation];
  const error = errors[nth % errors.length] as string;
  return operation === 'write' ? [error, SHORT] : [error];
}

function describe({ way, fault }: Trial): string {
  return `${way.name} ${way.args[0]}, ${fault.operation} ${fault.nth}`;
}
