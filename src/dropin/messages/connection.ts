// A failed connection in the words of the stock tools' client libraries, whose numbers and
// texts differ: what scripts look for on stderr. Pure.

import { constants } from 'node:os';
import type { ConnectionOptions } from '../../model/options.js';
import type { Flavor } from '../../model/server.js';
import { LoginRefused } from '../../mysql/protocol/login-plugins.js';
import { ServerError } from '../../mysql/protocol/server-error.js';
import { TlsFileError } from '../../mysql/protocol/tls-files.js';

/** How getaddrinfo numbers its failures. */
const LOOKUP_ERRORS: Readonly<Record<string, number>> = { ENOTFOUND: -2, EAI_AGAIN: -3 };

/** libmysql knows one reason only why a certificate is not to be trusted. */
const UNTRUSTED = 'error:0A000086:SSL routines::certificate verify failed';

/** MariaDB's library tells the number of the attempt, not of its failure. */
const IN_PROGRESS: number = constants.errno.EINPROGRESS;

/** `Got error: 2003: Can't connect ... when trying to connect`. */
export function stockConnectComplaint(
  flavor: Flavor,
  options: ConnectionOptions,
  error: unknown,
): string {
  const [errno, text, before = ''] = describe(flavor, options, error);
  const message = flavor === 'mariadb' ? `"${text}"` : text;
  return `${before}Got error: ${errno}: ${message} when trying to connect`;
}

/** Number and text; `before` is a line of its own, up to the next line's program name. */
type Complaint = readonly [errno: number, text: string, before?: string];

function describe(flavor: Flavor, options: ConnectionOptions, error: unknown): Complaint {
  const refusal = findServerError(error);
  if (refusal !== undefined) return [refusal.errno, refusal.message];
  if (error instanceof TlsFileError) return describeFile(flavor, error);
  if (error instanceof LoginRefused) return describeLogin(error);
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code = '', errno, syscall } = last as NodeJS.ErrnoException;
  const lookup = LOOKUP_ERRORS[code];
  if (lookup !== undefined) return [2005, unknownHost(flavor, options, last, lookup)];
  if (syscall === 'connect' || syscall === 'bind')
    return describeRefusal(flavor, options, Math.abs(errno ?? 0));
  return describeHandshake(flavor, last as NodeJS.ErrnoException);
}

function findServerError(error: unknown): ServerError | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at instanceof ServerError) return at;
  return undefined;
}

/** libmysql warns of the key's file where it would have been needed. */
function describeLogin({ plugin, keyFile }: LoginRefused): Complaint {
  const text = `Authentication plugin '${plugin}' reported error: Authentication requires secure connection.`;
  if (keyFile === undefined) return [2061, text];
  const { path, isRead } = keyFile;
  const warning = isRead
    ? `Public key is not in Privacy Enhanced Mail format: '${path}'.`
    : `Failed to locate server public key '${path}'.`;
  return [2061, text, `[Warning] ${warning}\nmysqldump: `];
}

/** A certificate, a key, or a folder of them, that cannot be used. */
function describeFile(flavor: Flavor, error: TlsFileError): Complaint {
  if (flavor === 'mariadb') return [2026, describeMariadbFile(error)];
  const { use, path } = error;
  switch (use) {
    case 'authority':
      return [2026, 'SSL connection error: SSL_CTX_set_default_verify_paths failed'];
    case 'authorities':
      return [2026, `SSL connection error: ${UNTRUSTED}`];
    case 'certificate':
    case 'key': {
      const text = `Unable to get ${use === 'key' ? 'private key' : use}`;
      const before = `[ERROR] SSL error: ${text} from '${path}'.\nmysqldump: `;
      return [2026, `SSL connection error: ${text}`, before];
    }
  }
}

function describeMariadbFile({ use, path, cause }: TlsFileError): string {
  const { syscall, reason } = (cause ?? {}) as { syscall?: string; reason?: string };
  if (use === 'key' && syscall !== undefined) return `File '${path}' not found (Errcode: 2)`;
  const isMissing = syscall !== undefined || use === 'authorities';
  const why = isMissing ? 'No such file or directory (2)' : reason;
  return `TLS/SSL error: ${why ?? 'no certificate or crl found'}`;
}

function unknownHost(
  flavor: Flavor,
  options: ConnectionOptions,
  error: unknown,
  number: number,
): string {
  const { hostname } = error as { hostname?: string };
  const server = flavor === 'mysql' ? 'MySQL server' : 'server';
  return `Unknown ${server} host '${hostname ?? options.host}' (${number})`;
}

function describeRefusal(
  flavor: Flavor,
  { socket, host, port }: ConnectionOptions,
  errno: number,
): Complaint {
  const server = flavor === 'mysql' ? 'MySQL server' : 'server';
  if (socket !== undefined)
    return [2002, `Can't connect to local ${server} through socket '${socket}' (${errno})`];
  if (flavor === 'mysql')
    return [2003, `Can't connect to ${server} on '${host}:${port}' (${errno})`];
  const shown = errno === constants.errno.ECONNREFUSED ? IN_PROGRESS : errno;
  return [2002, `Can't connect to ${server} on '${host}' (${shown})`];
}

function describeHandshake(
  flavor: Flavor,
  { code = '', message }: NodeJS.ErrnoException,
): Complaint {
  const isMysql = flavor === 'mysql';
  const tls = (text: string): Complaint => [
    2026,
    `${isMysql ? 'SSL connection error' : 'TLS/SSL error'}: ${text}`,
  ];
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return tls(
      isMysql
        ? "SSL is required but the server doesn't support it"
        : 'SSL is required, but the server does not support it',
    );
  if (code.endsWith('NO_CIPHER_MATCH'))
    return tls(isMysql ? 'Failed to set ciphers to use' : 'no cipher match');
  if (code === 'HANDSHAKE_SSL_ERROR') return tls(isMysql ? UNTRUSTED : message);
  if (code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET')
    return [
      2013,
      isMysql
        ? "Lost connection to MySQL server at 'reading initial communication packet', system error: 0"
        : "Lost connection to server at 'handshake: reading initial communication packet', system error: 0",
    ];
  if (code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED')
    return [
      2059,
      "Authentication plugin 'mysql_clear_password' cannot be loaded: plugin not enabled",
    ];
  return [2059, message];
}
