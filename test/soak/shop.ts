// What a test bed's server has to be dumped: small, but a table of several chunks, one of each
// kind of object, and a binary row.

import type { TestServer } from '../support/test-server.js';

export const SHOP_SCHEMA = 'shop';

/** `isClustered`: without what a cluster does not replicate. */
export async function createShop(server: TestServer, isClustered: boolean = false): Promise<void> {
  const aside = isClustered
    ? 'id INT PRIMARY KEY) ENGINE=InnoDB STATS_AUTO_RECALC=0'
    : 'id INT) ENGINE=MyISAM';
  await server.run(`
  CREATE USER 'tsdump'@'%'; GRANT ALL ON *.* TO 'tsdump'@'%' WITH GRANT OPTION;
  CREATE DATABASE shop; USE shop;
  CREATE TABLE goods (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100) NOT NULL, price DOUBLE) STATS_AUTO_RECALC=0;
  INSERT INTO goods (name, price) VALUES ('a', 1.5);
  ${"INSERT INTO goods (name, price) SELECT CONCAT(REPEAT('x', 60), id), id / 3 FROM goods;\n".repeat(12)}
  -- What a restart would make of it otherwise depends on how the rows came in.
  ALTER TABLE goods AUTO_INCREMENT = 10000;
  CREATE TABLE words (id INT PRIMARY KEY, word LONGTEXT) STATS_AUTO_RECALC=0;
  INSERT INTO words VALUES (1, REPEAT('words ', 20000)), (2, NULL);
  CREATE TABLE aside (${aside}; INSERT INTO aside VALUES (1), (2);
  CREATE VIEW cheap AS SELECT * FROM goods WHERE price < 10;
  CREATE TRIGGER priced BEFORE INSERT ON goods FOR EACH ROW SET NEW.price = IFNULL(NEW.price, 0);
  CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1;
  CREATE PROCEDURE two() SELECT 2;
  CREATE EVENT later ON SCHEDULE EVERY 1 DAY DO DO 1;
  ANALYZE TABLE goods, words;
`);
}
