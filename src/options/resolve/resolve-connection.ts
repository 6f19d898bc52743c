// How to reach the server, from settings, environment and the machine: socket or TCP,
// login, password, TLS. Takes the surroundings as a value, so that it stays testable.

import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions, SslMode } from '../../model/options.js';
import type { ConnectionSettings } from '../table/options.js';
import type { Surroundings } from './environment.js';
import { resolveTls } from './tls.js';

export interface ResolvedConnection {
  readonly connection: ConnectionOptions & Required<Pick<ConnectionOptions, 'login' | 'tls'>>;
  /** The user wants to be asked; `connection.password` is still empty. */
  readonly askPassword: boolean;
}

const SOCKET_PATHS = [
  '/var/run/mysqld/mysqld.sock',
  '/run/mysqld/mysqld.sock',
  '/tmp/mysql.sock',
  '/var/lib/mysql/mysql.sock',
];

/** `typed` says which options were on the command line. */
export function resolveConnection(
  settings: ConnectionSettings,
  typed: ReadonlySet<string>,
  around: Surroundings,
): ResolvedConnection {
  const { password } = settings;
  const endpoint = resolveEndpoint(settings, typed, around);
  const serverKey = settings['server-public-key-path'];
  if (serverKey !== undefined && !around.fileExists(serverKey))
    throw new TsdumpError('usage', `no key of the server is at ${serverKey}`, {
      hint: 'Check the path given with --server-public-key-path.',
    });
  const connection: ResolvedConnection['connection'] = {
    ...endpoint,
    user: settings.user ?? around.systemUser,
    password: typeof password === 'string' ? password : (around.env['MYSQL_PWD'] ?? ''),
    sslMode: secureCleartext(settings, endpoint) ?? resolveSslMode(settings),
    sslCa: settings['ssl-ca'],
    sslCert: settings['ssl-cert'],
    sslKey: settings['ssl-key'],
    connectTimeoutMs: settings['connect-timeout'] * 1000,
    initCommand: settings['init-command'],
    maxAllowedPacket: settings['max-allowed-packet'],
    charset: 'utf8mb4',
    bindAddress: settings['bind-address'],
    tls: resolveTls(settings),
    login: {
      cleartext: settings['enable-cleartext-plugin'],
      serverKey,
      requestKey: settings['get-server-public-key'],
    },
    session: [],
  };
  if (password !== true) return { connection, askPassword: false };
  return { connection: { ...connection, password: '' }, askPassword: true };
}

type Endpoint = Pick<ConnectionOptions, 'host' | 'port' | 'socket'>;

function resolveEndpoint(
  settings: ConnectionSettings,
  typed: ReadonlySet<string>,
  around: Surroundings,
): Endpoint {
  const { env } = around;
  const host = settings.host || env['MYSQL_HOST'] || 'localhost';
  const port = settings.port || toPort(env['MYSQL_TCP_PORT']);
  const givenSocket = settings.socket || env['MYSQL_UNIX_PORT'] || undefined;
  const socket = givenSocket ?? SOCKET_PATHS.find(around.fileExists);
  if (wantsSocket(settings, typed, host, givenSocket)) {
    if (socket !== undefined) return { host: 'localhost', port, socket };
    if (settings.protocol === 'socket')
      throw new TsdumpError('usage', 'there is no unix socket in the usual places', {
        hint: 'Name it with --socket.',
      });
  }
  // By name it may resolve to ::1, where the server need not listen; but a certificate is
  // checked against the name that was given.
  const byAddress = host === 'localhost' && resolveSslMode(settings) !== 'verify-identity';
  return { host: byAddress ? '127.0.0.1' : host, port, socket: undefined };
}

/** What the user typed outranks what option files say; then the host decides. */
function wantsSocket(
  settings: ConnectionSettings,
  typed: ReadonlySet<string>,
  host: string,
  givenSocket: string | undefined,
): boolean {
  if (settings.protocol !== undefined) return settings.protocol === 'socket';
  if (typed.has('socket') && !typed.has('host')) return true;
  if (host !== 'localhost') return false;
  if (typed.has('port')) return typed.has('socket');
  return givenSocket !== undefined || !settings.port;
}

function toPort(text: string | undefined): number {
  if (text === undefined || text === '') return 3306;
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port > 0 && port < 65536) return port;
  throw new TsdumpError('usage', `MYSQL_TCP_PORT cannot be ${JSON.stringify(text)}`, {
    hint: 'It takes a number from 1 to 65535.',
  });
}

/** A password that is sent as it is goes over an encrypted connection, unless the user said otherwise. */
function secureCleartext(settings: ConnectionSettings, { socket }: Endpoint): SslMode | undefined {
  const isPreferred =
    settings['ssl-mode'] === undefined && resolveSslMode(settings) === 'preferred';
  const isOpen = settings['enable-cleartext-plugin'] && socket === undefined;
  return isPreferred && isOpen ? 'required' : undefined;
}

/** MariaDB's spellings count where --ssl-mode says nothing. */
function resolveSslMode(settings: ConnectionSettings): SslMode {
  if (settings['ssl-mode'] !== undefined) return settings['ssl-mode'];
  if (settings.ssl === false) return 'disabled';
  if (settings['ssl-verify-server-cert'] === true) return 'verify-identity';
  // Naming whom to trust without checking would be trust in anyone.
  const trusts = settings['ssl-ca'] ?? settings['ssl-capath'];
  if (trusts !== undefined && settings['ssl-verify-server-cert'] !== false) return 'verify-ca';
  return settings.ssl === true ? 'required' : 'preferred';
}
