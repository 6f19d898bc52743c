// Which options of a drop-in exclude each other, which turn others on or off, in the
// order the tools look, with what they say. Settles the values; says the mistakes.

import type { StockTool } from '../../options/table/option-spec.js';
import type { Settings } from '../../options/table/options.js';
import { isKnownCharset } from './charsets.js';
import { ParseStatus, type StockOutput, toolWords } from '../messages/command-line.js';

type Mutable = { -readonly [Name in keyof Settings]: Settings[Name] };

/** Returns the exit status of a mistake, undefined where all is well. */
export function settleOptions(
  tool: StockTool,
  settings: Mutable,
  names: readonly string[],
  output: StockOutput,
): number | undefined {
  const say = (line: string): void => output.say(line);
  const refuse = (line: string): number => {
    say(`${tool}: ${line}`);
    return ParseStatus.usage;
  };
  const users = tool === 'mysqldump' ? checkUsers(settings, refuse, say) : undefined;
  if (users !== undefined) return users;
  if (settings['delayed-insert']) settings['add-locks'] = false;
  const wrong =
    checkTab(settings) ??
    settleReplication(tool, settings) ??
    checkTabScope(settings) ??
    (tool === 'mariadb-dump' ? checkMariadb(settings) : undefined);
  if (wrong !== undefined) return refuse(wrong);
  const charset = settings['default-character-set'];
  if (!isKnownCharset(tool, charset) && !(tool === 'mariadb-dump' && charset === 'auto')) {
    const directory = (settings['character-sets-dir'] ?? '/usr/share/mysql/charsets/').replace(
      /\/?$/,
      '/',
    );
    say(toolWords[tool].unknownCharset(charset, directory));
    return ParseStatus.usage;
  }
  if (settings['order-by-size'] && names.length > 1 && !settings.databases)
    return refuse("--order-by-size can't be used when dumping selected tables");
  const all = settings['all-databases'];
  const without = all || settings.users || settings.system.length > 0;
  if ((names.length === 0 && !without) || (names.length > 0 && all)) {
    printUsage(tool, output);
    return ParseStatus.usage;
  }
  const unsupported = findUnsupported(settings);
  return unsupported === undefined ? undefined : refuse(unsupported);
}

/** What a wrong number of names gets. */
function printUsage(tool: StockTool, output: StockOutput): void {
  const { usage, usageToStderr } = toolWords[tool];
  for (const line of [...usage, `For more options, use ${tool} --help`])
    if (usageToStderr) output.say(line);
    else output.print(`${line}\n`);
}

/** What the tools can do and we cannot: better said than left out. */
function findUnsupported(settings: Mutable): string | undefined {
  const refused: Readonly<Record<string, boolean>> = {
    'password2 is not supported: accounts with several factors cannot be used':
      settings.password2 !== undefined,
    'password3 is not supported: accounts with several factors cannot be used':
      settings.password3 !== undefined,
    'ssl-crl is not supported: revoked certificates are not looked up':
      settings['ssl-crl'] !== undefined,
    'ssl-crlpath is not supported: revoked certificates are not looked up':
      settings['ssl-crlpath'] !== undefined,
    'tls-sni-servername is not supported: the server is asked for by --host':
      settings['tls-sni-servername'] !== undefined,
    'ssl-fips-mode is not supported: it can be OFF only':
      (settings['ssl-fips-mode'] ?? 'off') !== 'off',
    'default-character-set=auto is not supported: name the character set':
      settings['default-character-set'] === 'auto',
  };
  const found = Object.entries(refused).find(([, isRefused]) => isRefused);
  return found === undefined ? undefined : `--${found[0]}`;
}

function checkUsers(
  settings: Mutable,
  refuse: (line: string) => number,
  say: (line: string) => void,
): number | undefined {
  if (settings.users) {
    if (settings['flush-privileges'])
      return refuse('The --users option is incompatible with --flush-privileges');
    return settings.xml ? refuse('The --users option is incompatible with --xml') : undefined;
  }
  const noted = {
    'include-user': settings['include-user'].length > 0,
    'exclude-user': settings['exclude-user'].length > 0,
    'add-drop-user': settings['add-drop-user'],
  };
  for (const [name, isGiven] of Object.entries(noted))
    if (isGiven) say(`mysqldump: The --${name} option is a no-op without --users`);
  return undefined;
}

function checkTab(settings: Mutable): string | undefined {
  const { tab } = settings;
  if (tab !== undefined) return undefined;
  const fields = [
    settings['fields-enclosed-by'],
    settings['fields-optionally-enclosed-by'],
    settings['fields-escaped-by'],
    settings['lines-terminated-by'],
    settings['fields-terminated-by'],
  ];
  if (fields.some((field) => field !== undefined))
    return 'You must use option --tab with --fields-...';
  return settings.header ? 'You must use option --tab with --header' : undefined;
}

/** Coordinates mean a global lock, unless there is a snapshot; one kind of them only. */
function settleReplication(tool: StockTool, settings: Mutable): string | undefined {
  // mariadb-dump writes down both where the one is a comment.
  const isEither = tool === 'mysqldump';
  const single = settings['single-transaction'];
  if (settings['dump-replica'] !== '0') {
    settings['lock-all-tables'] = !single;
    const isComment = settings['dump-replica'] === '2';
    if (isEither || !isComment) settings['source-data'] = '0';
    settings['delete-source-logs'] = false;
  }
  if (settings['delete-source-logs'] && settings['source-data'] === '0')
    settings['source-data'] = '2';
  if (single && settings['lock-all-tables'])
    return "You can't use --single-transaction and --lock-all-tables at the same time.";
  if (settings['source-data'] !== '0') {
    settings['lock-all-tables'] = !single;
    if (isEither) settings['dump-replica'] = '0';
  }
  if (single || settings['lock-all-tables']) settings['lock-tables'] = false;
  return undefined;
}

function checkTabScope(settings: Mutable): string | undefined {
  const { tab, databases } = settings;
  const enclosed = settings['fields-enclosed-by'];
  if (enclosed !== undefined && settings['fields-optionally-enclosed-by'] !== undefined)
    return "You can't use ..enclosed.. and ..optionally-enclosed.. at the same time.";
  if ((databases || settings['all-databases']) && tab !== undefined)
    return "--databases or --all-databases can't be used with --tab.";
  return undefined;
}

function checkMariadb(settings: Mutable): string | undefined {
  const { xml, tab, replace } = settings;
  const history = settings['dump-history'];
  const asOf = settings['as-of'];
  if (settings['ignore-database'].length > 0 && !settings['all-databases'])
    return '--ignore-database can only be used together with --all-databases.';
  if (xml && tab !== undefined) return "--xml can't be used with --tab.";
  if (xml && history) return "--xml can't be used with --dump-history.";
  if (replace && history) return "--dump-history can't be used with --replace.";
  if (asOf !== undefined && history) return "--dump-history can't be used with --as-of.";
  if (asOf?.includes("'") === true) return `Incorrect DATETIME value: '${asOf}'`;
  return undefined;
}
