// The text of --help: the option table laid out by commander, which is loaded for nothing else.

import { Command, Option } from 'commander';
import { errorKinds } from '../../base/errors.js';
import type { OptionSpec } from '../../options/table/option-spec.js';
import type { Program } from '../../options/table/program.js';
import { parseValue } from '../../options/table/parse-value.js';

interface Texts {
  readonly description: string;
  readonly usage: string;
  /** Of exit status 0. */
  readonly success: string;
}

const TEXTS: Readonly<Record<Program['name'], Texts>> = {
  tsdump: {
    description: 'Dumps MySQL and MariaDB servers as compressed SQL.',
    usage: `[options]                           all your databases
       tsdump [options] DB [TABLE...]             one database, or some of its tables
       tsdump [options] --databases DB [DB...]    several
       tsdump [options] --all-databases           everything, mysql included
       tsdump [options] --release                 put a server back
       tsdump --list FILE                         what is in a dump
       tsdump --extract DB[.TABLE] FILE           one table out of it, or one database
       tsdump --verify FILE                       whether it is whole
       tsdump --compat mysqldump ...              as mysqldump, or mariadb-dump`,
    success: 'The dump is complete.',
  },
  tsload: {
    description: 'Loads dumps into MySQL and MariaDB servers, in parallel, resumable.',
    usage: `[options] FILE|DIR                   a dump of tsdump, or any SQL dump
       tsload [options] < FILE                    from standard input
       tsload [options] --dry-run FILE            what would be loaded
       tsload [options] --resume FILE             go on with a load that was cut off
       tsload [options] --abort FILE              take away what it has left
       tsload [options] --verify FILE             compare the target with the dump`,
    success: 'Everything asked for is loaded.',
  },
};

/** The text of --help. */
export function buildHelp(program: Program, columns: number): string {
  const command = buildCommand(program);
  command.configureHelp({ helpWidth: columns });
  const exits = Object.values(errorKinds).map(
    ({ exit, meaning }) => `${String(exit).padStart(5)}  ${meaning}\n`,
  );
  return command.helpInformation() + buildEpilogue(program) + exits.join('');
}

function buildEpilogue({ name }: Program): string {
  return `
Every flag has --skip-X, --X=0 and --X=1; unique prefixes do. Options are also read
from the groups [client] and [${name}] of /etc/my.cnf, /etc/mysql/my.cnf and ~/.my.cnf;
MYSQL_PWD, MYSQL_HOST, MYSQL_TCP_PORT and MYSQL_UNIX_PORT from the environment.

Exit status:
    0  ${TEXTS[name].success}
`;
}

function buildCommand({ groups, name: program }: Program): Command {
  const { description, usage } = TEXTS[program];
  const command = new Command(program)
    .usage(usage)
    .description(description)
    .argument('[names...]')
    .helpOption(false);
  command.configureHelp({ visibleArguments: () => [] });
  for (const { title, options } of groups)
    for (const [name, spec] of Object.entries(options))
      if (spec.own !== false) addOption(command, title, name, spec);
  return command;
}

function addOption(program: Command, title: string, name: string, spec: OptionSpec): void {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const option = new Option(`${short}--${name}${showArgument(spec)}`, spec.help).helpGroup(title);
  if (spec.hidden === true) option.hideHelp();
  program.addOption(withDefault(option, name, spec));
}

function showArgument(spec: OptionSpec): string {
  if (spec.kind === 'flag' || spec.kind === 'bundle') return '';
  const optional = spec.bare !== undefined || spec.kind === 'password';
  return optional ? ` [${spec.arg}]` : ` <${spec.arg}>`;
}

function withDefault(option: Option, name: string, spec: OptionSpec): Option {
  if (spec.kind === 'bundle') return option.default(true, 'on');
  if (spec.kind === 'flag') {
    return spec.default === true && !option.negate ? option.default(true, 'on') : option;
  }
  if (spec.kind === 'list' || spec.default === undefined) return option;
  return option.default(parseValue(name, spec, spec.default), spec.default);
}
