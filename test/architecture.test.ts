// Holds the folders and imports of src/ to the table in ARCHITECTURE.md.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { projectPath } from './support/project.js';

const FILES_MAX = 25;

interface Room {
  readonly level: number;
  readonly packages: readonly string[];
}

interface Import {
  readonly file: string;
  /** A file of src, or a package. */
  readonly target: string;
  readonly isPackage: boolean;
}

function readRooms(): Map<string, Room> {
  const text = readFileSync(projectPath('ARCHITECTURE.md'), 'utf8');
  const rows = text.matchAll(/^\| (\d(?:\.\d)?) \| `([\w/]+)` \| (?:\[([^\]]*)\])? ?\|/gm);
  return new Map(
    [...rows].map(([, level, folder, packages]) => [
      folder ?? '',
      { level: Number(level), packages: packages?.split(', ') ?? [] },
    ]),
  );
}

function listSources(): string[] {
  return readdirSync(projectPath('src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
}

/** `from '...'` and `import('...')` of a file. */
function readImports(file: string): Import[] {
  const text = readFileSync(projectPath('src', file), 'utf8');
  const names =
    /^(?:import\b[^'\n]*|(?:export\b[^'\n]*|\}) from )'([^']+)';$|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(names)]
    .map(([, name, lazy]) => name ?? lazy ?? '')
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name.startsWith('.')
        ? { file, target: normalize(join(dirname(file), name)), isPackage: false }
        : { file, target: name.split('/')[0] ?? name, isPackage: true },
    );
}

const rooms = readRooms();
const sources = listSources();
const imports = sources.flatMap(readImports);

function countFiles(folder: string): number {
  return sources.filter((file) => dirname(file) === folder).length;
}

function isOfDropin(file: string): boolean {
  return file.startsWith('dropin/');
}

function tell({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

describe('architecture', () => {
  test('the table names every folder of src and no other', () => {
    const folders = new Set(
      sources.filter((file) => file.includes('/')).map((file) => dirname(file)),
    );
    assert.deepEqual([...folders].sort(), [...rooms.keys()].sort());
  });

  test('imports go downwards', () => {
    const wrong = imports.filter(({ file, isPackage, target }) => {
      const room = rooms.get(dirname(file));
      if (room === undefined || isPackage) return false;
      if (dirname(target) === dirname(file)) return false;
      return (rooms.get(dirname(target))?.level ?? 99) >= room.level;
    });
    assert.deepEqual(wrong.map(tell), []);
  });

  test('only the command line imports the drop-in', () => {
    const wrong = imports.filter(
      ({ file, target }) => isOfDropin(target) && !isOfDropin(file) && !file.startsWith('cli/'),
    );
    assert.deepEqual(wrong.map(tell), []);
  });

  test('the library reaches no file of the command line, nor of the drop-in', () => {
    const reached = new Set(['index.ts']);
    for (const file of reached) {
      for (const { isPackage, target } of imports.filter((each) => each.file === file)) {
        if (!isPackage) reached.add(target.replace(/\.js$/, '.ts'));
      }
    }
    assert.ok(reached.has('app/dump/dump.ts') && reached.has('engine/rows/write-chunk.ts'));
    const foreign = [...reached].filter((file) => file.startsWith('cli/') || isOfDropin(file));
    assert.deepEqual(foreign, []);
  });

  test('a package is imported by the folders that name it alone', () => {
    const wrong = imports.filter(
      ({ file, isPackage, target }) =>
        isPackage && !rooms.get(dirname(file))?.packages.includes(target),
    );
    assert.deepEqual(wrong.map(tell), []);
  });

  test(`no folder holds more than ${FILES_MAX} files`, () => {
    const fat = [...rooms.keys()].filter((folder) => countFiles(folder) > FILES_MAX);
    assert.deepEqual(fat, []);
  });
});
