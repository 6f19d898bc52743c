// Holds the imports of src/ to the table in ARCHITECTURE.md.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, test } from 'node:test';
import { projectPath } from './support/project.js';

interface Room {
  readonly level: number;
  readonly packages: readonly string[];
}

function readRooms(): Map<string, Room> {
  const text = readFileSync(projectPath('ARCHITECTURE.md'), 'utf8');
  const rows = text.matchAll(/^\| (\d) \| `(\w+)` \| (?:\[([^\]]*)\])? ?\|/gm);
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
function readImports(file: string): string[] {
  const text = readFileSync(projectPath('src', file), 'utf8');
  const names =
    /^(?:import\b[^'\n]*|(?:export\b[^'\n]*|\}) from )'([^']+)';$|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(names)].map(([, name, lazy]) => name ?? lazy ?? '');
}

const rooms = readRooms();
const sources = listSources();

describe('architecture', () => {
  test('the table names every folder of src and no other', () => {
    const folders = new Set(
      sources.filter((file) => file.includes('/')).map((file) => dirname(file)),
    );
    assert.deepEqual([...folders].sort(), [...rooms.keys()].sort());
  });

  test('imports go downwards', () => {
    const wrong = sources.flatMap((file) => {
      const room = rooms.get(dirname(file));
      if (room === undefined) return [];
      return readImports(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => normalize(join(dirname(file), name)))
        .filter((target) => dirname(target) !== dirname(file))
        .filter((target) => (rooms.get(dirname(target))?.level ?? 99) >= room.level)
        .map((target) => `${file} imports ${relative('.', target)}`);
    });
    assert.deepEqual(wrong, []);
  });

  test('a package is imported by its own folder alone', () => {
    const wrong = sources.flatMap((file) => {
      const allowed = new Set(rooms.get(dirname(file))?.packages ?? []);
      return readImports(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map((name) => name.split('/')[0] ?? name)
        .filter((name) => !allowed.has(name))
        .map((name) => `${file} imports ${name}`);
    });
    assert.deepEqual(wrong, []);
  });

  test('no file is longer than 400 lines', () => {
    const long = sources.filter(
      (file) => readFileSync(projectPath('src', file), 'utf8').split('\n').length > 401,
    );
    assert.deepEqual(long, []);
  });
});
