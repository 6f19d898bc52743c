// The option table as a commander program: the one parse of all assignments, from
// files and argv alike, into typed Settings, and the text of --help.

import { Command, Option } from 'commander';
import { errorKinds } from '../base/errors.js';
import type { FlagSpec, OptionSpec, ValueSpec } from './option-spec.js';
import { everyOption, optionGroups, optionTable, type Settings } from './options.js';
import { defaultOf, parseValue } from './parse-value.js';

const USAGE = `[options]                           all your databases
       tsdump [options] DB [TABLE...]             one database, or some of its tables
       tsdump [options] --databases DB [DB...]    several
       tsdump [options] --all-databases           everything, mysql included
       tsdump [options] --release                 put a server back
       tsdump --list FILE                         what is in a dump
       tsdump --extract DB[.TABLE] FILE           one table out of it, or one database
       tsdump --verify FILE                       whether it is whole
       tsdump --compat mysqldump ...              as mysqldump, or mariadb-dump`;

const EPILOGUE = `
Every flag has --skip-X, --X=0 and --X=1; unique prefixes do. Options are also read
from the groups [client] and [tsdump] of /etc/my.cnf, /etc/mysql/my.cnf and ~/.my.cnf;
MYSQL_PWD, MYSQL_HOST, MYSQL_TCP_PORT and MYSQL_UNIX_PORT from the environment.

Exit status:
    0  The dump is complete.
`;

export interface ParsedCommandLine {
  readonly settings: Settings;
  readonly names: readonly string[];
}

/** Parses canonical words (see normalise-argv.ts). Throws `usage` for a bad value. */
export function parseCommandLine(canonicalArgv: readonly string[]): ParsedCommandLine {
  const program = buildProgram();
  program.parse(canonicalArgv, { from: 'user' });
  return { settings: readSettings(program), names: program.args };
}

/** The text of --help. */
export function buildHelp(columns: number): string {
  const program = buildProgram();
  program.configureHelp({ helpWidth: columns });
  const exits = Object.values(errorKinds).map(
    ({ exit, meaning }) => `${String(exit).padStart(5)}  ${meaning}\n`,
  );
  return program.helpInformation() + EPILOGUE + exits.join('');
}

function buildProgram(): Command {
  const program = new Command('tsdump')
    .usage(USAGE)
    .description('Dumps MySQL and MariaDB servers as SQL, compressed, fast and equal.')
    .argument('[names...]')
    .helpOption(false)
    .exitOverride();
  program.configureHelp({ visibleArguments: () => [] });
  for (const { title, options } of optionGroups)
    for (const [name, spec] of Object.entries(options))
      if (spec.own !== false) addOption(program, title, name, spec);
  return program;
}

function addOption(program: Command, title: string, name: string, spec: OptionSpec): void {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const option = new Option(`${short}--${name}${showArgument(spec)}`, spec.help).helpGroup(title);
  if (spec.hidden === true) option.hideHelp();
  if (spec.kind === 'flag') addFlag(program, option, spec);
  else if (spec.kind === 'bundle') program.addOption(option.default(true, 'on'));
  else program.addOption(withValue(option, name, spec));
}

function showArgument(spec: OptionSpec): string {
  if (spec.kind === 'flag' || spec.kind === 'bundle') return '';
  const optional = spec.bare !== undefined || spec.kind === 'password';
  return optional ? ` [${spec.arg}]` : ` <${spec.arg}>`;
}

/** A flag and its opposite; commander keeps both under the positive name. */
function addFlag(program: Command, option: Option, spec: FlagSpec): void {
  const opposite = option.negate ? `--${option.name().slice(3)}` : `--no-${option.name()}`;
  if (spec.default === true && !option.negate) option.default(true, 'on');
  program.addOption(option).addOption(new Option(opposite).hideHelp());
  if (spec.default !== undefined)
    program.setOptionValueWithSource(
      option.attributeName(),
      spec.default !== option.negate,
      'default',
    );
}

function withValue(option: Option, name: string, spec: ValueSpec): Option {
  if (spec.kind === 'list') {
    return option.argParser(collect);
  }
  if (spec.default !== undefined)
    option.default(parseValue(name, spec, spec.default), spec.default);
  return option.argParser((text: string) => parseValue(name, spec, text));
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** commander's values are untyped; the table they come from is what types them. */
function readSettings(program: Command): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, spec] of everyOption) settings[name] = defaultOf(name, spec);
  for (const option of program.options) {
    const spec = optionTable.get(option.name());
    if (spec === undefined || spec.kind === 'bundle') continue;
    const value: unknown = program.getOptionValue(option.attributeName());
    const inverted = spec.kind === 'flag' && option.negate && typeof value === 'boolean';
    settings[option.name()] = inverted ? !value : (value ?? (spec.kind === 'list' ? [] : value));
  }
  return settings as Settings;
}
