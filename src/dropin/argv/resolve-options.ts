// From the settled values of a drop-in to the options of the dump. What is named in SQL or
// in the output stays bytes; paths and the login become text. Pure but for the surroundings.

import type {
  ConnectionOptions,
  Consistency,
  DumpOptions,
  SslMode,
  SystemPart,
  UserSelection,
} from '../../model/options.js';
import type { StockTool } from '../../options/table/option-spec.js';
import type { Settings } from '../../options/table/options.js';
import { resolveFormat, resolveTab } from '../../options/resolve/resolve-format.js';
import { resolveReplication, toDigit } from '../../options/resolve/resolve-window.js';
import { compatibleModes, type Effects } from './option-actions.js';
import { fromBytes } from './option-files.js';
import { findChoice } from './parse-value.js';
import { defaultJournalDir, type Surroundings } from '../../options/resolve/environment.js';
import { resolveTls } from '../../options/resolve/tls.js';

/** Where the libraries of the stock tools look for the socket, and others do. */
const SOCKET_PATHS = ['/tmp/mysql.sock', '/var/lib/mysql/mysql.sock'];

const OWN_SOCKET: Readonly<Record<StockTool, string>> = {
  mysqldump: '/var/run/mysqld/mysqld.sock',
  'mariadb-dump': '/run/mysqld/mysqld.sock',
};

/** What the command line says besides values. */
export type Said = Pick<Effects, 'given' | 'forcedProtocol'>;

export function resolveStockOptions(
  tool: StockTool,
  settings: Settings,
  names: readonly string[],
  said: Said,
  around: Surroundings,
): DumpOptions {
  const options: DumpOptions = {
    connection: resolveConnection(tool, settings, said, around),
    selection: resolveSelection(tool, settings, names),
    window: {
      consistency: resolveConsistency(settings),
      lockWaitMs: Math.round(settings['lock-wait'] * 1000),
      flushLogs: settings['flush-logs'],
      maxMs: undefined,
      fallback: 'none',
    },
    format: {
      ...resolveFormat(settings),
      compatible: resolveModes(tool, settings.compatible),
      tab: resolveTab(settings, tabCharset(tool, settings, said)),
      comments: settings.comments && (!settings.xml || said.given.has('comments')),
    },
    replication: {
      ...resolveReplication(settings),
      sourceData: toDigit(settings['source-data']),
      deleteSourceLogs: settings['delete-source-logs'],
      outputAsVersion: OUTPUT_VERSIONS[settings['output-as-version']],
      galeraInfo: settings['galera-info'],
    },
    output: {
      resultFile: textOf(settings['result-file']),
      compression: { codec: 'none' },
      // As the tools: what is written is out before anything else is said.
      bufferBytes: 0,
      spool: undefined,
    },
    errors: {
      force: settings.force,
      ignored: new Set(toNumbers(settings['ignore-error'])),
      verbose: settings.verbose,
    },
    threads: 1,
    chunkBytes: settings['chunk-size'],
    verifySource: false,
    kernel: settings.kernel,
    journalDir: textOf(settings['journal-dir']) ?? defaultJournalDir(around),
  };
  return Object.freeze(options);
}

function resolveSelection(
  tool: StockTool,
  settings: Settings,
  names: readonly string[],
): DumpOptions['selection'] {
  return {
    scope: resolveScope(settings, names),
    ignoreTables: new Set(settings['ignore-table']),
    ignoreTableData: new Set(settings['ignore-table-data']),
    ignoreDatabases: new Set(settings['ignore-database']),
    where: settings.where,
    routines: settings.routines === true,
    events: settings.events === true,
    triggers: settings.triggers,
    data: !settings['no-data'],
    createInfo: !settings['no-create-info'],
    createDb: !settings['no-create-db'],
    tablespaces: settings['every-tablespace'] || !settings['no-tablespaces'],
    allTablespaces: settings['every-tablespace'],
    ignoreViews: settings['ignore-views'],
    noDataMed: settings['no-data-med'] ?? true,
    users: resolveUsers(settings),
    system: resolveSystem(settings),
    maskingPolicies: tool === 'mysqldump' && settings['masking-policies'],
    columnStatistics: settings['column-statistics'],
    dumpHistory: settings['dump-history'],
    asOf: settings['as-of'],
    copyS3Tables: settings['copy-s3-tables'],
    orderBySize: settings['order-by-size'],
  };
}

const OUTPUT_VERSIONS = {
  server: 'server',
  'before-8-0-23': 'before_8_0_23',
  'before-8-2-0': 'before_8_2_0',
} as const;

function resolveScope(
  settings: Settings,
  names: readonly string[],
): DumpOptions['selection']['scope'] {
  if (settings['all-databases']) return { kind: 'all-databases' };
  const [schema, ...tables] = names;
  if (settings.databases || schema === undefined) return { kind: 'databases', names };
  return { kind: 'tables', schema, tables };
}

function resolveConsistency(settings: Settings): Consistency {
  if (settings['read-only']) return 'read-only';
  if (settings['single-transaction']) return 'single-transaction';
  if (settings['lock-all-tables']) return 'lock-all-tables';
  return settings['lock-tables'] === true ? 'lock-tables' : 'none';
}

function resolveUsers(settings: Settings): UserSelection | undefined {
  if (!settings.users) return undefined;
  return { include: settings['include-user'], exclude: settings['exclude-user'] };
}

function resolveSystem({ system }: Settings): ReadonlySet<SystemPart> {
  const parts: readonly SystemPart[] = [
    'users',
    'plugins',
    'udfs',
    'servers',
    'stats',
    'timezones',
  ];
  return new Set(parts.filter((part) => system.includes(part) || system.includes('all')));
}

function resolveModes(tool: StockTool, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  if (tool === 'mysqldump') return ['ANSI'];
  const given = new Set(text.split(',').map((mode) => findChoice(compatibleModes, mode)));
  return compatibleModes.filter((mode) => given.has(mode));
}

function tabCharset(tool: StockTool, settings: Settings, said: Said): string {
  // Of mysqldump's --compatible nothing follows here.
  const isChosen =
    said.given.has('default-character-set') ||
    (tool === 'mariadb-dump' && settings.compatible !== undefined);
  return isChosen ? settings['default-character-set'] : 'binary';
}

function resolveConnection(
  tool: StockTool,
  settings: Settings,
  said: Said,
  around: Surroundings,
): ConnectionOptions {
  const { password } = settings;
  const user = textOf(settings.user);
  const commands = [settings['init-command'], ...settings['init-command-add']];
  const initCommand = commands.filter((sql) => sql !== undefined && sql !== '').join(';\n');
  return {
    ...resolveEndpoint(tool, settings, said, around),
    user: user === undefined || user === '' ? around.systemUser : user,
    password: typeof password === 'string' ? fromBytes(password) : (around.env['MYSQL_PWD'] ?? ''),
    sslMode: resolveSslMode(tool, settings),
    sslCa: textOf(settings['ssl-ca']),
    sslCert: textOf(settings['ssl-cert']),
    sslKey: textOf(settings['ssl-key']),
    tls: { ...resolveTls(settings), local: tool === 'mariadb-dump' && asksForTls(settings) },
    login: {
      cleartext: settings['enable-cleartext-plugin'],
      serverKey: textOf(settings['server-public-key-path']),
      requestKey: settings['get-server-public-key'],
    },
    bindAddress: textOf(settings['bind-address']),
    connectTimeoutMs: settings['connect-timeout'] * 1000,
    initCommand: initCommand === '' ? undefined : fromBytes(initCommand),
    session: resolveSession(settings, said),
    maxAllowedPacket: resolvePacket(tool, settings),
    charset: settings['default-character-set'],
  };
}

/** A socket for the local host, unless a protocol was asked for. */
function resolveEndpoint(
  tool: StockTool,
  settings: Settings,
  { forcedProtocol }: Said,
  around: Surroundings,
): Pick<ConnectionOptions, 'host' | 'port' | 'socket'> {
  const { env } = around;
  const host = settings.host ?? 'localhost';
  const port = settings.port || Number(env['MYSQL_TCP_PORT']) || 3306;
  const protocol =
    tool === 'mariadb-dump' ? (forcedProtocol ?? settings.protocol) : settings.protocol;
  const isLocal = host === 'localhost' || host === '';
  if (!isLocal || protocol === 'tcp') return { host, port, socket: undefined };
  const usual = [OWN_SOCKET[tool], ...SOCKET_PATHS];
  const socket =
    textOf(settings.socket) ||
    env['MYSQL_UNIX_PORT'] ||
    (usual.find(around.fileExists) ?? OWN_SOCKET[tool]);
  return { host, port, socket };
}

/** Who names whom to trust has the certificate checked, by either tool. */
function resolveSslMode(tool: StockTool, settings: Settings): SslMode {
  const trusts = settings['ssl-ca'] ?? settings['ssl-capath'];
  const asked = trusts === undefined ? 'preferred' : 'verify-ca';
  if (tool === 'mysqldump') return settings['ssl-mode'] ?? asked;
  if (settings.ssl === false) return 'disabled';
  return settings['ssl-verify-server-cert'] === true ? 'verify-identity' : asked;
}

/** mariadb-dump takes any of these for a wish to have it, over a socket too. */
function asksForTls(settings: Settings): boolean {
  const given = [settings['ssl-cert'], settings['ssl-key'], settings['ssl-cipher']];
  return settings.ssl === true || given.some((value) => value !== undefined);
}

function resolveSession(settings: Settings, { given }: Said): readonly string[] {
  const seconds = settings['max-statement-time'];
  const longQuery = settings['mysqld-long-query-time'];
  return [
    ...(given.has('max-statement-time') ? [`max_statement_time = ${seconds}`] : []),
    ...(given.has('mysqld-long-query-time') ? [`long_query_time = ${longQuery ?? 0}`] : []),
  ];
}

function resolvePacket(tool: StockTool, settings: Settings): number {
  const isRaised = tool === 'mysqldump' && settings['network-timeout'];
  return isRaised ? 1024 ** 3 : settings['max-allowed-packet'];
}

function textOf(bytes: string | undefined): string | undefined {
  return bytes === undefined ? undefined : fromBytes(bytes);
}

/** A list of numbers; what is none counts for nothing. */
function toNumbers(text: string | undefined): number[] {
  if (text === undefined) return [];
  return text.split(',').map((word) => Number.parseInt(word, 10) || 0);
}
