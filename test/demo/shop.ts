// A schema that stands still during the demo, large enough for figures to mean something,
// with what dumps get wrong: FLOAT, JSON, four-byte characters, NUL bytes, a view, a
// trigger, a routine. The same rows every time.

import type { TestServer } from '../support/test-server.js';

const ORDERS = 200_000;

export async function createShop(server: TestServer): Promise<void> {
  // Rows in the log, so that a replica need not recurse as deep.
  const settings =
    server.flavor === 'mysql'
      ? `cte_max_recursion_depth = ${ORDERS}`
      : `max_recursive_iterations = ${ORDERS}, binlog_format = ROW`;
  await server.run(`
    CREATE DATABASE shop CHARACTER SET utf8mb4;
    USE shop;
    CREATE TABLE orders (
      id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT,
      customer INT UNSIGNED NOT NULL,
      placed DATETIME(3) NOT NULL,
      price DECIMAL(10,2) NOT NULL,
      weight FLOAT NOT NULL,
      token VARBINARY(16),
      details JSON,
      note VARCHAR(200),
      KEY (customer)
    ) ENGINE=InnoDB;
    CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, text VARCHAR(100)) ENGINE=MyISAM;
    INSERT INTO log (text) VALUES ('MyISAM is in it too'), ('it''s "quoted"\\\\'), (NULL), ('');
    CREATE VIEW totals AS SELECT customer, SUM(price) AS spent FROM orders GROUP BY customer;
    CREATE FUNCTION with_tax(price DECIMAL(10,2)) RETURNS DECIMAL(10,2) DETERMINISTIC
      RETURN price * 1.19;
    SET SESSION ${settings};
    INSERT INTO orders (id, customer, placed, price, weight, token, details, note)
      WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ${ORDERS})
      SELECT n, 1 + n % 997, TIMESTAMPADD(SECOND, n, '2024-01-01'), (n % 100000) / 100,
        n * 1.2345678, UNHEX(LEFT(SHA2(n, 224), 32)), JSON_OBJECT('item', n % 50, 'gift', n % 2),
        IF(n % 10 = 0, NULL, CONCAT('order ', n, ' of today, wrapped 🎁, ', SHA2(n, 224)))
      FROM counter;
    CREATE TRIGGER orders_log AFTER DELETE ON orders FOR EACH ROW
      INSERT INTO log (text) VALUES (CONCAT('gone: ', OLD.id));
  `);
}
