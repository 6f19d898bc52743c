// A failed connection in the words of the stock tools' client libraries, whose numbers and
// texts differ: what scripts look for on stderr. Pure.

import { constants } from 'node:os';
import type { ConnectionOptions } from '../model/options.js';
import type { Flavor } from '../model/server.js';
import { ServerError } from './server-error.js';

/** How getaddrinfo numbers its failures. */
const LOOKUP_ERRORS: Readonly<Record<string, number>> = { ENOTFOUND: -2, EAI_AGAIN: -3 };

/** MariaDB's library tells the number of the attempt, not of its failure. */
const IN_PROGRESS: number = constants.errno.EINPROGRESS;

/** `Got error: 2003: Can't connect ... when trying to connect`. */
export function stockConnectComplaint(
  flavor: Flavor,
  options: ConnectionOptions,
  error: unknown,
): string {
  const [errno, text] = describe(flavor, options, error);
  const message = flavor === 'mariadb' ? `"${text}"` : text;
  return `Got error: ${errno}: ${message} when trying to connect`;
}

function describe(
  flavor: Flavor,
  options: ConnectionOptions,
  error: unknown,
): [errno: number, text: string] {
  if (error instanceof ServerError) return [error.errno, error.message];
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code = '', errno, message, syscall } = last as NodeJS.ErrnoException;
  const lookup = LOOKUP_ERRORS[code];
  if (lookup !== undefined) return [2005, unknownHost(flavor, options, last, lookup)];
  if (code.startsWith('HANDSHAKE_') || syscall === undefined)
    return describeHandshake(flavor, code, message);
  return describeRefusal(flavor, options, Math.abs(errno ?? 0));
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
): [number, string] {
  const server = flavor === 'mysql' ? 'MySQL server' : 'server';
  if (socket !== undefined)
    return [2002, `Can't connect to local ${server} through socket '${socket}' (${errno})`];
  if (flavor === 'mysql')
    return [2003, `Can't connect to ${server} on '${host}:${port}' (${errno})`];
  const shown = errno === constants.errno.ECONNREFUSED ? IN_PROGRESS : errno;
  return [2002, `Can't connect to ${server} on '${host}' (${shown})`];
}

function describeHandshake(flavor: Flavor, code: string, message: string): [number, string] {
  const isMysql = flavor === 'mysql';
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return [
      2026,
      isMysql
        ? "SSL connection error: SSL is required but the server doesn't support it"
        : 'TLS/SSL error: SSL is required, but the server does not support it',
    ];
  if (code === 'HANDSHAKE_SSL_ERROR')
    return [2026, `${isMysql ? 'SSL connection error' : 'TLS/SSL error'}: ${message}`];
  if (code === 'PROTOCOL_CONNECTION_LOST')
    return [
      2013,
      isMysql
        ? "Lost connection to MySQL server at 'reading initial communication packet', system error: 0"
        : "Lost connection to server at 'handshake: reading initial communication packet', system error: 0",
    ];
  if (code === 'ETIMEDOUT') return [2013, `Lost connection to server: ${message}`];
  return [2059, message];
}
