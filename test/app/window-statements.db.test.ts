// docs/window.md says what each kind of statement meets in the window of --read-only. Its rows
// are run as they stand there, while a dump holds the window, so that page and servers agree.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Connection, createConnection } from 'mysql2/promise';
import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { type RunningDump, startTsdump } from '../support/tsdump.js';

interface Row {
  readonly user: string;
  readonly before: readonly string[];
  readonly statement: string;
  /** 'refused', 'waits' or 'works'. */
  readonly meets: string;
}

const page = readFileSync(projectPath('docs/window.md'), 'utf8');
const [, fixture = ''] = /```sql\n(.*?)```/s.exec(page) ?? [];
const REFUSED = 1290;
const SETTLED_WITHIN_MS = 20_000;

/** The rows that this server has, in the order of the page. */
function readRows(flavor: Flavor): Row[] {
  return page.split('\n## ').flatMap((section) => {
    const user = section.startsWith('Of an exempt account') ? 'root' : 'app';
    const lines = section.split('\n').filter((line) => line.endsWith(' |') && line.includes('`'));
    return lines.flatMap((line): Row[] => {
      const [, first = '', second = '', mysql = '', mariadb = ''] = line.split('|');
      const [statement = ''] = readCode(second);
      const meets = (flavor === 'mysql' ? mysql : mariadb).trim();
      return meets === '–' ? [] : [{ user, before: readCode(first), statement, meets }];
    });
  });
}

function readCode(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** What a client of the server does in the window. */
class Client {
  readonly connection: Connection;
  readonly #statement: string;
  #end: { readonly error: unknown } | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(connection: Connection, statement: string) {
    this.connection = connection;
    this.#statement = statement;
  }

  static async start({ host, port }: TestServer, row: Row, database: string): Promise<Client> {
    const connection = await createConnection({ host, port, user: row.user, database });
    for (const statement of row.before) await connection.query(statement);
    return new Client(connection, row.statement);
  }

  say(): void {
    this.#end = undefined;
    this.#running = this.connection.query(this.#statement).then(
      () => void (this.#end = { error: undefined }),
      (error: unknown) => void (this.#end = { error }),
    );
  }

  /** 'refused', 'waits' or 'works'; an error of another number as the server says it. */
  async meets(server: TestServer): Promise<string> {
    const deadlineMs = performance.now() + SETTLED_WITHIN_MS;
    while (this.#end === undefined) {
      const state = await server.run(
        `SELECT STATE FROM information_schema.PROCESSLIST WHERE ID = ${this.connection.threadId}`,
      );
      if (this.#end === undefined && state.startsWith('Waiting for ')) return 'waits';
      if (performance.now() > deadlineMs) return `neither ends nor waits: ${state}`;
      await sleep(20);
    }
    return this.outcome();
  }

  /** After the window: what waited has ended, what was refused is said again. */
  async finish(): Promise<string> {
    await this.#running;
    if (this.outcome() === 'refused') {
      this.say();
      await this.#running;
    }
    this.connection.destroy();
    return this.outcome();
  }

  outcome(): string {
    const error = this.#end?.error;
    if (error === undefined) return 'works';
    const { errno, message } = error as { errno?: number; message: string };
    return errno === REFUSED ? 'refused' : `${errno} ${message}`;
  }
}

forEachFlavor((flavor) => {
  const rows = readRows(flavor);
  let server: TestServer;
  let gate: Connection;
  let dump: RunningDump;
  let clients: readonly Client[];

  function describeRow(index: number): string {
    const row = rows[index];
    return [row?.user, ...(row?.before ?? []), row?.statement].join('; ');
  }

  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE USER app@localhost; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP,
      ALTER, INDEX, LOCK TABLES, EXECUTE, CREATE ROUTINE, CREATE VIEW, TRIGGER, EVENT, RELOAD,
      PROCESS, CREATE TEMPORARY TABLES ON *.* TO app@localhost;
      CREATE DATABASE gate; CREATE TABLE gate.t (id INT PRIMARY KEY); INSERT INTO gate.t VALUES (1)`);
    const root = { host: server.host, port: server.port, user: 'root', multipleStatements: true };
    gate = await createConnection(root);
    for (const index of rows.keys()) {
      await gate.query(`CREATE DATABASE row_${index}; USE row_${index}; ${fixture}`);
    }
    clients = await Promise.all(
      rows.map(async (row, index) => await Client.start(server, row, `row_${index}`)),
    );
    await gate.query("SELECT GET_LOCK('gate', 0)");
    dump = startTsdump(server, ['--read-only', "--where=GET_LOCK('gate', 600) = 1", 'gate']);
    await dump.seen('window-opened');
    for (const client of clients) client.say();
  });
  after(async () => await server.remove());

  test('in the window each statement meets what the page says', async () => {
    assert.ok(rows.length > 30, `${rows.length} rows`);
    const untrue: string[] = [];
    for (const [index, client] of clients.entries()) {
      const said = await client.meets(server);
      if (said !== rows[index]?.meets) untrue.push(`${describeRow(index)}: ${said}`);
    }
    assert.deepEqual(untrue, []);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '1', 'all of it in the window');
  });

  test('after it each of them succeeds', async () => {
    await gate.query("SELECT RELEASE_LOCK('gate')");
    assert.equal((await dump.ended).code, 0);
    const outcomes = await Promise.all(clients.map(async (client) => await client.finish()));
    const failed = outcomes.flatMap((outcome, index) =>
      outcome === 'works' ? [] : [`${describeRow(index)}: ${outcome}`],
    );
    assert.deepEqual(failed, []);
  });
});
