// A drop-in's command line from argv to the options of its dump, or to the exit status the
// stock tool would end with. Says and prints as it goes, in the tool's order.

import type { DumpOptions } from '../../model/options.js';
import { TsdumpError } from '../../base/errors.js';
import { parseStockWords } from './getopt.js';
import type { StockTool } from '../../options/table/option-spec.js';
import type { Settings } from '../../options/table/options.js';
import { resolveStockOptions } from './resolve-options.js';
import { Effects } from './option-actions.js';
import { fromBytes, readStockFiles, toBytes } from './option-files.js';
import { buildStockHelp, buildStockVersion } from './help.js';
import { settleOptions } from './option-rules.js';
import { ParseStatus, type StockOutput } from '../messages/command-line.js';
import type { Surroundings } from '../../options/resolve/environment.js';

const TLS_VERSIONS = new Set(['tlsv1.2', 'tlsv1.3']);
const COMPRESSIONS = new Set(['zlib', 'zstd', 'uncompressed']);

export type StockCommand =
  | { readonly kind: 'exit'; readonly status: number }
  | {
      readonly kind: 'dump';
      readonly options: DumpOptions;
      readonly askPassword: boolean;
      /** Said before anything is sent. */
      readonly opening: readonly string[];
      /** Why nothing will be: said, and the end with the status of a server's refusal. */
      readonly refusal: readonly string[];
      /** Messages go to the end of this file. */
      readonly logError: string | undefined;
      /** Given as an option of our own: log as under our own name. */
      readonly log: Pick<Settings, 'log-level' | 'log-format'>;
    };

/** `argv` without the program's name, as bytes. */
export function resolveStockCommand(
  tool: StockTool,
  argv: readonly string[],
  around: Surroundings,
  output: StockOutput,
): StockCommand {
  const say = (line: string): void => output.say(line);
  const files = readStockFiles(tool, argv, around, say);
  if ('status' in files) return { kind: 'exit', status: files.status };
  if (files.print) {
    const shown = files.words.map(({ text }) => hidePassword(tool, text));
    output.print(`${tool} would have been started with the following arguments:\n`);
    output.print(`${shown.map((word) => `${word} `).join('')}\n`);
    return { kind: 'exit', status: 0 };
  }
  const effects = new Effects(
    tool,
    (text) => output.print(text),
    say,
    (values) => buildStockHelp(tool, values),
    buildStockVersion(tool),
  );
  try {
    const parsed = parseStockWords(tool, files.words, effects);
    if (parsed.kind === 'exit') return parsed;
    const settings = Object.fromEntries(parsed.values) as Settings;
    return finish(tool, settings, parsed.names, effects, around, output);
  } catch (error) {
    if (!(error instanceof TsdumpError) || error.code !== 'usage') throw error;
    say(`${tool}: ${toBytes(error.message)}`);
    return { kind: 'exit', status: ParseStatus.usage };
  }
}

function finish(
  tool: StockTool,
  settings: Settings,
  names: readonly string[],
  effects: Effects,
  around: Surroundings,
  output: StockOutput,
): StockCommand {
  const status = settleOptions(tool, settings, names, output);
  if (status !== undefined) return { kind: 'exit', status };
  return {
    kind: 'dump',
    options: resolveStockOptions(tool, settings, names, effects, around),
    askPassword: settings.password === true,
    opening: buildOpening(settings),
    refusal: findRefusal(tool, settings, around),
    logError: settings['log-error'] === undefined ? undefined : fromBytes(settings['log-error']),
    log: settings,
  };
}

function buildOpening(settings: Settings): string[] {
  return [
    ...(settings.verbose ? [`-- Connecting to ${settings.host ?? 'localhost'}...`] : []),
    ...(isUnverified(settings)
      ? [
          'WARNING: no verification of server certificate will be done. Use --ssl-mode=VERIFY_CA or VERIFY_IDENTITY.',
        ]
      : []),
  ];
}

function findRefusal(tool: StockTool, settings: Settings, around: Surroundings): string[] {
  const session = tool === 'mysqldump' ? findLostSession(settings, around) : undefined;
  if (session !== undefined) return session;
  const reason = findUnreachable(tool, settings);
  return reason === undefined ? [] : [`${tool}: Got error: ${reason} when trying to connect`];
}

/** What the tools' libraries refuse before they connect. */
function findUnreachable(tool: StockTool, settings: Settings): string | undefined {
  const { host } = settings;
  const protocol: string | undefined = settings.protocol;
  if (tool === 'mariadb-dump')
    return protocol === 'pipe' ? '2047: "Wrong or unknown protocol"' : undefined;
  const isLocal = host === undefined || host === 'localhost';
  if (protocol === 'pipe' || protocol === 'memory' || (protocol === 'socket' && !isLocal))
    return '2047: Wrong or unknown protocol';
  const mode = settings['ssl-mode'];
  const trusts = settings['ssl-ca'] ?? settings['ssl-capath'];
  const versions = settings['tls-version']?.toLowerCase().split(',') ?? [];
  // Over a socket there is TLS only where it was asked for.
  const isPlain =
    mode === 'disabled' ||
    (isLocal &&
      protocol !== 'tcp' &&
      trusts === undefined &&
      (mode ?? 'preferred') === 'preferred');
  if (!isPlain && !versions.every((name) => TLS_VERSIONS.has(name)))
    return '2026: SSL connection error: TLS version is invalid';
  if (mode?.startsWith('verify') === true && trusts === undefined)
    return '2026: SSL connection error: CA certificate is required if ssl-mode is VERIFY_CA or VERIFY_IDENTITY';
  const codecs = settings['compression-algorithms']?.toLowerCase().split(',') ?? [];
  if (!codecs.every((name) => COMPRESSIONS.has(name)))
    return '2066: Connection failed due to wrongly configured compression algorithm';
  return undefined;
}

/** A TLS session to go on with: ours never is, and mysqldump ends where its is not. */
function findLostSession(settings: Settings, around: Surroundings): string[] | undefined {
  const file = settings['ssl-session-data'];
  if (file === undefined) return undefined;
  if (!around.fileExists(fromBytes(file)))
    return ["Error: Can't open the ssl session data file.", 'Failed to set ssl related options.'];
  return settings['ssl-session-data-continue-on-failed-reuse']
    ? undefined
    : ['--ssl-session-data specified but the session was not reused.'];
}

/** Whom to trust is named, and nobody is to be checked (mysqldump). */
function isUnverified(settings: Settings): boolean {
  const mode = settings['ssl-mode'];
  const trusts = settings['ssl-ca'] ?? settings['ssl-capath'];
  return trusts !== undefined && mode !== undefined && !mode.startsWith('verify');
}

function hidePassword(tool: StockTool, word: string): string {
  return tool === 'mysqldump' && word.startsWith('--password') ? '--password=*****' : word;
}
