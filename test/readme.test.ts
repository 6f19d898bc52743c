// Holds README, the manual in docs/ and their sisters to the code: exit statuses, options,
// commands, what the library exports, files and headings they name.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { errorKinds, TsdumpError } from '../src/base/errors.js';
import { buildOptionDocument } from '../src/cli/option-document.js';
import * as library from '../src/index.js';
import { loadProgram } from '../src/options/table/load-program.js';
import { optionTable } from '../src/options/table/options.js';
import { projectPath } from './support/project.js';

/** A front page is read, a longer one is not. */
const LINES_MAX = { 'README.md': 150, 'ARCHITECTURE.md': 200 };

const pages = readdirSync(projectPath('docs')).map((name) => join('docs', name));
const manual = ['README.md', ...pages];
const documents = [...manual, 'CONTRIBUTING.md', 'ARCHITECTURE.md'];

function read(document: string): string {
  return readFileSync(projectPath(document), 'utf8');
}

for (const [document, most] of Object.entries(LINES_MAX)) {
  test(`${document} has at most ${most} lines`, () => {
    assert.ok(read(document).trimEnd().split('\n').length <= most);
  });
}

test('README leads to every page', () => {
  const links = [...read('README.md').matchAll(/\]\((docs\/[^)#]+)/g)].map(
    ([, path]) => path ?? '',
  );
  const builders = ['design.md', 'measured-facts.md', 'fault-tests.md'];
  const wanted = pages.filter((page) => !builders.some((name) => page.endsWith(name)));
  assert.deepEqual([...new Set(links)].sort(), wanted.sort());
});

describe('the manual', () => {
  test('has the table of exit statuses as the registry has it', () => {
    const kinds = Object.entries(errorKinds).map(
      ([code, { exit, meaning }]) => `| ${exit} | \`${code}\` | ${meaning} |`,
    );
    const rows = read('docs/exit-statuses.md').match(/^\| \d.*$/gm);
    assert.deepEqual(rows, ['| 0 | | The dump is complete. |', ...kinds]);
  });

  test('names every option that --help shows, and no other', () => {
    const rows = read('docs/options.md').match(/^\| \w.*$/gm) ?? [];
    const named = [...rows.join('\n').matchAll(/`--([a-z-]+)/g)].map(([, name]) => name ?? '');
    const shown = [...optionTable].filter(([, spec]) => spec.hidden !== true);
    const wanted = new Set(shown.map(([name]) => name));
    assert.deepEqual(
      named.filter((name) => name !== 'skip-lock-tables').sort(),
      [...wanted].sort(),
    );
  });

  test('names what the library exports, and the fields of its error', () => {
    const page = read('docs/library.md');
    const named = [...page.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name ?? '');
    const functions = Object.entries(library).filter(
      ([name, value]) => typeof value === 'function' && name !== 'TsdumpError',
    );
    assert.deepEqual(named.sort(), functions.map(([name]) => name).sort());
    const error = new TsdumpError('bug', 'x');
    const [, fields = ''] = page.split('## Errors');
    for (const row of fields.match(/^\| `.*$/gm) ?? []) {
      for (const [, field] of (row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)) {
        assert.ok(field === 'cause' || (field ?? '') in error, row);
      }
    }
  });

  for (const document of manual) {
    test(`${document} gives tsdump no option there is not`, () => {
      const text = read(document);
      const commands = [...text.matchAll(/\btsdump (--?[^|\n`]*)/g)].map(
        ([, words]) => words ?? '',
      );
      const names = commands.flatMap((words) => [...words.matchAll(/--([a-z-]+)/g)]);
      const unknown = names.map(([, name]) => name ?? '').filter((name) => !isOption(name));
      assert.deepEqual(unknown, []);
    });
  }
});

test('loading.md names options of tsload that there are', () => {
  const names = [...read('docs/loading.md').matchAll(/--([a-z-]+)/g)].map(([, name]) => name ?? '');
  const own = names
    .filter((name) => name !== 'read-only')
    .map((name) => name.replace(/^skip-/, ''));
  assert.deepEqual(
    own.filter((name) => !loadProgram.options.has(name)),
    [],
  );
});

function isOption(name: string): boolean {
  return optionTable.has(name.replace(/^skip-/, ''));
}

test('the reference of the options is the option table', () => {
  const document = readFileSync(projectPath('src', 'cli', 'OPTIONS.md'), 'utf8');
  assert.equal(document, buildOptionDocument(), 'npm run options writes it anew');
});

/** The anchors of a document's headings, as they are made of their words. */
function listAnchors(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

for (const document of documents) {
  test(`files and headings that ${document} names exist`, () => {
    const text = read(document);
    const links = [...text.matchAll(/\]\(([^)#:]*)(?:#([\w-]+))?\)/g)].map(
      ([, path = '', anchor]) => ({
        path: path === '' ? document : join(dirname(document), path),
        anchor,
      }),
    );
    const named = [...text.matchAll(/`((?:src|test|fixtures|bench|bin)\/[\w./-]+)`/g)].map(
      ([, path]) => ({ path: path ?? '', anchor: undefined }),
    );
    const missing = [...links, ...named].filter(
      ({ anchor, path }) =>
        !existsSync(projectPath(path)) ||
        (anchor !== undefined && !listAnchors(path).includes(anchor)),
    );
    assert.deepEqual(missing, []);
  });
}
