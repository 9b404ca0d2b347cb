# SPDX-License-Identifier: Apache-2.0
# MySQL's DDL in one shape, as many bytes as are asked for: awk -v shape=tables -v
# bytes=10000000 -f mysql.awk. The same text every time. With -v files=N it is written to
# N files of the present folder, else to the standard output.

function say(text)
{
    written += length(text) + 1
    if (files > 0)
        print text > sprintf("V%06d__part.sql", 1 + int(written / (bytes + 1) * files))
    else
        print text
}

function table(name)
{
    say("CREATE TABLE `" name "` (\n  `id` bigint unsigned NOT NULL AUTO_INCREMENT,\n" \
        "  `tenant_id` int NOT NULL DEFAULT '0',\n  `email` varchar(255) NOT NULL,\n" \
        "  `status` enum('new','active','closed') NOT NULL DEFAULT 'new',\n" \
        "  `amount` decimal(12,2) DEFAULT NULL,\n  `note` text,\n" \
        "  `created_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,\n" \
        "  PRIMARY KEY (`id`),\n  UNIQUE KEY `uq_email` (`email`),\n" \
        "  KEY `ix_tenant` (`tenant_id`,`created_at`)\n" \
        ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='rows of " name "';")
}

function alter(name, i)
{
    if (i % 6 == 0)
        say("ALTER TABLE `" name "` ADD COLUMN `c" i "` int DEFAULT NULL;")
    else if (i % 6 == 1)
        say("ALTER TABLE `" name "` DROP COLUMN `c" (i - 1) "`;")
    else if (i % 6 == 2)
        say("ALTER TABLE `" name "` MODIFY `email` varchar(" (256 + i % 150) ") NOT NULL;")
    else if (i % 6 == 3)
        say("ALTER TABLE `" name "` ADD INDEX `i" i "` (`amount`), ALGORITHM=INPLACE, LOCK=NONE;")
    else if (i % 6 == 4)
        say("ALTER TABLE `" name "` DROP INDEX `i" (i - 1) "`;")
    else
        say("ALTER TABLE `" name "` ALTER COLUMN `amount` SET DEFAULT " i ";")
}

function rows(count, i,   text, k)
{
    text = "INSERT INTO `t0` VALUES "
    for (k = 0; k < count; k++)
        text = text (k ? "," : "") "(" i * count + k ",1,'user" k "@example.com','new',1.50,'it\\'s a note',NULL)"
    say(text ";")
}

function routine(i)
{
    say("DELIMITER ;;\nCREATE PROCEDURE `p" i "`(IN a int, OUT b varchar(20))\nBEGIN\n" \
        "  DECLARE v int DEFAULT 0;\n  WHILE v < a DO\n    SET v = v + 1;\n" \
        "    IF v > 10 THEN\n      UPDATE t0 SET amount = amount + v WHERE id = v;\n" \
        "    ELSE\n      INSERT INTO t0 (tenant_id, email) VALUES (v, CONCAT('a', v));\n" \
        "    END IF;\n  END WHILE;\n  SELECT COUNT(*) INTO b FROM t0;\nEND ;;\nDELIMITER ;")
}

function enum(i,   text, k)
{
    text = "CREATE TABLE `e" i "` (id int NOT NULL PRIMARY KEY, e ENUM("
    for (k = 0; k < 500; k++)
        text = text (k ? "," : "") "'member number " k "'"
    say(text ") NOT NULL);")
}

BEGIN {
    table("t0")
    for (i = 1; written < bytes; i++) {
        if (shape == "tables")
            table("t" i)
        else if (shape == "one-table") # changed over and over
            alter("t0", i - 1)
        else if (shape == "many-tables") {
            table("t" i)
            for (k = 0; k < 6; k++)
                alter("t" i, k)
        } else if (shape == "unknown") # tables that no text shows
            alter("u" int(i / 6), i % 6)
        else if (shape == "inserts")
            rows(1, i)
        else if (shape == "dump")
            rows(1000, i)
        else if (shape == "routines")
            routine(i)
        else if (shape == "enums")
            enum(i)
        else if (shape == "drops") # a finding each
            say("DROP TABLE `a" i "`;")
        else if (shape == "allowed")
            say("-- tidegate: allow drop-table (unused since " i ")\nDROP TABLE `a" i "`;")
        else
            exit 1
    }
}
