// A copy of the compiled project in which one source at a time is another. Its command line
// runs the sources themselves, not the bundle, so that nothing has to be built.

import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { listMutants, type Mutant } from './mutants.js';

/** Whether a test ran the code at an offset of a file. */
export type HasRun = (file: string, offset: number) => boolean;

export interface TestRun {
  readonly test: string;
  readonly passed: boolean;
  readonly seconds: number;
}

const COPIED = ['dist', 'bin'];

export class Workshop {
  readonly folder: string = makeTemporaryFolder('mutate');

  constructor() {
    for (const name of readdirSync(projectPath())) {
      const from = projectPath(name);
      if (COPIED.includes(name)) cpSync(from, join(this.folder, name), { recursive: true });
      else if (name !== '.git') symlinkSync(from, join(this.folder, name));
    }
    const bin = join(this.folder, 'bin', 'tsdump');
    const text = readFileSync(bin, 'utf8').replace('dist/run/cli.js', 'dist/src/cli/main.js');
    writeFileSync(bin, text);
  }

  /** Paths below dist/src. */
  listSources(rooms: readonly string[]): string[] {
    return this.#list('src', (name) => name.endsWith('.js')).filter((file) =>
      rooms.some((room) => file.startsWith(room)),
    );
  }

  /** Paths below dist/test. */
  listTests(words: readonly string[]): string[] {
    return this.#list('test', (name) => name.endsWith('.test.js')).filter(
      (file) => words.length === 0 || words.some((word) => file.includes(word)),
    );
  }

  listMutants(file: string): Mutant[] {
    return listMutants(this.#source(file), file);
  }

  /** Runs `work` while the mutant is in its place. */
  async with<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = this.#source(mutant.file);
    const original = readFileSync(path, 'utf8');
    const { end, replacement, start } = mutant;
    writeFileSync(path, original.slice(0, start) + replacement + original.slice(end));
    try {
      return await work();
    } finally {
      writeFileSync(path, original);
    }
  }

  async run(test: string, seconds: number, env: NodeJS.ProcessEnv = {}): Promise<TestRun> {
    const startedMs = performance.now();
    const path = join(this.folder, 'dist', 'test', test);
    const command = ['-k', '5', String(seconds), process.execPath, '--test', path];
    const given = { ...process.env, ...env };
    // Else the test takes itself for part of another run.
    delete given['NODE_TEST_CONTEXT'];
    const { code } = await runProgram('timeout', command, { env: given, cwd: this.folder });
    return { test, passed: code === 0, seconds: (performance.now() - startedMs) / 1000 };
  }

  /** The same, and what of the sources it ran, in whichever process. */
  async trace(test: string, seconds: number): Promise<[TestRun, HasRun]> {
    const coverage = join(this.folder, 'coverage', test);
    mkdirSync(coverage, { recursive: true });
    const run = await this.run(test, seconds, { NODE_V8_COVERAGE: coverage });
    const scripts = new Map<string, (readonly Block[])[]>();
    for (const name of readdirSync(coverage)) {
      const report = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as Coverage;
      for (const { functions, url } of report.result) {
        if (!url.startsWith(this.#sources)) continue;
        const file = url.slice(this.#sources.length);
        const blocks = functions.flatMap(({ ranges }) => ranges);
        scripts.set(file, [...(scripts.get(file) ?? []), blocks]);
      }
    }
    rmSync(coverage, { recursive: true });
    return [run, (file, offset) => (scripts.get(file) ?? []).some((all) => ranAt(all, offset))];
  }

  get #sources(): string {
    return `file://${join(this.folder, 'dist', 'src')}/`;
  }

  #source(file: string): string {
    return join(this.folder, 'dist', 'src', file);
  }

  #list(part: string, isWanted: (name: string) => boolean): string[] {
    const root = join(this.folder, 'dist', part);
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isWanted).sort();
  }
}

interface Block {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Block[] }[];
  }[];
}

/** The innermost block says it. */
function ranAt(blocks: readonly Block[], offset: number): boolean {
  const around = blocks.filter((block) => block.startOffset <= offset && offset < block.endOffset);
  const sizes = around.map(({ endOffset, startOffset }) => endOffset - startOffset);
  const innermost = around[sizes.indexOf(Math.min(...sizes))];
  return innermost !== undefined && innermost.count > 0;
}
