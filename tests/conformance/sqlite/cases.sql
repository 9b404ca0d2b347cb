-- Migrations that SQLite's runners are given: see README.md beside this directory.
--
-- "== schema NAME" is what was there before; below it "-- full" has a row for each table
-- with a value in every column, and "-- sparse" one with NULL wherever that may be.
-- "== case NAME on SCHEMA" is a migration; "-- next file" begins a second one that is
-- pending with it.

== schema cascade
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, note TEXT);
CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, what TEXT);
CREATE TABLE apart (id INTEGER PRIMARY KEY, word TEXT);
-- full
INSERT INTO users VALUES (1, 'a@x', 'a');
INSERT INTO orders VALUES (1, 1, 'n');
INSERT INTO lines VALUES (1, 1, 'w');
INSERT INTO apart VALUES (1, 'w');
-- sparse
INSERT INTO users VALUES (2, 'b@x', NULL);
INSERT INTO orders VALUES (2, 2, NULL);
INSERT INTO lines VALUES (2, 2, NULL);
INSERT INTO apart VALUES (2, NULL);

== case rebuild on cascade
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case rebuild-keys-off on cascade
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== case rebuild-prisma on cascade
PRAGMA defer_foreign_keys=ON;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;
--> statement-breakpoint
PRAGMA defer_foreign_keys=OFF;

== case rebuild-defer on cascade
PRAGMA defer_foreign_keys=ON;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case rebuild-copy-out on cascade
CREATE TABLE kept_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT);
--> statement-breakpoint
INSERT INTO kept_users SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO users (id, email, nick) SELECT id, email, nick FROM kept_users;
--> statement-breakpoint
DROP TABLE kept_users;

== case rebuild-rename-first on cascade
ALTER TABLE users RENAME TO old_users;
--> statement-breakpoint
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO users (id, email, nick) SELECT id, email, nick FROM old_users;
--> statement-breakpoint
DROP TABLE old_users;

== case rebuild-rename-first-keys-off on cascade
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
ALTER TABLE users RENAME TO old_users;
--> statement-breakpoint
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO users (id, email, nick) SELECT id, email, nick FROM old_users;
--> statement-breakpoint
DROP TABLE old_users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== case rebuild-leaf on cascade
CREATE TABLE __new_lines (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, what TEXT DEFAULT 'x');
--> statement-breakpoint
INSERT INTO __new_lines (id, order_id, what) SELECT id, order_id, what FROM lines;
--> statement-breakpoint
DROP TABLE lines;
--> statement-breakpoint
ALTER TABLE __new_lines RENAME TO lines;

== case rebuild-middle on cascade
CREATE TABLE __new_orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, note TEXT DEFAULT 'x');
--> statement-breakpoint
INSERT INTO __new_orders (id, user_id, note) SELECT id, user_id, note FROM orders;
--> statement-breakpoint
DROP TABLE orders;
--> statement-breakpoint
ALTER TABLE __new_orders RENAME TO orders;

== case rebuild-not-null on cascade
CREATE TABLE __new_apart (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
--> statement-breakpoint
INSERT INTO __new_apart (id, word) SELECT id, word FROM apart;
--> statement-breakpoint
DROP TABLE apart;
--> statement-breakpoint
ALTER TABLE __new_apart RENAME TO apart;

== case rebuild-not-null-coalesced on cascade
CREATE TABLE __new_apart (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
--> statement-breakpoint
INSERT INTO __new_apart (id, word) SELECT id, coalesce(word, '') FROM apart;
--> statement-breakpoint
DROP TABLE apart;
--> statement-breakpoint
ALTER TABLE __new_apart RENAME TO apart;

== case rebuild-where on cascade
CREATE TABLE __new_apart (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
--> statement-breakpoint
INSERT INTO __new_apart (id, word) SELECT id, word FROM apart WHERE word IS NOT NULL;
--> statement-breakpoint
DROP TABLE apart;
--> statement-breakpoint
ALTER TABLE __new_apart RENAME TO apart;

== case rebuild-without-copy on cascade
CREATE TABLE __new_apart (id INTEGER PRIMARY KEY, word TEXT, extra TEXT);
--> statement-breakpoint
DROP TABLE apart;
--> statement-breakpoint
ALTER TABLE __new_apart RENAME TO apart;

== case rebuild-two-in-one on cascade
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;
--> statement-breakpoint
CREATE TABLE __new_orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, note TEXT DEFAULT 'x');
--> statement-breakpoint
INSERT INTO __new_orders (id, user_id, note) SELECT id, user_id, note FROM orders;
--> statement-breakpoint
DROP TABLE orders;
--> statement-breakpoint
ALTER TABLE __new_orders RENAME TO orders;

== case keys-off-in-a-file-before on cascade
PRAGMA foreign_keys=OFF;
-- next file
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case begin-in-the-text on cascade
BEGIN;
--> statement-breakpoint
UPDATE apart SET word = 'w';
--> statement-breakpoint
COMMIT;

== case keys-off-before-begin on cascade
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
BEGIN;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT DEFAULT 'none');
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
COMMIT;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== case keys-off-after-commit on cascade
COMMIT;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
BEGIN;
--> statement-breakpoint
DELETE FROM users;

== case savepoint on cascade
SAVEPOINT a;
--> statement-breakpoint
UPDATE apart SET word = 'w';
--> statement-breakpoint
RELEASE a;

== case vacuum on cascade
VACUUM;

== case delete-all on cascade
DELETE FROM users;

== case delete-nothing on cascade
DELETE FROM users WHERE email = 'nobody';

== case update-all on cascade
UPDATE users SET nick = NULL;

== case drop-parent on cascade
DROP TABLE users;

== case drop-leaf on cascade
DROP TABLE lines;

== case unique-index on cascade
CREATE UNIQUE INDEX apart_word ON apart (word);

== case add-column on cascade
ALTER TABLE users ADD COLUMN age INTEGER;

== case add-not-null on cascade
ALTER TABLE users ADD COLUMN age INTEGER NOT NULL;

== case add-not-null-default on cascade
ALTER TABLE users ADD COLUMN age INTEGER NOT NULL DEFAULT 0;

== case add-not-null-default-null on cascade
ALTER TABLE users ADD COLUMN age INTEGER NOT NULL DEFAULT NULL;

== case add-default-now on cascade
ALTER TABLE users ADD COLUMN made TEXT DEFAULT CURRENT_TIMESTAMP;

== case add-default-expression on cascade
ALTER TABLE users ADD COLUMN n INTEGER DEFAULT (1 + 1);

== case add-unique on cascade
ALTER TABLE users ADD COLUMN code TEXT UNIQUE;

== case add-primary-key on cascade
ALTER TABLE apart ADD COLUMN code INTEGER PRIMARY KEY;

== case add-stored on cascade
ALTER TABLE users ADD COLUMN low TEXT GENERATED ALWAYS AS (lower(email)) STORED;

== case add-virtual on cascade
ALTER TABLE users ADD COLUMN low TEXT GENERATED ALWAYS AS (lower(email)) VIRTUAL;

== case add-virtual-not-null on cascade
ALTER TABLE users ADD COLUMN low TEXT NOT NULL GENERATED ALWAYS AS (lower(nick)) VIRTUAL;

== case add-check-violated on cascade
ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 0 CHECK (age > 0);

== case add-check-held on cascade
ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 1 CHECK (age > 0);

== case add-reference on cascade
ALTER TABLE apart ADD COLUMN user_id INTEGER REFERENCES users(id);

== case add-reference-default on cascade
ALTER TABLE apart ADD COLUMN user_id INTEGER DEFAULT 1 REFERENCES users(id);

== case drop-column on cascade
ALTER TABLE users DROP COLUMN nick;

== case drop-key-column on cascade
ALTER TABLE users DROP COLUMN id;

== case drop-reference-column on cascade
ALTER TABLE orders DROP COLUMN user_id;

== case rename-table on cascade
ALTER TABLE users RENAME TO people;

== case rename-column on cascade
ALTER TABLE users RENAME COLUMN email TO mail;

== case unknown-column on cascade
UPDATE users SET nowhere = 1;

== case quoted-unknown-column on cascade
CREATE TABLE __new_apart (id INTEGER PRIMARY KEY, word TEXT, extra TEXT);
--> statement-breakpoint
INSERT INTO __new_apart (id, word, extra) SELECT "id", "word", "extra" FROM apart;
--> statement-breakpoint
DROP TABLE apart;
--> statement-breakpoint
ALTER TABLE __new_apart RENAME TO apart;

== schema nulled
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id) ON DELETE SET NULL, note TEXT);
-- full
INSERT INTO users VALUES (1, 'a@x');
INSERT INTO orders VALUES (1, 1, 'n');
-- sparse
INSERT INTO users VALUES (2, 'b@x');
INSERT INTO orders VALUES (2, NULL, NULL);

== case set-null on nulled
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case set-null-keys-off on nulled
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== schema restricted
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE RESTRICT, note TEXT);
-- full
INSERT INTO users VALUES (1, 'a@x');
INSERT INTO orders VALUES (1, 1, 'n');
-- sparse
INSERT INTO users VALUES (2, 'b@x');
INSERT INTO orders VALUES (2, 2, NULL);

== case restrict on restricted
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case restrict-keys-off on restricted
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== schema no-action
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id), note TEXT);
-- full
INSERT INTO users VALUES (1, 'a@x');
INSERT INTO orders VALUES (1, 1, 'n');
-- sparse
INSERT INTO users VALUES (2, 'b@x');
INSERT INTO orders VALUES (2, NULL, NULL);

== case no-action on no-action
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case no-action-defer on no-action
PRAGMA defer_foreign_keys=ON;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case no-action-defer-same-name on no-action
PRAGMA defer_foreign_keys=ON;
--> statement-breakpoint
CREATE TABLE kept_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO kept_users SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO users SELECT id, email FROM kept_users;
--> statement-breakpoint
DROP TABLE kept_users;

== case no-action-prisma on no-action
PRAGMA defer_foreign_keys=ON;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;
--> statement-breakpoint
PRAGMA defer_foreign_keys=OFF;

== case no-action-lossy-copy on no-action
PRAGMA foreign_keys=OFF;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users LIMIT 1;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
PRAGMA foreign_keys=ON;

== case orphan on no-action
UPDATE orders SET user_id = 99;

== case delete-referenced on no-action
DELETE FROM users;

== schema viewed
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick TEXT);
CREATE VIEW emails AS SELECT email FROM users;
-- full
INSERT INTO users VALUES (1, 'a@x', 'a');
-- sparse
INSERT INTO users VALUES (2, 'b@x', NULL);

== case view-blocks on viewed
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT, nick TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case view-dropped-first on viewed
DROP VIEW emails;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT, nick TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
--> statement-breakpoint
CREATE VIEW emails AS SELECT email FROM users;

== case view-legacy on viewed
PRAGMA legacy_alter_table=ON;
--> statement-breakpoint
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT, nick TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick) SELECT id, email, nick FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case view-column on viewed
ALTER TABLE users DROP COLUMN email;

== case view-other-column on viewed
ALTER TABLE users DROP COLUMN nick;

== schema unique
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, nick TEXT, low TEXT GENERATED ALWAYS AS (lower(nick)) VIRTUAL);
CREATE INDEX users_nick ON users (nick);
-- full
INSERT INTO users (id, email, nick) VALUES (1, 'a@x', 'a');
-- sparse
INSERT INTO users (id, email, nick) VALUES (2, NULL, NULL);

== case drop-unique-column on unique
ALTER TABLE users DROP COLUMN email;

== case drop-indexed-column on unique
ALTER TABLE users DROP COLUMN nick;

== case copy-into-generated on unique
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, nick TEXT, low TEXT GENERATED ALWAYS AS (lower(nick)) VIRTUAL);
--> statement-breakpoint
INSERT INTO __new_users (id, email, nick, low) SELECT id, email, nick, low FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== case make-alike on unique
UPDATE users SET email = 'same';

== schema triggered
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER users_gone AFTER DELETE ON users BEGIN UPDATE log SET what = 'gone'; END;
-- full
INSERT INTO users VALUES (1, 'a@x');
INSERT INTO log VALUES (1, 'w');
-- sparse
INSERT INTO users VALUES (2, 'b@x');
INSERT INTO log VALUES (2, NULL);

== case trigger-fires on triggered
DELETE FROM users;

== case rebuild-with-trigger on triggered
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, email TEXT);
--> statement-breakpoint
INSERT INTO __new_users (id, email) SELECT id, email FROM users;
--> statement-breakpoint
DROP TABLE users;
--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;

== schema itself
CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES nodes(id) ON DELETE CASCADE, name TEXT);
-- full
INSERT INTO nodes VALUES (1, 1, 'n');
-- sparse
INSERT INTO nodes VALUES (2, NULL, NULL);

== case rebuild-of-itself on itself
CREATE TABLE __new_nodes (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES nodes(id) ON DELETE CASCADE, name TEXT DEFAULT 'x');
--> statement-breakpoint
INSERT INTO __new_nodes (id, parent_id, name) SELECT id, parent_id, name FROM nodes;
--> statement-breakpoint
DROP TABLE nodes;
--> statement-breakpoint
ALTER TABLE __new_nodes RENAME TO nodes;

== case rebuild-of-itself-by-new-name on itself
CREATE TABLE __new_nodes (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES __new_nodes(id) ON DELETE CASCADE, name TEXT DEFAULT 'x');
--> statement-breakpoint
INSERT INTO __new_nodes (id, parent_id, name) SELECT id, parent_id, name FROM nodes;
--> statement-breakpoint
DROP TABLE nodes;
--> statement-breakpoint
ALTER TABLE __new_nodes RENAME TO nodes;
