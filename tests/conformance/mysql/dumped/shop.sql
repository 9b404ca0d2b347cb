-- A schema with some of everything; shop-mysql.sql and shop-mariadb.sql have what is their own.
SET timestamp = 1767225600, time_zone = '+00:00';
CREATE TABLE customers (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  email varchar(191) NOT NULL COLLATE utf8mb4_bin COMMENT 'unique; it''s the login',
  name varchar(80) NOT NULL DEFAULT '',
  initial char(1) GENERATED ALWAYS AS (left(name, 1)) STORED,
  shout varchar(80) GENERATED ALWAYS AS (upper(name)) VIRTUAL,
  kind enum('person','company','it''s both') NOT NULL DEFAULT 'person',
  flags set('new','vip','blocked') DEFAULT NULL,
  balance decimal(12,2) unsigned NOT NULL DEFAULT 0.00,
  rate double DEFAULT 1.5,
  bits bit(8) NOT NULL DEFAULT b'1010',
  token binary(16) DEFAULT NULL,
  photo mediumblob,
  note text,
  born date DEFAULT NULL,
  wakes time(3) DEFAULT '07:30:00.000',
  since year DEFAULT 2020,
  data json DEFAULT NULL,
  created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at datetime NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
  hidden int NOT NULL DEFAULT 7 INVISIBLE,
  PRIMARY KEY (id),
  UNIQUE KEY customers_email (email),
  KEY customers_name (name(20), born DESC),
  FULLTEXT KEY customers_note (note),
  CONSTRAINT customers_balance CHECK (balance < 1000000)
) ENGINE=InnoDB AUTO_INCREMENT=1001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='who buys; and who pays';
CREATE TABLE orders (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  customer_id bigint unsigned NOT NULL,
  parent_id bigint unsigned DEFAULT NULL,
  `order` int NOT NULL,
  `odd ``name` varchar(10) CHARACTER SET latin1 DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY orders_nth (customer_id, `order`),
  KEY orders_parent (parent_id),
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT orders_parent FOREIGN KEY (parent_id) REFERENCES orders (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC;
CREATE TABLE places (
  id int NOT NULL PRIMARY KEY,
  at point NOT NULL,
  SPATIAL KEY places_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE by_range (
  id bigint NOT NULL,
  at date NOT NULL,
  PRIMARY KEY (id, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (to_days(at)) SUBPARTITIONS 2
 (PARTITION p2024 VALUES LESS THAN (2025), PARTITION p2025 VALUES LESS THAN (2026) COMMENT = 'now; then', PARTITION rest VALUES LESS THAN MAXVALUE);
CREATE TABLE by_columns (
  id bigint NOT NULL,
  at datetime NOT NULL,
  PRIMARY KEY (id, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY RANGE COLUMNS (at) (PARTITION early VALUES LESS THAN ('2025-01-01'), PARTITION late VALUES LESS THAN (MAXVALUE));
CREATE TABLE by_list (
  id bigint NOT NULL,
  region int NOT NULL,
  PRIMARY KEY (id, region)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY LIST (region) (PARTITION north VALUES IN (1,2,NULL), PARTITION south VALUES IN (3));
CREATE TABLE by_key (
  id bigint NOT NULL PRIMARY KEY
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY LINEAR KEY (id) PARTITIONS 4;
CREATE TABLE log_lines (
  line varchar(200) NOT NULL,
  KEY log_lines_line (line) USING BTREE
) ENGINE=MyISAM DEFAULT CHARSET=latin1 MAX_ROWS=1000 CHECKSUM=1 DELAY_KEY_WRITE=1;
CREATE TABLE lookups (
  k int NOT NULL,
  v varchar(20) DEFAULT NULL,
  PRIMARY KEY (k) USING BTREE,
  KEY lookups_v (v) USING HASH
) ENGINE=MEMORY DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE VIEW vips AS SELECT id, email, name FROM customers WHERE find_in_set('vip', flags) > 0 WITH CASCADED CHECK OPTION;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW totals AS SELECT c.id, c.name, count(o.id) AS orders FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name;
INSERT INTO customers (email, name, kind, flags, balance, bits, token, data, note) VALUES
 ('a@example.com', 'Ann; O''Neil', 'person', 'new,vip', 10.5, b'11', 0x00112233445566778899aabbccddeeff, '{"a": [1, "x;y"]}', 'one -- two # three /* four */'),
 ('b@example.com', 'Bob \\ "quoted"', 'it''s both', NULL, 0, b'0', NULL, NULL, 'a\nb');
INSERT INTO orders (customer_id, `order`) VALUES (1001, 1);
INSERT INTO places VALUES (1, ST_GeomFromText('POINT(1 2)'));
INSERT INTO log_lines VALUES ('one'), ('two');
DELIMITER $$
CREATE TRIGGER customers_bi BEFORE INSERT ON customers FOR EACH ROW
BEGIN
  IF NEW.name = '' THEN
    SET NEW.name = 'nobody; yet';
  END IF;
END$$
CREATE TRIGGER orders_ai AFTER INSERT ON orders FOR EACH ROW INSERT INTO log_lines VALUES (CONCAT('order ', NEW.id))$$
CREATE PROCEDURE tidy(IN days INT, OUT gone INT)
    SQL SECURITY INVOKER
    COMMENT 'sweeps; slowly'
BEGIN
  DECLARE done INT DEFAULT 0;
  DECLARE one BIGINT;
  DECLARE all_of CURSOR FOR SELECT id FROM orders;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  SET gone = 0;
  OPEN all_of;
  sweep: LOOP
    FETCH all_of INTO one;
    IF done THEN
      LEAVE sweep;
    END IF;
    CASE WHEN one < days THEN SET gone = gone + 1; ELSE BEGIN END; END CASE;
  END LOOP sweep;
  CLOSE all_of;
END$$
CREATE FUNCTION initial(s VARCHAR(80) CHARACTER SET utf8mb4) RETURNS char(1) CHARSET utf8mb4
    DETERMINISTIC
    NO SQL
RETURN left(s, 1)$$
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 03:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'at night' DO
BEGIN
  DELETE FROM log_lines;
  CALL tidy(5, @gone);
END$$
DELIMITER ;
