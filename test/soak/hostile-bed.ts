// Two servers, one to dump from and one to restore into, and how to tell on the second, and
// in the folders around it, whether a dump did more than restore.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import type { Flavor } from '../../src/model/server.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { queryText, quoteName } from '../support/compare-query.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';

/** Of the servers themselves. */
const SYSTEM = /^(?:mysql|sys|information_schema|performance_schema)$/i;
/** Must be there as it was after each restore. */
const CANARY =
  'CREATE DATABASE canary; CREATE TABLE canary.t (id INT); INSERT INTO canary.t VALUES (7);';
/** What `source` and `\.` find where the client runs. */
const EVIL = 'CREATE DATABASE pwned;\n';

export class HostileBed {
  readonly flavor: Flavor;
  readonly source: TestServer;
  readonly target: TestServer;
  readonly from: Connection;
  readonly to: Connection;
  /** Outputs go below; nothing may come to lie beside them. */
  readonly folder: string = makeTemporaryFolder('hostile');
  #outputs = 0;

  private constructor(source: TestServer, target: TestServer, from: Connection, to: Connection) {
    this.flavor = source.flavor;
    this.source = source;
    this.target = target;
    this.from = from;
    this.to = to;
  }

  static async start(flavor: Flavor): Promise<HostileBed> {
    const [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
    const [from, to] = await Promise.all([openConnection(source), openConnection(target)]);
    writeFileSync(join(target.datadir, 'evil.sql'), EVIL);
    await target.run(CANARY);
    return new HostileBed(source, target, from, to);
  }

  /** A new folder for one output, in a folder of its own. */
  nextOutput(): string {
    const outside = join(this.folder, String(++this.#outputs));
    const output = join(outside, 'out');
    mkdirSync(output, { recursive: true });
    return output;
  }

  /** Drops what is neither the server's nor the canary, on both. */
  async clear(): Promise<void> {
    for (const connection of [this.from, this.to]) {
      for (const [database = ''] of await queryText(connection, 'SHOW DATABASES')) {
        if (SYSTEM.test(database) || database === 'canary') continue;
        await connection.query(`DROP DATABASE IF EXISTS ${quoteName(database)}`);
      }
    }
  }

  /** What the restore did that it must not. `expected`: databases that may be there now. */
  async examineTarget(expected: readonly string[]): Promise<string[]> {
    const complaints: string[] = [];
    const databases = (await queryText(this.to, 'SHOW DATABASES')).map(([name = '']) => name);
    const others = databases.filter(
      (name) => !SYSTEM.test(name) && name !== 'canary' && !expected.includes(name),
    );
    if (others.length > 0) complaints.push(`there is a database ${JSON.stringify(others)}`);
    const canary = databases.includes('canary')
      ? await queryText(this.to, 'SELECT id FROM canary.t')
      : [];
    if (canary.length !== 1 || canary[0]?.[0] !== '7') {
      complaints.push('the canary is dead');
      await this.target.run(`DROP DATABASE IF EXISTS canary; ${CANARY}`);
    }
    // The stock client ran here.
    if (existsSync(join(this.target.datadir, 'pwned'))) complaints.push('a command was run');
    return complaints;
  }

  /** What lies beside the output of nextOutput(), beside `dump` in it, or deeper than either. */
  examineOutput(output: string): string[] {
    const outside = readdirSync(join(output, '..')).filter((name) => name !== 'out');
    const inside = readdirSync(output, { recursive: true, withFileTypes: true });
    const isDirectory = existsSync(join(output, 'dump'));
    const odd = inside.filter((entry) =>
      entry.parentPath === output
        ? isDirectory && entry.name !== 'dump'
        : entry.isDirectory() || entry.parentPath !== join(output, 'dump'),
    );
    return [...outside, ...odd.map(({ name }) => name)].map(
      (name) => `wrote ${JSON.stringify(name)} where it does not belong`,
    );
  }

  async stop(): Promise<void> {
    this.from.destroy();
    this.to.destroy();
    await Promise.all([this.source.remove(), this.target.remove()]);
  }
}

async function openConnection(server: TestServer): Promise<Connection> {
  const connection = await createConnection({
    host: server.host,
    port: server.port,
    user: server.user,
    charset: 'UTF8MB4_BIN',
  });
  await connection.query("SET SESSION sql_mode = '', foreign_key_checks = 0");
  return connection;
}
