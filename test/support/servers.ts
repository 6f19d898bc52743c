// Finds and starts real servers for tests: small, quick, thrown away afterwards, with the
// binary log on. Durability is off: a server's own crash safety is not what we test.

import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Flavor } from '../../src/model/server.js';
import { makeTemporaryFolder } from './child-process.js';
import { baseArgs, copyTemplate } from './datadir-template.js';
import { projectPath } from './project.js';
import { listServers, type ServerBinaries } from './server-binaries.js';
import { TestServer, type TlsFiles } from './test-server.js';

export interface StartOptions {
  /** Another server than the one of its flavor on this machine. */
  readonly binaries?: ServerBinaries;
  /** More server arguments; they win over ours. */
  readonly args?: readonly string[];
  readonly serverId?: number;
  /** Files to find in the data directory, with their text, by name. */
  readonly dataFiles?: Readonly<Record<string, string>>;
  /** Serve TLS with the certificates in test/support/tls; see `TestServer.tls`. */
  readonly tls?: boolean;
}

let present: Promise<ServerBinaries[]> | undefined;

/** The servers of this machine, at most one per flavor; empty when there are none. */
export async function findServers(): Promise<ServerBinaries[]> {
  present ??= listServers();
  return await present;
}

/** Starts an empty server; root@localhost has no password, over TCP and over the socket. */
export async function startServer(flavor: Flavor, options: StartOptions = {}): Promise<TestServer> {
  const found = (await findServers()).find((server) => server.flavor === flavor);
  const binaries = options.binaries ?? found;
  if (binaries === undefined) {
    throw new Error(`no ${flavor} server on this machine; run test/support/install-servers.sh`);
  }
  const folder = makeTemporaryFolder(flavor);
  const server = new TestServer({
    binaries,
    folder,
    port: await findFreePort(),
    serverId: options.serverId ?? 1,
    tls: options.tls === true ? tlsFiles() : undefined,
  });
  await copyTemplate(binaries, server.datadir);
  for (const [name, text] of Object.entries(options.dataFiles ?? {})) {
    await writeFile(join(server.datadir, name), text);
  }
  await mkdir(join(folder, 'tmp'));
  await server.start([...buildArgs(server), ...(options.args ?? [])]);
  return server;
}

function buildArgs(server: TestServer): string[] {
  const args = [
    ...baseArgs(),
    `--datadir=${server.datadir}`,
    `--tmpdir=${join(server.folder, 'tmp')}`,
    `--socket=${server.socket}`,
    `--pid-file=${join(server.folder, 'pid')}`,
    `--port=${server.port}`,
    '--bind-address=127.0.0.1',
    `--server-id=${server.serverId}`,
    '--log-bin=binlog',
    '--relay-log=relay',
    '--local-infile=ON',
    '--secure-file-priv=',
    '--event-scheduler=OFF',
    '--performance-schema=ON',
    '--max-allowed-packet=1G',
    '--innodb-buffer-pool-size=64M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=OFF',
    '--sync-binlog=0',
  ];
  if (server.flavor === 'mysql') {
    args.push('--mysqlx=OFF', '--gtid-mode=ON', '--enforce-gtid-consistency=ON');
  } else {
    args.push('--log-slave-updates=ON');
  }
  if (server.tls !== undefined) {
    args.push(`--ssl-ca=${server.tls.ca}`);
    args.push(`--ssl-cert=${tlsPath('server-cert.pem')}`, `--ssl-key=${tlsPath('server-key.pem')}`);
  }
  return args;
}

function tlsPath(name: string): string {
  return projectPath('test', 'support', 'tls', name);
}

function tlsFiles(): TlsFiles {
  return {
    ca: tlsPath('ca.pem'),
    clientCert: tlsPath('client-cert.pem'),
    clientKey: tlsPath('client-key.pem'),
  };
}

/** Below the ports the kernel gives to outgoing connections, so a restart finds it free. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 15_000 + Math.floor(Math.random() * 17_000);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free TCP port on 127.0.0.1');
}

async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
