-- What Rails makes for itself, Active Storage's tables, and some of an application.
CREATE TABLE `schema_migrations` (`version` varchar(255) NOT NULL PRIMARY KEY);
CREATE TABLE `ar_internal_metadata` (`key` varchar(255) NOT NULL PRIMARY KEY, `value` varchar(255), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL);
CREATE TABLE `active_storage_blobs` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `key` varchar(255) NOT NULL, `filename` varchar(255) NOT NULL, `content_type` varchar(255), `metadata` text, `service_name` varchar(255) NOT NULL, `byte_size` bigint NOT NULL, `checksum` varchar(255), `created_at` datetime(6) NOT NULL, UNIQUE INDEX `index_active_storage_blobs_on_key` (`key`));
CREATE TABLE `active_storage_attachments` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `name` varchar(255) NOT NULL, `record_type` varchar(255) NOT NULL, `record_id` bigint NOT NULL, `blob_id` bigint NOT NULL, `created_at` datetime(6) NOT NULL, INDEX `index_active_storage_attachments_on_blob_id` (`blob_id`), UNIQUE INDEX `index_active_storage_attachments_uniqueness` (`record_type`, `record_id`, `name`, `blob_id`), CONSTRAINT `fk_rails_c3b3935057` FOREIGN KEY (`blob_id`) REFERENCES `active_storage_blobs` (`id`));
CREATE TABLE `teams` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `name` varchar(255) DEFAULT 'none' NOT NULL COMMENT 'shown; to all', `settings` json DEFAULT (json_object()), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL);
CREATE TABLE `members` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `team_id` bigint NOT NULL, `email` varchar(255) CHARACTER SET latin1, `admin` tinyint(1) DEFAULT FALSE NOT NULL, `points` decimal(10,3), `slug` varchar(80) GENERATED ALWAYS AS (lower(`email`)) STORED, INDEX `index_members_on_team_id` (`team_id`), CONSTRAINT `members_points` CHECK (points >= 0), CONSTRAINT `fk_rails_6a7f7fd7b1` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`) ON DELETE CASCADE);
CREATE INDEX `index_members_on_lower_email` ON `members` ((lower(`email`)));
INSERT INTO `schema_migrations` (version) VALUES ('20250301101500'), ('20250401120000');
DELIMITER $$
CREATE TRIGGER members_bi BEFORE INSERT ON members FOR EACH ROW
BEGIN
  SET NEW.points = COALESCE(NEW.points, 0);
END$$
CREATE FUNCTION team_size(team BIGINT) RETURNS INT READS SQL DATA
BEGIN
  DECLARE n INT;
  SELECT COUNT(*) INTO n FROM members WHERE team_id = team;
  RETURN n;
END$$
DELIMITER ;
