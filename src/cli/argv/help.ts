// The text of --help: the option table laid out by commander, which is loaded for nothing else.

import { Command, Option } from 'commander';
import { errorKinds } from '../../base/errors.js';
import type { OptionSpec } from '../../options/table/option-spec.js';
import { optionGroups } from '../../options/table/options.js';
import { parseValue } from '../../options/table/parse-value.js';

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
    .description('Dumps MySQL and MariaDB servers as compressed SQL.')
    .argument('[names...]')
    .helpOption(false);
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
