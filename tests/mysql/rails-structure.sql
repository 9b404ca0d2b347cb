-- engine mysql@8.0.29
CREATE TABLE `schema_migrations` (`version` varchar(255) NOT NULL PRIMARY KEY);
CREATE TABLE `active_storage_blobs` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `key` varchar(255) NOT NULL, `metadata` text, `byte_size` bigint NOT NULL, `created_at` datetime(6) NOT NULL, UNIQUE INDEX `index_active_storage_blobs_on_key` (`key`)) DEFAULT CHARSET=utf8mb4;
CREATE INDEX `index_users_on_email` ON `users` (`email`) ALGORITHM = INPLACE;
ALTER TABLE `users` ADD `nickname` varchar(255) DEFAULT 'x' NOT NULL, ALGORITHM = INPLACE, LOCK = NONE;
ALTER TABLE `users` CHANGE `name` `full_name` varchar(255) DEFAULT NULL;
ALTER TABLE `users` ADD CONSTRAINT `fk_rails_a` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`);
INSERT INTO `schema_migrations` (version) VALUES ('20240101000000'), ('20240102000000');
