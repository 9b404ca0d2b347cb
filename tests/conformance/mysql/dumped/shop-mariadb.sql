-- What MariaDB alone has.
CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 10 CACHE 50 CYCLE;
CREATE TABLE prices (
  id int NOT NULL,
  amount decimal(10,2) DEFAULT (1 + 1),
  ref uuid DEFAULT uuid(),
  addr inet6 DEFAULT NULL,
  number bigint DEFAULT nextval(numbers),
  body longtext COMPRESSED DEFAULT NULL,
  PRIMARY KEY (id),
  KEY prices_amount (amount) IGNORED
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci WITH SYSTEM VERSIONING;
CREATE TABLE rents (
  room int NOT NULL,
  starts date NOT NULL,
  ends date NOT NULL,
  PERIOD FOR stay (starts, ends),
  UNIQUE KEY rents_stay (room, stay WITHOUT OVERLAPS)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE versions (
  id int NOT NULL PRIMARY KEY,
  since timestamp(6) GENERATED ALWAYS AS ROW START,
  until timestamp(6) GENERATED ALWAYS AS ROW END,
  PERIOD FOR SYSTEM_TIME (since, until)
) ENGINE=Aria DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci WITH SYSTEM VERSIONING;
