// Two servers for the tests of options: a source with something of everything that options
// decide about, and a target for restores with the stock client.

import assert from 'node:assert/strict';
import type { Flavor } from '../../src/model/server.js';
import { type CompareOptions, compareServers, type Difference } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

const SCHEMA = `
CREATE DATABASE shop; USE shop;
CREATE TABLE child (id INT PRIMARY KEY, parent INT, note VARCHAR(20), blobby BLOB, UNIQUE (note));
CREATE TABLE heap (b INT, a VARCHAR(10)) ENGINE=MyISAM;
CREATE TABLE moments (id INT PRIMARY KEY, at TIMESTAMP NULL, plain DATETIME);
CREATE TABLE numbers (id INT PRIMARY KEY, f FLOAT, d DOUBLE);
CREATE TABLE unsorted (k INT, v INT, PRIMARY KEY (v, k)) ENGINE=MyISAM;
INSERT INTO child VALUES (1, NULL, 'one', 0x00FF27), (2, 1, 'two''s', ''), (3, 1, NULL, NULL);
INSERT INTO heap VALUES (1, 'x'), (2, 'y'), (NULL, '');
INSERT INTO numbers VALUES (1, 1234567.875, 0.1), (2, 3.1415927, 1e308), (3, -0.1, -0.1);
INSERT INTO unsorted VALUES (1, 3), (2, 1), (3, 2);
SET time_zone = '+00:00';
INSERT INTO moments VALUES (1, '2026-10-25 00:30:00', '2026-10-25 02:30:00'),
  (2, '2026-10-25 01:30:00', '2026-10-25 02:30:00'), (3, '2026-03-29 01:00:00', '2026-03-29 02:30:00');
SET time_zone = DEFAULT;
CREATE TABLE logged (n INT);
CREATE TRIGGER tr AFTER INSERT ON heap FOR EACH ROW INSERT INTO logged VALUES (NEW.b);
CREATE VIEW v AS SELECT id, note FROM child;
CREATE PROCEDURE p() SELECT 1;
CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 42;
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM shop.heap WHERE b < 0;
CREATE DATABASE depot; CREATE TABLE depot.t (id INT PRIMARY KEY); INSERT INTO depot.t VALUES (7);
CREATE DATABASE spare; CREATE TABLE spare.s (id INT PRIMARY KEY); INSERT INTO spare.s VALUES (8);
`;
export const DATABASES: readonly string[] = ['shop', 'depot', 'spare'];
export const INSERT: RegExp = /^INSERT INTO /gm;

export function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

export class OptionsBench {
  readonly source: TestServer;
  readonly target: TestServer;
  /** Not a part of what these tests look at, and it would keep restores out of the log. */
  readonly quiet: readonly string[];

  private constructor(source: TestServer, target: TestServer) {
    this.source = source;
    this.target = target;
    this.quiet = source.flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
  }

  static async start(flavor: Flavor): Promise<OptionsBench> {
    const args = ['--default-time-zone=+00:00'];
    const [source, target] = await Promise.all([
      startServer(flavor, { args }),
      startServer(flavor, { args }),
    ]);
    await source.run(SCHEMA);
    return new OptionsBench(source, target);
  }

  async remove(): Promise<void> {
    await Promise.all([this.source.remove(), this.target.remove()]);
  }

  async dumpText(...args: string[]): Promise<string> {
    return (await dumpPlain(this.source, [...this.quiet, ...args])).toString('latin1');
  }

  async restore(sql: string, database?: string): Promise<void> {
    const bytes = Buffer.from(sql, 'latin1');
    const result = await this.target.restore(bytes, database === undefined ? {} : { database });
    assert.equal(result.code, 0, result.stderr);
  }

  async emptyTarget(): Promise<void> {
    await this.target.run(DATABASES.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' '));
  }

  async differences(
    databases: readonly string[] = DATABASES,
    options: CompareOptions = {},
  ): Promise<Difference[]> {
    return await compareServers(this.source, this.target, databases, options);
  }

  /** Restored into an empty target, it is what the source has. */
  async assertEqualAfter(sql: string, options: CompareOptions = {}): Promise<void> {
    await this.emptyTarget();
    await this.restore(sql);
    assert.deepEqual(await this.differences(DATABASES, options), []);
  }
}
