-- What MySQL alone has.
CREATE TABLE documents (
  id int NOT NULL AUTO_INCREMENT,
  body json NOT NULL,
  tags json GENERATED ALWAYS AS (json_extract(body, '$.tags')) VIRTUAL,
  key_of char(36) NOT NULL DEFAULT (uuid()),
  size int DEFAULT NULL,
  spot point NOT NULL /*!80003 SRID 4326 */,
  PRIMARY KEY (id),
  KEY documents_size (size) INVISIBLE,
  KEY documents_lower ((lower(key_of)), size DESC),
  KEY documents_tags ((cast(body -> '$.tags' as unsigned array))),
  SPATIAL KEY documents_spot (spot),
  CONSTRAINT documents_size CHECK (size > 0) NOT ENFORCED
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci STATS_PERSISTENT=1;
CREATE TABLE settings (
  name varchar(50) NOT NULL PRIMARY KEY,
  my_row_id bigint unsigned NOT NULL AUTO_INCREMENT INVISIBLE,
  v vector(3) DEFAULT NULL,
  UNIQUE KEY settings_row (my_row_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;
