// The modes that read a dump instead of writing one, from settings and the names on the
// command line. Pure.

import type { ExtractOptions } from '../../app/inspect/extract-dump.js';
import { TsdumpError } from '../../base/errors.js';
import { dumpOptionNames, type Settings } from '../table/options.js';
import { checkExtract, checkOutput } from './check-options.js';
import { parseObjectName } from './parse-object-name.js';
import { resolveOutput } from './resolve-format.js';
import type { NormalArgv } from '../table/assignment.js';

export type ReadingCommand =
  | { readonly command: 'list'; readonly path: string }
  | { readonly command: 'verify'; readonly path: string }
  | { readonly command: 'extract'; readonly options: ExtractOptions };

type Mode = 'release' | ReadingCommand['command'];

/** Those of a dump that mean something here. */
const OPTIONS_TAKEN: Readonly<Record<Mode, readonly string[]>> = {
  release: [],
  list: [],
  verify: [],
  extract: ['result-file', 'compress', 'no-create-db'],
};

/** What is to be done instead of a dump. Throws `usage` for several of them. */
export function chooseMode(settings: Settings, typed: NormalArgv): Mode | undefined {
  const { release, list, verify, extract } = settings;
  const asked = Object.entries({ release, list, verify, extract: extract.length > 0 });
  const [mode, other] = asked.flatMap(([name, is]) => (is ? [name as Mode] : []));
  if (mode === undefined) return undefined;
  if (other !== undefined)
    throw new TsdumpError('usage', `--${mode} and --${other} exclude each other`, {
      hint: 'Each is a command of its own.',
    });
  refuseDumpOptions(mode, typed);
  return mode;
}

/** Throws `usage`. */
export function resolveReading(
  mode: Exclude<Mode, 'release'>,
  settings: Settings,
  { assignments, names }: NormalArgv,
): ReadingCommand {
  const [path, ...others] = names;
  if (path === undefined || path === '' || others.length > 0)
    throw new TsdumpError('usage', `--${mode} takes one file, or directory, of a dump`, {
      hint: `Write: tsdump ${mode === 'extract' ? '--extract NAME' : `--${mode}`} FILE`,
    });
  if (mode !== 'extract') return { command: mode, path };
  const objects = settings.extract.map(parseObjectName);
  const entersDatabase = !settings['no-create-db'];
  checkExtract({ names: objects, entersDatabase });
  const output = resolveOutput(settings);
  checkOutput(output);
  // What option files say of compression is about dumps.
  const compresses = assignments.some(({ name }) => name === 'compress');
  const plain = { ...output, compression: { codec: 'none' } } as const;
  return {
    command: 'extract',
    options: { path, names: objects, entersDatabase, output: compresses ? output : plain },
  };
}

/** Options of a dump may be in an option file; on the command line they are a mistake. */
function refuseDumpOptions(mode: Mode, { assignments, names }: NormalArgv): void {
  const refused = assignments.find(
    ({ name }) => dumpOptionNames.has(name) && !OPTIONS_TAKEN[mode].includes(name),
  );
  if (mode === 'release' && (refused !== undefined || names.length > 0))
    throw new TsdumpError(
      'usage',
      '--release dumps nothing, it takes no names and no options of a dump',
      { hint: 'Give it the server and the login only: tsdump --release --host NAME.' },
    );
  if (refused === undefined) return;
  throw new TsdumpError('usage', `--${mode} reads a dump, it takes no --${refused.name}`, {
    hint: 'See tsdump --help.',
  });
}
