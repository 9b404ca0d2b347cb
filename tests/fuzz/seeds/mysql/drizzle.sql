1!
CREATE TABLE `users` (
	`id` serial AUTO_INCREMENT NOT NULL,
	`at` timestamp DEFAULT (now()),
	CONSTRAINT `users_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `users` ADD `n` varchar(255) NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD CONSTRAINT `f` FOREIGN KEY (`n`) REFERENCES `o`(`id`) ON DELETE cascade ON UPDATE no action;
