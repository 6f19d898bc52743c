// The only room that knows mysql2. It does the handshake (authentication plugins, TLS);
// then we take its socket and speak the rest of the protocol ourselves (session.ts). What
// we lean on of mysql2's inside is listed in MysqlConnection, and in login-plugins.ts, and
// held by a contract test; the version is pinned.

import { lookup } from 'node:dns/promises';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { ConnectionOptions as Mysql2Options, SslOptions } from 'mysql2';
import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions } from '../../model/options.js';
import { LoginRefused, readLogin } from './login-plugins.js';
import { Errno, ServerError, serverMessage } from './server-error.js';
import { openSocket } from './open-socket.js';
import { FIRST_SET } from './pinned-settings.js';
import { Session } from './session.js';
import { readTlsFiles, TlsFileError, type TlsFiles } from './tls-files.js';

/** The part of a mysql2 connection we use; all but the events is undocumented. */
interface MysqlConnection {
  readonly stream: Duplex;
  /** Turns `stream` into a TLS socket; credentials are sent when `secured` is called. */
  startTLS(secured: (error?: Error) => void): void;
  readonly threadId: number;
  /** What answers the server during the login. */
  _authPlugin?: (data: Buffer) => Promise<string> | string | Buffer | Promise<Buffer> | null;
  once(event: 'connect', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(): void;
}

/**
 * Left out of the handshake: query attributes would prefix each statement, local files
 * let a server read ours, IGNORE_SPACE changes the session's sql_mode, session tracking
 * lengthens OK packets.
 */
const NO_LOCAL_FILES = '-LOCAL_FILES';
const FLAGS = [
  '-CLIENT_QUERY_ATTRIBUTES',
  NO_LOCAL_FILES,
  '-IGNORE_SPACE',
  '-SESSION_TRACK',
  '-ODBC',
];

/** mysql2's word for a server that wants the password as it is. */
const CLEARTEXT = 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED';

/** Takes some 80 ms, which may pass before anything is known of a server. */
export async function loadDriver(): Promise<void> {
  await import('mysql2');
}

/**
 * Opens and logs in one connection, for Session.load where it `loads`: other servers are not even
 * told that we could send a file. Rejects with `connect-failed`.
 */
export async function openSession(
  options: ConnectionOptions,
  { loads = false }: { readonly loads?: boolean } = {},
): Promise<Session> {
  const ssl = resolveTls(options);
  let connection: MysqlConnection;
  try {
    connection = await handshake(options, ssl, loads);
  } catch (error) {
    if (options.sslMode !== 'preferred' || errorCode(error) !== 'HANDSHAKE_NO_SSL_SUPPORT') {
      throw connectFailed(options, error);
    }
    // `preferred` means TLS where the server has it.
    connection = await handshake(options, undefined, loads).catch((plain: unknown) => {
      throw connectFailed(options, plain);
    });
  }
  const session = takeOver(connection, options.maxAllowedPacket);
  try {
    await session.execute(FIRST_SET);
    if (options.initCommand !== undefined) await runInitCommand(session, options.initCommand);
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
}

async function runInitCommand(session: Session, initCommand: string): Promise<void> {
  try {
    await session.execute(initCommand);
  } catch (cause) {
    throw new TsdumpError(
      'connect-failed',
      `the server refused the statement of --init-command: ${serverMessage(cause)}`,
      { hint: 'It runs on every connection right after login; correct it or leave it out.', cause },
    );
  }
}

async function handshake(
  options: ConnectionOptions,
  ssl: SslOptions | undefined,
  loads: boolean,
): Promise<MysqlConnection> {
  // Imported here: it costs some 80 ms, which --help need not pay.
  const { authPlugins, createConnection } = await import('mysql2');
  const { bindAddress } = options;
  const localAddress = bindAddress === undefined ? undefined : (await lookup(bindAddress)).address;
  const login = await readLogin(options, authPlugins);
  // Nothing may be waited for from here on: who looks after its errors comes below.
  const { socket, reads } = openSocket(options, localAddress, ssl !== undefined);
  const settings: Mysql2Options = {
    user: options.user,
    password: options.password,
    charset: 'UTF8MB4_GENERAL_CI',
    connectTimeout: options.connectTimeoutMs,
    // What a dump to load says is one statement at a time, whatever it says.
    multipleStatements: !loads,
    flags: loads ? FLAGS.filter((flag) => flag !== NO_LOCAL_FILES) : FLAGS,
    connectAttributes: { program_name: 'tsdump' },
    authPlugins: login.plugins,
    enableCleartextPlugin: options.login?.cleartext === true,
    stream: socket,
    // It sends passwords as they are where it knows a unix socket or TLS below.
    ...(options.socket === undefined ? { host: options.host } : { socketPath: options.socket }),
    ...(ssl === undefined ? {} : { ssl }),
  };
  return await new Promise((resolve, reject) => {
    const connection = createConnection(settings) as unknown as MysqlConnection;
    login.guard(connection);
    connection.on('error', (error) => {
      connection.destroy();
      reject(error);
    });
    connection.once('connect', () => {
      reads.copies = false;
      resolve(connection);
    });
    if (ssl !== undefined) prepareTls(connection, options, ssl, reject);
  });
}

/**
 * Before TLS is begun its files are read. mysql2 checks the certificate of a host given by
 * address against the name `localhost`, so we check it, when the connection is encrypted and
 * before credentials are sent.
 */
function prepareTls(
  connection: MysqlConnection,
  options: ConnectionOptions,
  ssl: SslOptions,
  fail: (error: Error) => void,
): void {
  const startTls = connection.startTLS.bind(connection);
  connection.startTLS = (secured) => {
    const start = (files: TlsFiles): void => {
      Object.assign(ssl, files);
      startTls((error) => {
        const isChecked = error === undefined && options.sslMode === 'verify-identity';
        secured(isChecked ? checkIdentity(connection, options.host) : error);
      });
    };
    readTlsFiles(options)
      .then(start)
      .catch((error: Error) => {
        connection.destroy();
        fail(error);
      });
  };
}

function checkIdentity({ stream }: MysqlConnection, host: string): Error | undefined {
  return checkServerIdentity(host, (stream as TLSSocket).getPeerCertificate(true));
}

/** From here on mysql2 never sees the socket again. */
function takeOver(connection: MysqlConnection, packetBytesMax: number): Session {
  const socket = connection.stream;
  for (const event of ['data', 'end', 'close', 'error']) socket.removeAllListeners(event);
  return new Session(socket, connection.threadId, packetBytesMax);
}

/** Undefined where the connection is not to be encrypted; the files come later. */
function resolveTls({ sslMode, socket, tls }: ConnectionOptions): SslOptions | undefined {
  // As libmysql: a unix socket is not encrypted unless TLS is demanded.
  const isLocal = socket !== undefined && tls?.local !== true;
  if (sslMode === 'disabled' || (sslMode === 'preferred' && isLocal)) return undefined;
  const ssl: SslOptions = {
    rejectUnauthorized: sslMode === 'verify-ca' || sslMode === 'verify-identity',
    minVersion: tls?.minVersion ?? 'TLSv1.2',
    maxVersion: tls?.maxVersion ?? 'TLSv1.3',
  };
  if (tls?.ciphers !== undefined) ssl.ciphers = tls.ciphers;
  return ssl;
}

/** The server, or what is in between, went away during the login. */
function isDropped(error: unknown): boolean {
  return errorCode(error) === 'PROTOCOL_CONNECTION_LOST';
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function connectFailed(options: ConnectionOptions, error: unknown): TsdumpError {
  if (error instanceof TlsFileError)
    return new TsdumpError('usage', `cannot use the certificate file ${error.path}`, {
      hint: 'Check the paths given with --ssl-ca, --ssl-cert and --ssl-key; the key belongs to the certificate.',
      cause: error,
    });
  const { errno, sqlState } = error as { errno?: number; sqlState?: string };
  const message = describeFailure(error);
  const target = options.socket ?? `${options.host}:${options.port}`;
  const cause =
    typeof errno === 'number' && errno > 0
      ? new ServerError(errno, sqlState ?? 'HY000', message)
      : error;
  return new TsdumpError(
    'connect-failed',
    `cannot connect to ${target} as ${options.user}: ${message}`,
    { hint: connectHint(options, error), cause, retry: isDropped(error) ? true : undefined },
  );
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (errorCode(error) === 'AUTH_SWITCH_PLUGIN_ERROR') {
    const plugin = /unknown plugin (.*)\. See /.exec(error.message)?.[1];
    if (plugin !== undefined)
      return `the account logs in with ${plugin || 'mysql_old_password'}, which is not supported`;
  }
  if (errorCode(error) === CLEARTEXT)
    return 'the account logs in with mysql_clear_password, which sends the password as it is';
  if (error instanceof LoginRefused) {
    const { plugin, keyFile } = error;
    const lack =
      keyFile === undefined ? 'the key of the server' : `a key that is in ${keyFile.path}`;
    return `the account logs in with ${plugin}, which without TLS needs ${lack}`;
  }
  // A host with several addresses fails with one error for each, and no message.
  if (error instanceof AggregateError) {
    return error.errors.map((each) => describeFailure(each)).join(', ');
  }
  return error.message;
}

function connectHint(options: ConnectionOptions, error: unknown): string {
  const code = errorCode(error);
  const { errno } = error as { errno?: number };
  if (errno === Errno.accessDenied || errno === Errno.accessDeniedNoPassword) {
    return 'Check --user and the password; the account must be allowed from this host.';
  }
  if (errno === Errno.tooManyConnections || errno === Errno.tooManyUserConnections) {
    return 'All connections the server allows are taken; try again later, or raise max_connections.';
  }
  if (errno === Errno.userLimitReached) {
    return 'The account may not have more connections: --read-only and --dump-replica need one more each, and so does ending a dump early.';
  }
  if (error instanceof LoginRefused) {
    return "Give --ssl-mode=REQUIRED, or the server's key with --server-public-key-path; where nobody can intercept the connection, --get-server-public-key asks the server for it.";
  }
  if (code === CLEARTEXT) {
    return 'Where the server may have it (LDAP, PAM), give --enable-cleartext-plugin; the connection has to be encrypted then.';
  }
  if (code === 'AUTH_SWITCH_PLUGIN_ERROR') {
    return 'Give tsdump an account that logs in with caching_sha2_password, mysql_native_password, ed25519 or parsec.';
  }
  if (code === 'ENOENT' && options.socket !== undefined) {
    return 'No server listens on that socket; give --socket, or --host and --port.';
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return 'The server offers no TLS; --ssl-mode=PREFERRED would go on without it.';
  }
  if (code === 'HANDSHAKE_SSL_ERROR') {
    return 'The TLS handshake failed; check --ssl-mode, --ssl-ca and the server certificate.';
  }
  return 'Check that the server runs and that --host, --port or --socket point to it.';
}
