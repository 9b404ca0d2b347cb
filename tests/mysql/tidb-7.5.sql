-- engine tidb@7.5.0
/*!40014 SET FOREIGN_KEY_CHECKS=0*/;
/*!40101 SET NAMES binary*/;
CREATE TABLE `orders` (
  `id` bigint NOT NULL /*T![auto_rand] AUTO_RANDOM(5) */,
  `tenant` varchar(32) NOT NULL,
  `at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
  UNIQUE KEY `u` (`tenant`,`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin /*T![auto_rand_base] AUTO_RANDOM_BASE=60001 */ /*T![ttl] TTL=`at` + INTERVAL 30 DAY */ /*T![ttl] TTL_ENABLE='ON' */ /*T![ttl] TTL_JOB_INTERVAL='1h' */;
CREATE TABLE `keys` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `v` json DEFAULT NULL,
  PRIMARY KEY (`id`) /*T![clustered_index] NONCLUSTERED */
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin /*T! SHARD_ROW_ID_BITS=4 PRE_SPLIT_REGIONS=2 */ /*T![auto_id_cache] AUTO_ID_CACHE=1 */
PARTITION BY HASH (`id`) PARTITIONS 4;
ALTER TABLE `orders` ADD COLUMN `n` int, ADD INDEX `i_at` (`at`);
ALTER TABLE `orders` SET TIFLASH REPLICA 1;
SPLIT TABLE `keys` BETWEEN (0) AND (1000000) REGIONS 16;
BATCH ON `id` LIMIT 1000 DELETE FROM `orders` WHERE `at` < '2020-01-01';
ADMIN CHECK TABLE `orders`;
