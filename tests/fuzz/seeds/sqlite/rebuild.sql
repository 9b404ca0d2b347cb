0!CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, at text DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE orders (id integer PRIMARY KEY, u integer REFERENCES users(id) ON DELETE CASCADE, n int CHECK (n > 0));
CREATE INDEX oi ON orders(u, n DESC) WHERE n > 1;
-- next file
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_users` (`id` integer PRIMARY KEY NOT NULL, `email` text, `x` text DEFAULT 'a' NOT NULL);--> statement-breakpoint
INSERT INTO `__new_users`("id", "email", "x") SELECT "id", "email", "x" FROM `users`;--> statement-breakpoint
DROP TABLE `users`;--> statement-breakpoint
ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint
PRAGMA foreign_keys=ON;
