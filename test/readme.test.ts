// Holds README and its sisters to the code: exit statuses, options, files they name.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { errorKinds } from '../src/base/errors.js';
import { buildOptionDocument } from '../src/cli/option-document.js';
import { optionTable } from '../src/options/table/options.js';
import { projectPath } from './support/project.js';

const readme = readFileSync(projectPath('README.md'), 'utf8');

/** The text under a heading, up to the next one. */
function readSection(title: string): string {
  const [, rest] = readme.split(`\n## ${title}\n`);
  assert.ok(rest !== undefined, `README has no section ${title}`);
  return rest.split('\n## ')[0] ?? '';
}

describe('README', () => {
  test('has the table of exit statuses as the registry has it', () => {
    const kinds = Object.entries(errorKinds).map(
      ([code, { exit, meaning }]) => `| ${exit} | \`${code}\` | ${meaning} |`,
    );
    const rows = readSection('Exit status').match(/^\| \d.*$/gm);
    assert.deepEqual(rows, ['| 0 | | The dump is complete. |', ...kinds]);
  });

  test('names every option that --help shows, and no other', () => {
    const rows = readSection('Options in short').match(/^\| \w.*$/gm) ?? [];
    const named = [...rows.join('\n').matchAll(/`--([a-z-]+)/g)].map(([, name]) => name ?? '');
    const shown = [...optionTable].filter(([, spec]) => spec.hidden !== true);
    const wanted = new Set(shown.map(([name]) => name));
    assert.deepEqual(
      named.filter((name) => name !== 'skip-lock-tables').sort(),
      [...wanted].sort(),
    );
  });

  test('gives tsdump no option there is not', () => {
    const commands = [...readme.matchAll(/\btsdump (--?[^|\n`]*)/g)].map(
      ([, words]) => words ?? '',
    );
    const names = commands.flatMap((words) => [...words.matchAll(/--([a-z-]+)/g)]);
    assert.ok(names.length > 10);
    const unknown = names.map(([, name]) => name ?? '').filter((name) => !isOption(name));
    assert.deepEqual(unknown, []);
  });
});

function isOption(name: string): boolean {
  return optionTable.has(name.replace(/^skip-/, ''));
}

test('the reference of the options is the option table', () => {
  const document = readFileSync(projectPath('src', 'cli', 'OPTIONS.md'), 'utf8');
  assert.equal(document, buildOptionDocument(), 'npm run options writes it anew');
});

test('files that the documents name exist', () => {
  for (const document of ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md']) {
    const text = readFileSync(projectPath(document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
    const paths = [...text.matchAll(/`((?:src|test|fixtures|bench|bin)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    const missing = [...links, ...paths].filter((path) => !existsSync(projectPath(path)));
    assert.deepEqual(missing, [], document);
  }
});
