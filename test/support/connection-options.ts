// Connection options of a test server, for tests that call src/ without a command line.

import type { ConnectionOptions } from '../../src/model/options.js';

export function connectionOptions(
  server: { readonly host: string; readonly port: number },
  changes: Partial<ConnectionOptions> = {},
): ConnectionOptions {
  return {
    host: server.host,
    port: server.port,
    socket: undefined,
    user: 'root',
    password: '',
    sslMode: 'preferred',
    sslCa: undefined,
    sslCert: undefined,
    sslKey: undefined,
    connectTimeoutMs: 10_000,
    initCommand: undefined,
    maxAllowedPacket: 1 << 30,
    charset: 'utf8mb4',
    ...changes,
  };
}
