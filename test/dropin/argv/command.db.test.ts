// The command line of the drop-in against the real tools, which need no server for it:
// what they say, what they end with, what every option's value is where --help stands.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { StockTool } from '../../../src/options/table/option-spec.js';
import { resolveStockCommand } from '../../../src/dropin/argv/command.js';
import { toBytes } from '../../../src/dropin/argv/option-files.js';
import { listStockOptions } from '../../../src/dropin/argv/option-list.js';
import { toolWords } from '../../../src/dropin/messages/command-line.js';
import type { Flavor } from '../../../src/model/server.js';
import { profileFor } from '../../../src/dropin/profile/profiles.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { findServers } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import {
  commonLines,
  mariadbLines,
  mysqlLines,
  openFile,
  optionFiles,
} from '../../cli/stock-lines.js';
import { makeSurroundings } from '../../options/resolve/environment.js';

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

const NOBODY = '-h127.0.0.1 -P1';

/** What a server that is not there, and a terminal that is not there, add to stderr. */
const BEYOND_PARSING = /^.*Got error: 200\d: .*when trying to connect\n|Enter password: /gm;

const folder = makeTemporaryFolder('stock-lines');
for (const [name, text] of Object.entries(optionFiles)) {
  const path = join(folder, `${name}.cnf`);
  writeFileSync(path, text.replaceAll('@folder', folder));
  if (name === openFile) chmodSync(path, 0o666);
}

forEachFlavor((flavor) => {
  const tool = flavor === 'mysql' ? 'mysqldump' : 'mariadb-dump';

  test('every option of the tool, with its default, and no other', async () => {
    const { stdout } = await runReal(flavor, ['--no-defaults', '--help']);
    const [options = '', variables = ''] = stdout.split('\nVariables (');
    const found = options.matchAll(/^ {2}(?:-., )?--([a-z0-9-]+)/gm);
    const names = [...found].map((match) => match[1] ?? '');
    assert.ok(names.length > 90, options);
    const known = listStockOptions(tool).map(({ name }) => name.replaceAll('_', '-'));
    assert.deepEqual(new Set(known), new Set(names));
    assert.equal(known.length, names.length);
    const [, ours = ''] = runOurs(tool, ['--no-defaults', '--help']).stdout.split('\nVariables (');
    assert.deepEqual(readVariables(ours), readVariables(variables));
  });

  test('one-letter names are those of the tool', async () => {
    const { stdout } = await runReal(flavor, ['--no-defaults', '--help']);
    const letters = [...stdout.matchAll(/^ {2}-(.), --([a-z0-9-]+)/gm)].map((match) =>
      match.slice(1).join(' '),
    );
    const ours = listStockOptions(tool).flatMap(({ letter, name }) =>
      letter === undefined ? [] : [`${letter} ${name.replaceAll('_', '-')}`],
    );
    assert.deepEqual(ours.sort(), letters.sort());
  });

  describe('command lines', () => {
    const lines = [...commonLines, ...(flavor === 'mysql' ? mysqlLines : mariadbLines)];
    for (const line of lines)
      test(line, async () => {
        const argv = toArgv(line);
        assert.deepEqual(mask(runOurs(tool, argv)), mask(await runReal(flavor, argv)));
      });
  });

  test('--version begins as the tool does, in the version its dumps name', async () => {
    const { stdout } = await runReal(flavor, ['--no-defaults', '-V']);
    const { distribution } = profileFor(tool);
    const [release = ''] = distribution.split(',');
    const ours = runOurs(tool, ['--no-defaults', '-V']).stdout;
    assert.ok(ours.includes(release), ours);
    assert.match(ours, / \(tsdump \d/);
    assert.equal(ours.split('  Ver ')[0], stdout.split('  Ver ')[0]);
    assert.ok(toolWords[tool].version.includes(release));
  });
});

forEachFlavor((flavor) => {
  if (flavor !== 'mariadb') return;
  test('every abbreviation means what it means to mariadb-dump', async () => {
    const names = listStockOptions('mariadb-dump').map(({ name }) => name);
    const prefixes = new Set(
      names.flatMap((name) => [1, 2, 3, 5, 8, 13].map((size) => name.slice(0, size))),
    );
    for (const prefix of prefixes) {
      const argv = ['--no-defaults', `--${prefix}=/`, '--foo'];
      const real = await runReal(flavor, argv);
      assert.deepEqual(runOurs('mariadb-dump', argv), real, prefix);
    }
  });
});

function toArgv(line: string): string[] {
  const text = line.replaceAll('@folder', folder).replaceAll('@nobody', NOBODY);
  const words = text.split(' ').filter((word) => word !== '');
  const isAboutFiles = /^--(no-)?defaults/.test(words[0] ?? '');
  return isAboutFiles ? words : ['--no-defaults', ...words];
}

function runOurs(tool: StockTool, argv: readonly string[]): Outcome {
  let stdout = '';
  let stderr = '';
  const command = resolveStockCommand(tool, argv.map(toBytes), makeSurroundings(), {
    print: (text) => {
      stdout += text;
    },
    say: (text) => {
      stderr += `${text}\n`;
    },
  });
  if (command.kind === 'exit') return { stdout, stderr, status: command.status };
  // A dump would now try the server that is not there.
  for (const line of [...command.opening, ...command.refusal]) stderr += `${line}\n`;
  return { stdout, stderr, status: 2 };
}

async function runReal(flavor: Flavor, argv: readonly string[]): Promise<Outcome> {
  const server = (await findServers()).find((each) => each.flavor === flavor);
  assert.ok(server);
  const { status, stdout, stderr } = spawnSync(server.dump, argv, {
    argv0: flavor === 'mysql' ? 'mysqldump' : 'mariadb-dump',
    input: '',
    encoding: 'latin1',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  });
  return { status, stdout, stderr };
}

/** Values instead of the text of --help; the tool's name without its path. */
function mask({ stdout, stderr, status }: Outcome): object {
  const [, variables] = stdout.split('\nVariables (');
  return {
    status,
    stderr: stderr.replace(BEYOND_PARSING, ''),
    stdout: variables === undefined ? stdout.replace(/^\S*mysqldump would/, 'mysqldump would') : '',
    variables: readVariables(variables ?? ''),
  };
}

function readVariables(text: string): Record<string, string> {
  const found = [...text.matchAll(/^([a-z0-9-]*[a-z0-9]) +(.*?) *$/gm)];
  const values = found.map((match) => [match[1] ?? '', match[2] ?? ''] as const);
  return Object.fromEntries(values.filter(([name]) => name !== 'and'));
}
