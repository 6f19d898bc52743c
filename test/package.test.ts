// The npm package: what is in it, and that it runs where nothing else of the project is:
// no sources, no compiler, no packages but those it asks for.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { makeTemporaryFolder, runProgram } from './support/child-process.js';
import { projectPath } from './support/project.js';

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** What is run when somebody installs the package; `prepare` is not. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(command, args, { cwd });
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${stdout.toString('utf8')}${stderr}`);
  return stdout.toString('utf8');
}

let folder: string;
let files: readonly string[];
let manifest: Manifest;

before(async () => {
  folder = makeTemporaryFolder('package');
  // Without scripts: `prepare` would build under the feet of the other tests.
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(await run('npm', args, projectPath())) as [
    { filename: string; files: { path: string }[] },
  ];
  files = packed.files.map(({ path }) => path);
  await install(join(folder, packed.filename));
});

/** As npm does, but the packages come from this checkout: no network, no compiler. */
async function install(tarball: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  const home = join(modules, 'tsdump');
  mkdirSync(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], folder);
  manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(projectPath('node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  symlinkSync(join(home, manifest.bin['tsdump'] ?? ''), join(modules, '.bin', 'tsdump'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}

describe('the tarball', () => {
  test('has the licence, the documents, the program', () => {
    for (const path of [
      'LICENSE',
      'README.md',
      'docs/restoring.md',
      'CHANGELOG.md',
      'package.json',
      'bin/tsdump',
      'bin/mysqldump',
      'bin/mariadb-dump',
      'dist/run/rows.wasm',
      'dist/run/lines.wasm',
      'dist/run/tuples.wasm',
      'dist/run/index.js',
      'dist/run/cli.js',
      'dist/run/lane-worker.js',
      'dist/run/zstd-worker.js',
      'dist/src/index.d.ts',
    ])
      assert.ok(files.includes(path), path);
  });

  test('has nothing else', () => {
    const known =
      /^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json|docs\/.+\.md|src\/cli\/OPTIONS\.md|bin\/(?:tsdump|mysqldump|mariadb-dump)|dist\/run\/.+|dist\/src\/.+\.d\.ts)$/;
    assert.deepEqual(
      files.filter((path) => !known.test(path)),
      [],
    );
  });

  test('has no types of a source that is gone', () => {
    const sources = files
      .filter((path) => path.startsWith('dist/src/'))
      .map((path) => path.slice('dist/'.length).replace(/\.d\.ts$/, '.ts'));
    assert.deepEqual(
      sources.filter((path) => !existsSync(projectPath(path))),
      [],
    );
  });

  test('runs nothing when it is installed', () => {
    const scripts = Object.keys(manifest.scripts);
    assert.deepEqual(
      scripts.filter((name) => INSTALL_SCRIPTS.includes(name)),
      [],
    );
  });
});

describe('installed', () => {
  test('the command runs', async () => {
    const command = join(folder, 'node_modules', '.bin', 'tsdump');
    assert.equal(await run(command, ['--version'], folder), `tsdump ${manifest.version}\n`);
    assert.match(await run(command, ['--help'], folder), /^Usage: tsdump/);
  });

  test('the command gets as far as the server: all it imports is there', async () => {
    const command = join(folder, 'node_modules', '.bin', 'tsdump');
    const socket = join(folder, 'no.sock');
    const { code, stderr } = await runProgram(command, ['--no-defaults', `--socket=${socket}`]);
    assert.equal(code, 10, stderr);
  });

  test('a program imports it', async () => {
    const program = `
      import { dump, release, resolveDumpOptions, TsdumpError, errorKinds } from 'tsdump';
      const error = await dump({ connection: { socket: 'no.sock' } }).catch((error) => error);
      console.log(error instanceof TsdumpError, errorKinds[error.code].exit, typeof release);`;
    writeFileSync(join(folder, 'program.js'), program);
    assert.equal(await run(process.execPath, ['program.js'], folder), 'true 10 function\n');
  });

  test('the program of docs/library.md has the types it needs', async () => {
    const [, program = ''] =
      /```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(
        readFileSync(projectPath('docs', 'library.md'), 'utf8'),
      ) ?? [];
    assert.match(program, /await dump\(/);
    writeFileSync(join(folder, 'library.ts'), program);
    await checkTypes('library.ts');
  });

  test('a TypeScript program has its types', async () => {
    const program = `
      import { dump, type DumpEvent, type DumpReport, TsdumpError } from 'tsdump';
      const hear = (event: DumpEvent): void => {
        if (event.type === 'window-closed') event.windowMs.toFixed();
      };
      export const report: DumpReport = await dump({ window: { consistency: 'read-only' } }, hear);
      // @ts-expect-error: there is no such way to keep a server still
      await dump({ window: { consistency: 'readonly' } }, hear);
      export const status: number = new TsdumpError('usage', 'wrong').exitCode;`;
    writeFileSync(join(folder, 'program.ts'), program);
    await checkTypes('program.ts');
  });
});

async function checkTypes(program: string): Promise<void> {
  const tsc = projectPath('node_modules', '.bin', 'tsc');
  const types = `--typeRoots ${projectPath('node_modules', '@types')} --types node`;
  const options = `--noEmit --strict --module nodenext --target es2022 ${types}`;
  await run(tsc, [...options.split(' '), program], folder);
}
