// SPDX-License-Identifier: Apache-2.0
// generate.mjs DIR: writes the generated areas of the corpus, one file each: clauses of the
// grammar beside each other, in orders that are right and orders that are not. What is right
// is for the servers to say (measure.mjs).
//
// The tables they are about are those of measure.mjs: t, u, p (in partitions) and the view v.
import fs from 'node:fs';
import path from 'node:path';

const areas = new Map();

function area(name, statements) {
    areas.set(name, [...new Set([...statements].map(s => s.replace(/\s+$/, '')))]);
}

// Every choice of one of each list, in order.
function* product(first, ...rest) {
    for (const one of first) {
        if (rest.length === 0)
            yield [one];
        else
            for (const others of product(...rest))
                yield [one, ...others];
    }
}

function* pairs(list) { // ordered, of different members
    for (const a of list)
        for (const b of list)
            if (a !== b)
                yield [a, b];
}

function* unorderedPairs(list) {
    for (let i = 0; i < list.length; i++)
        for (let k = i + 1; k < list.length; k++)
            yield [list[i], list[k]];
}

const join = parts => parts.filter(part => part !== '').join(' ');

// ---- types ----

const integers = ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'INTEGER', 'BIGINT', 'INT1', 'INT2', 'INT3', 'INT4',
    'INT8', 'MIDDLEINT', 'BOOL', 'BOOLEAN'];
const reals = ['FLOAT', 'DOUBLE', 'DOUBLE PRECISION', 'REAL', 'DECIMAL', 'DEC', 'NUMERIC', 'FIXED', 'FLOAT4', 'FLOAT8', 'NUMBER'];
const texts = ['CHAR', 'CHARACTER', 'VARCHAR(10)', 'CHAR VARYING(10)', 'CHARACTER VARYING(10)', 'VARCHARACTER(10)',
    'TEXT', 'TINYTEXT', 'MEDIUMTEXT', 'LONGTEXT', 'LONG', 'LONG VARCHAR', 'LONG CHAR VARYING',
    "ENUM('a','b')", "SET('a','b')"];
const nationals = ['NCHAR', 'NCHAR(3)', 'NATIONAL CHAR(3)', 'NATIONAL CHARACTER(3)', 'NVARCHAR(3)', 'NCHAR VARCHAR(3)', 'NCHAR VARYING(3)',
    'NATIONAL VARCHAR(3)', 'NATIONAL CHAR VARYING(3)', 'NATIONAL CHARACTER VARYING(3)', 'NATIONAL VARCHARACTER(3)', 'NCHAR VARCHARACTER(3)',
    'VARCHAR2(3)', 'NVARCHAR2(3)', 'CLOB'];
const bytes = ['BINARY', 'BINARY(3)', 'VARBINARY(3)', 'BLOB', 'TINYBLOB', 'MEDIUMBLOB', 'LONGBLOB', 'LONG VARBINARY', 'RAW(3)', 'CHAR BYTE', 'CHAR(3) BYTE'];
const times = ['DATE', 'TIME', 'TIME(3)', 'DATETIME', 'DATETIME(6)', 'TIMESTAMP', 'TIMESTAMP(3)', 'YEAR', 'YEAR(4)', 'YEAR(2)'];
const others = ['BIT', 'BIT(8)', 'JSON', 'SERIAL', 'UUID', 'INET4', 'INET6', 'VECTOR', 'VECTOR(3)', 'XMLTYPE', 'ROW(a INT)',
    'GEOMETRY', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION', 'GEOMCOLLECTION',
    'SQL_TSI_DAY', 'STRING', 'INT64', 'TYPE OF t.a', 'MONEY', 'INTERVAL', 'ARRAY', 'INT ARRAY', 'UNSIGNED', 'VARCHAR', 'VARBINARY', 'NVARCHAR', 'ENUM', 'SET', 'ENUM()', "ENUM('a',1)", "SET('a' 'b')",
    "ENUM('a','b',)", "ENUM(x'61', b'01100010')", "ENUM(N'a')", "ENUM(\"a\", 'it''s', 'b\\'c')"];

function* types() {
    const column = text => `CREATE TABLE n (c ${text})`;
    for (const type of [...integers, ...reals, ...texts, ...nationals, ...bytes, ...times, ...others])
        yield column(type);
    for (const [type, size] of product(['INT', 'BOOL', 'FLOAT', 'DOUBLE PRECISION', 'DECIMAL', 'FLOAT4', 'NUMERIC', 'BIT', 'CHAR', 'VARCHAR', 'VARBINARY',
        'TEXT', 'TINYTEXT', 'BLOB', 'JSON', 'DATE', 'TIMESTAMP', 'YEAR', 'POINT', 'VECTOR', 'UUID', 'SERIAL', 'LONG', 'NCHAR'],
    ['(5)', '(5,2)', '()', '(0)', '(-1)', "('5')"]))
        yield column(type + size);
    for (const [type, attribute] of product(['INT', 'BOOL', 'FLOAT(7,3)', 'DECIMAL(5,2)', 'DOUBLE PRECISION', 'BIT(4)', 'CHAR(3)', 'JSON', 'DATE', 'SERIAL', 'YEAR'],
        ['UNSIGNED', 'SIGNED', 'ZEROFILL', 'UNSIGNED ZEROFILL', 'ZEROFILL UNSIGNED', 'SIGNED UNSIGNED ZEROFILL', 'UNSIGNED NOT NULL ZEROFILL', 'NOT NULL UNSIGNED']))
        yield column(`${type} ${attribute}`);
    for (const [type, attribute] of product(['CHAR(3)', 'VARCHAR(3)', 'TEXT', 'LONG', 'NCHAR(3)', 'NATIONAL VARCHAR(3)', "ENUM('a')", "SET('a','b')", 'JSON', 'INT', 'BLOB', 'VARBINARY(3)', 'CHAR(3) BYTE', 'UUID', 'POINT'],
        ['CHARACTER SET latin1', 'CHARSET utf8mb4', 'CHAR SET utf8mb4', 'CHARACTER SET = utf8mb4', 'CHARACTER SET binary', 'CHARSET ascii BINARY', 'BINARY CHARSET ascii', 'BINARY', 'ASCII', 'UNICODE', 'ASCII BINARY',
            'BINARY UNICODE', 'BYTE', 'COLLATE utf8mb4_bin', "CHARACTER SET 'utf8mb4' COLLATE 'utf8mb4_bin'", 'COLLATE utf8mb4_bin CHARACTER SET utf8mb4', 'CHARACTER SET DEFAULT']))
        yield column(`${type} ${attribute}`);
}

// ---- what may stand behind a column's type ----

const attributes = ['NULL', 'NOT NULL', 'DEFAULT 1', 'DEFAULT NULL', 'DEFAULT (1 + 1)', 'AUTO_INCREMENT', 'UNIQUE', 'UNIQUE KEY', 'PRIMARY KEY', 'KEY',
    "COMMENT 'x'", 'CHECK (c > 0)', 'CONSTRAINT k CHECK (c > 0) NOT ENFORCED', 'REFERENCES u (id) ON DELETE CASCADE', 'INVISIBLE', 'VISIBLE',
    'COLUMN_FORMAT FIXED', 'STORAGE DISK', "ENGINE_ATTRIBUTE '{}'", 'WITHOUT SYSTEM VERSIONING'];

function* attributePairs() {
    for (const one of [...attributes, 'AUTO_RANDOM', 'AUTO_RANDOM(5)', 'CLUSTERED', 'PRIMARY KEY CLUSTERED', 'SERIAL DEFAULT VALUE', 'COMPRESSED', 'UNIQUE INDEX', 'INDEX', 'PRIMARY', 'CHECK c > 0', 'CHECK (c > 0) ENFORCED',
        'CONSTRAINT CHECK (c > 0)', 'CONSTRAINT k', 'CONSTRAINT k UNIQUE', 'CONSTRAINT k PRIMARY KEY', 'CONSTRAINT k NOT NULL', 'CONSTRAINT k REFERENCES u (id)', 'NOT VISIBLE', 'NOT', "SECONDARY_ENGINE_ATTRIBUTE='{}'", 'SRID 4326', 'REF_SYSTEM_ID=0', 'NOT SECONDARY',
        "COMMENT = 'x'", 'COMMENT x', 'COLUMN_FORMAT DEFAULT', 'COLUMN_FORMAT x', 'STORAGE MEMORY', 'STORAGE DEFAULT', 'STORAGE x', 'WITH SYSTEM VERSIONING', 'GENERATED ALWAYS AS ROW START', 'GENERATED ALWAYS AS IDENTITY', 'IDENTITY', "UNKNOWN_OPTION=yes", "MASKED WITH (x)"])
        yield `CREATE TABLE n (c INT ${one}, o INT KEY)`;
    for (const [a, b] of pairs(attributes))
        if (a.split(' ')[0] !== b.split(' ')[0] || a === 'NULL' || b === 'NULL')
            yield `CREATE TABLE n (c INT ${a} ${b})`;
}

function* defaults() {
    const values = ['1', '-1', '+1', '- 1', '1.5', '1e3', '.5', "'1'", '"1"', "'a' 'b'", "N'a'", "_utf8mb4'a'", "x'41'", '0x41', "b'1'", '0b1', 'TRUE', 'FALSE', 'NULL',
        'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP()', 'CURRENT_TIMESTAMP(3)', 'NOW', 'NOW()', 'now(3)', 'LOCALTIME', 'LOCALTIMESTAMP()', 'CURRENT_DATE', 'CURRENT_DATE()', 'CURDATE()', '(CURDATE())', 'CURRENT_TIME', 'UTC_TIMESTAMP()', 'SYSDATE()',
        "DATE '2020-01-01'", "TIMESTAMP '2020-01-01 00:00:00'", '(1)', '(-1)', '(1 + 1)', '1 + 1', 'uuid()', '(uuid())', '(UUID())', 'rand()', '(rand())', '(now())', '(JSON_ARRAY())', 'JSON_ARRAY()',
        '((1))', '()', '(SELECT 1)', '((SELECT 1))', 'a', '(a)', '@x', '@@version', '(NULL)', 'DEFAULT', 'VALUES', "('a')", "CONCAT('a', 'b')", "(CONCAT('a', 'b'))", 'NEXT VALUE FOR s', '(NEXT VALUE FOR s)', 'NEXTVAL(s)', '1 COLLATE utf8mb4_bin', '', '= 1', 'user()', '(USER())', '(CURRENT_USER)', 'CURRENT_USER', 'LAST_INSERT_ID()'];
    for (const value of values)
        yield `CREATE TABLE n (a INT, c VARCHAR(40) DEFAULT ${value})`;
    for (const [type, value] of product(['DATETIME', 'TIMESTAMP(3)', 'DATE', 'JSON', 'INT'], ['NOW()', 'CURRENT_TIMESTAMP(3)', '(NOW())', 'LOCALTIMESTAMP(3)']))
        for (const tail of ['', 'NOT NULL', 'ON UPDATE CURRENT_TIMESTAMP', 'ON UPDATE NOW(3)'])
            yield `CREATE TABLE n (c ${join([type, 'DEFAULT', value, tail])})`;
    for (const value of ['NOW', 'NOW()', 'CURRENT_TIMESTAMP', 'LOCALTIME()', '(NOW())', '1', 'NULL', 'CURDATE()'])
        yield `CREATE TABLE n (c DATETIME ON UPDATE ${value})`;
    for (const value of ['1', "'x'", 'NULL', '(1 + 1)', 'NOW()', 'CURRENT_TIMESTAMP', '1 + 1', 'a', ''])
        yield `ALTER TABLE t ALTER COLUMN a SET DEFAULT ${value}`;
}

function* generated() {
    const kinds = ['', 'VIRTUAL', 'STORED', 'PERSISTENT'];
    for (const [head, kind, tail] of product(['AS (a + 1)', 'GENERATED ALWAYS AS (a + 1)', 'GENERATED AS (a + 1)', 'ALWAYS AS (a + 1)', 'AS a + 1'], kinds, ['', 'NOT NULL', 'NULL', "COMMENT 'x'", 'UNIQUE', 'INVISIBLE', 'CHECK (c > 0)']))
        yield `CREATE TABLE n (a INT, c INT ${join([head, kind, tail])})`;
    for (const [before, after] of product(['', 'NOT NULL', 'UNIQUE', "COMMENT 'x'", 'DEFAULT 1', 'INVISIBLE'], ['', 'NOT NULL', 'PRIMARY KEY', 'DEFAULT 1', 'AUTO_INCREMENT', 'ON UPDATE NOW()', 'COLUMN_FORMAT FIXED', 'REFERENCES u (id)']))
        yield `CREATE TABLE n (a INT, c INT ${join([before, 'AS (a + 1) STORED', after])})`;
    for (const expression of ['(a)', '((a))', '(a), b INT', '()', '(a, b)', '(SELECT 1)', '((SELECT 1))', "(CONCAT(a, 'x'))", "(b->'$.x')", "(b->>'$.x')", '(@x)', '(NOW())', '(a) STORED VIRTUAL', '(a IS NOT NULL)', '(CASE WHEN a THEN 1 END)', '(a) COLLATE utf8mb4_bin', '(DEFAULT(a))', '(CAST(a AS CHAR(3)))'])
        yield `CREATE TABLE n (a INT, b JSON, c VARCHAR(20) AS ${expression})`;
    for (const order of ['VARCHAR(20) CHARACTER SET latin1 AS (a)', 'VARCHAR(20) AS (a) CHARACTER SET latin1', 'VARCHAR(20) COLLATE utf8mb4_bin AS (a)', 'VARCHAR(20) AS (a) COLLATE utf8mb4_bin', 'VARCHAR(20) COLLATE utf8mb4_bin NOT NULL AS (a)', 'AS (a)', 'INT UNSIGNED AS (a) UNSIGNED'])
        yield `CREATE TABLE n (a INT, c ${order})`;
}

// ---- elements of CREATE TABLE ----

function* keys() {
    const parts = ['(a)', '(a, c)', '(b(5))', '(a DESC)', '(a ASC, c DESC)', '((a + 1))', '((a + 1) DESC)', '(a, (c + 1))', '(a + 1)', '()', '(a,)', '(b(0))', "('a')", '(`a`)', '(t.a)', '(b(5) DESC)', '((b(5)))', '(LOWER(b))', '((LOWER(b)))', '((CAST(b AS UNSIGNED ARRAY)))'];
    for (const [kind, part] of product(['KEY k', 'UNIQUE k', 'PRIMARY KEY', 'CONSTRAINT k UNIQUE KEY', 'FULLTEXT KEY k'], parts))
        yield `CREATE TABLE n (a INT NOT NULL, b VARCHAR(20) NOT NULL, c INT NOT NULL, ${kind} ${part})`;
    const kinds = ['KEY', 'INDEX', 'UNIQUE', 'UNIQUE KEY', 'UNIQUE INDEX', 'FULLTEXT', 'FULLTEXT KEY', 'FULLTEXT INDEX', 'PRIMARY KEY', 'PRIMARY', 'SPATIAL', 'SPATIAL KEY', 'FOREIGN KEY', 'VECTOR', 'VECTOR KEY', 'VECTOR INDEX', 'CONSTRAINT', 'CONSTRAINT k', 'CONSTRAINT KEY', 'CONSTRAINT k KEY', 'CONSTRAINT k PRIMARY KEY', 'CONSTRAINT UNIQUE',
        'CONSTRAINT k UNIQUE INDEX', 'CONSTRAINT k FULLTEXT KEY', 'CONSTRAINT k INDEX', 'COLUMNAR INDEX', 'KEY IF NOT EXISTS', 'UNIQUE KEY IF NOT EXISTS', 'CLUSTERING KEY', 'HASH KEY'];
    for (const [kind, name] of product(kinds, ['', 'x', '`x y`', 'x USING BTREE', 'USING HASH', 'x TYPE BTREE']))
        yield `CREATE TABLE n (b VARCHAR(20) NOT NULL, ${join([kind, name])} (b))`;
    const options = ["COMMENT 'x'", 'KEY_BLOCK_SIZE 8', 'KEY_BLOCK_SIZE=8', 'USING BTREE', 'USING RTREE', 'TYPE BTREE', 'WITH PARSER ngram', 'INVISIBLE', 'VISIBLE', 'IGNORED', 'NOT IGNORED', 'GLOBAL', 'LOCAL', "ENGINE_ATTRIBUTE '{}'", 'CLUSTERED', 'NONCLUSTERED', 'WHERE a > 0', 'UNKNOWN=1', 'CLUSTERING=YES', 'M=4', 'DISTANCE=cosine'];
    for (const [kind, option] of product(['KEY k', 'UNIQUE KEY k', 'PRIMARY KEY', 'FULLTEXT KEY k', 'VECTOR KEY k'], options))
        yield `CREATE TABLE n (a INT NOT NULL, b TEXT NOT NULL, ${kind} (${kind.startsWith('FULL') || kind.startsWith('VEC') ? 'b' : 'a'}) ${option})`;
    for (const [a, b] of pairs(options.slice(0, 9)))
        if (a.slice(0, 3) !== b.slice(0, 3))
            yield `CREATE TABLE n (a INT, KEY k (a) ${a} ${b})`;
}

function* foreignKeys() {
    const references = 'REFERENCES u (id)';
    const actions = ['CASCADE', 'RESTRICT', 'SET NULL', 'SET DEFAULT', 'NO ACTION', 'NOTHING', 'SET', 'NO', ''];
    for (const [event, action] of product(['ON DELETE', 'ON UPDATE', 'ON INSERT', 'ON'], actions))
        yield `CREATE TABLE n (a INT, FOREIGN KEY (a) ${references} ${join([event, action])})`;
    for (const tail of ['ON DELETE CASCADE ON UPDATE CASCADE', 'ON UPDATE CASCADE ON DELETE CASCADE', 'ON DELETE CASCADE ON DELETE CASCADE', 'ON DELETE CASCADE, ON UPDATE CASCADE',
        'MATCH FULL', 'MATCH PARTIAL', 'MATCH SIMPLE', 'MATCH x', 'MATCH FULL ON DELETE CASCADE', 'ON DELETE CASCADE MATCH FULL', 'DEFERRABLE', 'NOT VALID', 'ENFORCED', 'NOT ENFORCED', "COMMENT 'x'", 'ON DELETE SET NULL (a)', 'INITIALLY DEFERRED'])
        yield `CREATE TABLE n (a INT, CONSTRAINT f FOREIGN KEY (a) ${references} ${tail})`;
    for (const [head, target] of product(['FOREIGN KEY (a)', 'FOREIGN KEY f (a)', 'CONSTRAINT f FOREIGN KEY (a)', 'CONSTRAINT FOREIGN KEY (a)', 'CONSTRAINT f FOREIGN KEY g (a)', 'FOREIGN KEY IF NOT EXISTS f (a)', 'FOREIGN KEY ()', 'FOREIGN KEY a', 'FOREIGN (a)', 'FOREIGN KEY (a(3))', 'FOREIGN KEY (a DESC)'],
        ['REFERENCES u (id)', 'REFERENCES scratch.u (id)', 'REFERENCES .u (id)', 'REFERENCES u', 'REFERENCES u ()', 'REFERENCES u (id, a)', 'REFERENCES (id)', 'REFERENCE u (id)', '']))
        yield `CREATE TABLE n (a INT, ${join([head, target])})`;
    for (const inline of ['REFERENCES u (id)', 'REFERENCES u', 'REFERENCES u (id) ON DELETE CASCADE', 'REFERENCES u (id) MATCH FULL ON UPDATE SET NULL', 'FOREIGN KEY REFERENCES u (id)', 'CONSTRAINT f REFERENCES u (id)', 'NOT NULL REFERENCES u (id)', 'REFERENCES u (id) NOT NULL', 'REFERENCES u (id) UNIQUE', 'ON DELETE CASCADE'])
        yield `CREATE TABLE n (a INT ${inline})`;
}

function* checks() {
    for (const [head, body, tail] of product(['CHECK', 'CONSTRAINT CHECK', 'CONSTRAINT k CHECK', 'CHECK k', 'CONSTRAINT IF NOT EXISTS k CHECK'], ['(a > 0)', '((a > 0))', '()', 'a > 0', '(a > 0, a < 9)'], ['', 'ENFORCED', 'NOT ENFORCED', 'NOT']))
        yield `CREATE TABLE n (a INT, ${join([head, body, tail])})`;
    for (const expression of ['a > 0 AND a < 9', 'a IN (1, 2)', "b REGEXP '^x'", "b RLIKE 'x'", 'a BETWEEN 1 AND 2 OR a IS NULL', 'a <> 1', 'a != 1', 'a <=> 1', 'NOT a', '!a', 'a XOR 1', 'a && b', 'a || b', 'a DIV 2', 'a MOD 2', 'a % 2 = 0', 'a & 1 | 2 ^ 3', 'a << 1 >> 2', '~a', "b LIKE 'x%' ESCAPE '!'", "b NOT LIKE 'x'", "b SOUNDS LIKE 'x'", 'a IS TRUE', 'a IS NOT UNKNOWN', 'JSON_VALID(b)', "JSON_VALUE(b, '$.a')", 'a MEMBER OF (b)', "BINARY b = 'x'", "b COLLATE utf8mb4_bin = 'x'", 'CHAR_LENGTH(b) > 1', "CONVERT(b USING utf8mb4) = ''", 'CAST(a AS SIGNED) > 0', 'a = ANY (SELECT 1)', 'EXISTS (SELECT 1)', '(a, b) = (1, 2)', 'ROW(a, b) = ROW(1, 2)', "a = DATE '2020-01-01'", "a > INTERVAL 1 DAY + NOW()", 'IF(a, b, 1)', 'MOD(a, 2)', 'CASE a WHEN 1 THEN 2 ELSE 3 END', 'a ==1', 'a = ', 'a > > 1', 'a NOT', 'a IS', "b LIKE", 'a BETWEEN 1', 'a IN ()', 'a IN 1', 'CASE END', 'CASE WHEN a THEN END', 'f(', 'a.b.c.d', 'a, b', '* > 1'])
        yield `CREATE TABLE n (a INT, b VARCHAR(20), CHECK (${expression}))`;
}

// ---- options ----

const tableOptions = ['ENGINE InnoDB', "ENGINE 'InnoDB'", 'TYPE InnoDB', 'AUTO_INCREMENT 5', 'AVG_ROW_LENGTH 5', 'CHARSET utf8mb4', 'CHARACTER SET utf8mb4', 'CHAR SET utf8mb4', 'DEFAULT CHARSET utf8mb4', 'DEFAULT CHARACTER SET utf8mb4', 'COLLATE utf8mb4_bin', 'DEFAULT COLLATE utf8mb4_bin', 'CHECKSUM 1', 'TABLE_CHECKSUM 1', 'PAGE_CHECKSUM 1', "COMMENT 'x'", "COMMENT x", "COMPRESSION 'zlib'", "CONNECTION 'x'", "DATA DIRECTORY '/x'", "INDEX DIRECTORY '/x'", 'DELAY_KEY_WRITE 1', "ENCRYPTION 'N'", 'ENCRYPTED NO', "ENGINE_ATTRIBUTE '{}'", 'INSERT_METHOD NO', 'INSERT_METHOD LAST', 'KEY_BLOCK_SIZE 8', 'MAX_ROWS 5', 'MIN_ROWS 5', 'PACK_KEYS 1', 'PACK_KEYS DEFAULT', "PASSWORD 'x'", 'ROW_FORMAT DYNAMIC', 'ROW_FORMAT DEFAULT', 'ROW_FORMAT FIXED', 'ROW_FORMAT COMPRESSED', 'ROW_FORMAT REDUNDANT', 'ROW_FORMAT COMPACT', 'ROW_FORMAT PAGE', 'ROW_FORMAT x', 'START TRANSACTION', "SECONDARY_ENGINE rapid", 'SECONDARY_ENGINE NULL', 'STATS_AUTO_RECALC 1', 'STATS_AUTO_RECALC DEFAULT', 'STATS_PERSISTENT 0', 'STATS_SAMPLE_PAGES 5', 'STATS_SAMPLE_PAGES DEFAULT', 'TABLESPACE x', 'TABLESPACE x STORAGE DISK', 'STORAGE DISK', 'TRANSACTIONAL 1', 'UNION (t, u)', 'UNION ()', 'AUTOEXTEND_SIZE 4M', 'PAGE_COMPRESSED 1', 'PAGE_COMPRESSION_LEVEL 3', 'ENCRYPTION_KEY_ID 1', 'SEQUENCE 1', 'WITH SYSTEM VERSIONING', 'WITHOUT SYSTEM VERSIONING',
    'SHARD_ROW_ID_BITS 4', 'PRE_SPLIT_REGIONS 4', 'AUTO_ID_CACHE 1', 'AUTO_RANDOM_BASE 5', 'PLACEMENT POLICY x', "TTL created + INTERVAL 1 DAY", "TTL_ENABLE 'ON'", "TTL_JOB_INTERVAL '1h'", 'CHECKSUM x', 'AUTO_INCREMENT x', 'MAX_ROWS -1', "ENGINE", 'COLLATE', 'UNKNOWN_OPTION 1'];

function* options() {
    for (const option of tableOptions) {
        const [, words, value] = option.match(/^((?:DEFAULT )?(?:DATA|INDEX|PLACEMENT|CHARACTER|CHAR|WITH SYSTEM|WITHOUT SYSTEM|START)? ?\S+)(.*)$/);
        yield `CREATE TABLE n (a INT) ${option}`;
        if (value !== '')
            yield `CREATE TABLE n (a INT) ${words}=${value.trim()}`;
    }
    const common = ['ENGINE=InnoDB', 'DEFAULT CHARSET=utf8mb4', 'COLLATE=utf8mb4_bin', "COMMENT='x'", 'AUTO_INCREMENT=5', 'ROW_FORMAT=DYNAMIC'];
    for (const [a, b] of pairs(common)) {
        yield `CREATE TABLE n (a INT AUTO_INCREMENT KEY) ${a}, ${b}`;
        yield `ALTER TABLE t ${a} ${b}`;
    }
    for (const option of tableOptions.filter(text => !/^(START|WITH|DEFAULT|STORAGE|SEQUENCE)/.test(text)))
        yield `ALTER TABLE t ${option}`;
    for (const tail of ['ENGINE=InnoDB,', ', ENGINE=InnoDB', 'ENGINE==InnoDB', 'ENGINE:=InnoDB', 'ENGINE=InnoDB;', 'ENGINE=InnoDB,,COMMENT=\'x\'', 'DEFAULT ENGINE=InnoDB', 'ENGINE=InnoDB AS SELECT 1 AS b', 'ENGINE=InnoDB SELECT 1 AS b', 'IGNORE SELECT 1 AS b', 'REPLACE AS SELECT 1 AS b', 'ENGINE=InnoDB IGNORE AS (SELECT 1 AS b)', 'AS (SELECT 1 AS b) UNION SELECT 2', 'LIKE t', 'SELECT 1 AS b ENGINE=InnoDB'])
        yield `CREATE TABLE n (a INT) ${tail}`;
}

// ---- partitions ----

function* partitions() {
    const table = tail => `CREATE TABLE n (a INT NOT NULL, d DATETIME NOT NULL, e TIMESTAMP NOT NULL) ${tail}`;
    const range = '(PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)';
    const list = '(PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (3, NULL))';
    const methods = ['HASH (a)', 'LINEAR HASH (a)', 'KEY (a)', 'KEY ()', 'LINEAR KEY (a)', 'KEY ALGORITHM=2 (a)', 'KEY ALGORITHM=3 (a)', 'HASH (YEAR(d))', 'HASH a', 'HASH ()', 'HASH COLUMNS (a)', 'KEY COLUMNS (a)', 'KEY (a + 1)', 'RANGE (a)', 'LIST (a)', 'RANGE COLUMNS (a)', 'RANGE COLUMNS (a, d)', 'LIST COLUMNS (a)', 'LINEAR RANGE (a)', 'SYSTEM_TIME'];
    for (const [method, tail] of product(methods, ['', 'PARTITIONS 4', 'PARTITIONS 0', 'PARTITIONS x', range, list, 'PARTITIONS 2 ' + range, '(PARTITION p0, PARTITION p1)', '(PARTITION p0 VALUES LESS THAN (1, 2))']))
        yield table(join(['PARTITION BY', method, tail]));
    for (const [method, sub] of product(['RANGE (a)', 'LIST (a)', 'HASH (a)'], ['SUBPARTITION BY HASH (a)', 'SUBPARTITION BY HASH (a) SUBPARTITIONS 2', 'SUBPARTITION BY LINEAR KEY (a) SUBPARTITIONS 2', 'SUBPARTITION BY RANGE (a)', 'SUBPARTITIONS 2', 'PARTITIONS 2 SUBPARTITION BY KEY (a)', 'SUBPARTITION BY KEY (a) PARTITIONS 2']))
        yield table(join(['PARTITION BY', method, sub, method.startsWith('RANGE') ? range : method.startsWith('LIST') ? list : '']));
    for (const values of ['LESS THAN (10)', 'LESS THAN 10', 'LESS THAN MAXVALUE', 'LESS THAN (MAXVALUE)', 'LESS THAN (1, 2)', 'LESS THAN ()', 'LESS THAN (1 + 1)', "LESS THAN ('x')", 'LESS THAN (YEAR(NOW()))', 'LESS (10)', 'IN (1)', 'IN ()', 'IN ((1))', 'IN ((1, 2), (3, 4))', 'IN (DEFAULT)', 'IN (MAXVALUE)', 'DEFAULT', 'LESS THAN (NULL)', 'LESS THAN (a)', "LESS THAN (TO_DAYS('2020-01-01'))", "LESS THAN (UNIX_TIMESTAMP('2020-01-01'))", "LESS THAN (DATE '2020-01-01')"])
        for (const method of ['RANGE (a)', 'LIST (a)', 'RANGE COLUMNS (a)', 'LIST COLUMNS (a, d)'])
            yield table(`PARTITION BY ${method} (PARTITION p0 VALUES ${values})`);
    for (const option of ['ENGINE=InnoDB', 'STORAGE ENGINE=InnoDB', 'STORAGE ENGINE InnoDB', "COMMENT='x'", 'COMMENT x', "DATA DIRECTORY='/x'", 'MAX_ROWS=5', 'MIN_ROWS 5', 'TABLESPACE=x', 'TABLESPACE x', 'NODEGROUP=1', 'CHARSET=utf8mb4', 'CONNECTION="x"', "ENGINE=InnoDB COMMENT='x' MAX_ROWS=1", "ENGINE=InnoDB, COMMENT='x'", '(SUBPARTITION s0, SUBPARTITION s1)', 'PLACEMENT POLICY=x', 'UNKNOWN=1'])
        yield table(`PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (1) ${option})`);
    for (const definition of ['()', '(PARTITION)', '(PARTITION VALUES LESS THAN (1))', '(p0 VALUES LESS THAN (1))', '(PARTITION p0 VALUES LESS THAN (1),)', '(PARTITION p0 VALUES LESS THAN (1) PARTITION p1 VALUES LESS THAN (2))', "(PARTITION 'p0' VALUES LESS THAN (1))", '(PARTITION `p 0` VALUES LESS THAN (1))', '(PARTITION p0 VALUES LESS THAN (1) ENGINE=InnoDB VALUES LESS THAN (2))', '(PARTITION ENGINE=InnoDB p0 VALUES LESS THAN (1))'])
        yield table(`PARTITION BY RANGE (a) ${definition}`);
    yield* ['PARTITION BY RANGE (a) PARTITION p0 VALUES LESS THAN (1)', 'PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (1)) ENGINE=InnoDB', 'PARTITION RANGE (a) (PARTITION p0 VALUES LESS THAN (1))', 'PARTITION BY (a)', 'PARTITION BY', 'PARTITION', 'PARTITION BY HASH (a) AS SELECT 1 AS a', 'PARTITION BY HASH (a) PARTITIONS 2 SELECT 1 AS a', 'PARTITION BY RANGE (TO_DAYS(d)) (PARTITION p0 VALUES LESS THAN (TO_DAYS(\'2020-01-01\')))', 'PARTITION BY RANGE (UNIX_TIMESTAMP(e)) (PARTITION p0 VALUES LESS THAN (UNIX_TIMESTAMP(\'2020-01-01\')))', 'PARTITION BY RANGE COLUMNS (d) INTERVAL (1 MONTH) FIRST PARTITION LESS THAN (\'2020-01-01\') LAST PARTITION LESS THAN (\'2021-01-01\')', 'PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION c CURRENT)', 'PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH (PARTITION h HISTORY, PARTITION c CURRENT)', 'PARTITION BY SYSTEM_TIME LIMIT 1000 PARTITIONS 3', 'PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH AUTO', 'PARTITION BY HASH (a) PARTITIONS 2 COMMENT=\'x\'', 'COMMENT=\'x\' PARTITION BY HASH (a) PARTITIONS 2', 'COMMENT=\'x\', PARTITION BY HASH (a)'].map(table);
}

// ---- ALTER TABLE ----

const plainSpecs = ['ADD n INT', 'ADD COLUMN n INT FIRST', 'ADD COLUMN (n INT, m INT)', 'ADD INDEX n (a)', 'ADD UNIQUE n (a)', 'ADD CONSTRAINT n FOREIGN KEY (a) REFERENCES u (id)', 'ADD CHECK (a > 1)', 'DROP COLUMN d', 'DROP KEY ka', 'DROP PRIMARY KEY', 'DROP FOREIGN KEY fk1', 'DROP CONSTRAINT ck1', 'MODIFY a BIGINT', 'CHANGE a z BIGINT AFTER b', 'ALTER a SET DEFAULT 1', 'RENAME COLUMN a TO z', 'RENAME INDEX ka TO kz', 'RENAME TO w', "COMMENT='x'", 'CONVERT TO CHARACTER SET utf8mb4', 'ORDER BY a', 'FORCE', 'DISABLE KEYS', 'ALGORITHM=COPY', 'LOCK=SHARED'];
const partitionSpecs = ['ADD PARTITION (PARTITION pz VALUES LESS THAN (30))', 'DROP PARTITION p0', 'TRUNCATE PARTITION p0', 'REORGANIZE PARTITION p0 INTO (PARTITION pa VALUES LESS THAN (5), PARTITION pb VALUES LESS THAN (10))', 'EXCHANGE PARTITION p0 WITH TABLE w', 'COALESCE PARTITION 1', 'ANALYZE PARTITION p0', 'REMOVE PARTITIONING', 'PARTITION BY HASH (k)'];

function* alterSpecs() {
    for (const spec of [...plainSpecs, '', ',', 'ADD', 'ADD COLUMN', 'ADD n', 'ADD COLUMN n INT AFTER a', 'ADD COLUMN n INT AFTER', 'ADD COLUMN n INT AFTER FIRST', 'ADD COLUMN n INT BEFORE a', 'ADD COLUMN FIRST n INT', 'ADD (n INT)', 'ADD (n INT, KEY (n))', 'ADD (n INT FIRST)', 'ADD (n INT) FIRST', 'ADD ()', 'ADD COLUMN ()', 'ADD COLUMN n INT, m INT', 'ADD COLUMN n INT, ADD m INT', 'ADD COLUMN IF NOT EXISTS n INT', 'ADD IF NOT EXISTS n INT', 'ADD COLUMN IF NOT EXISTS (n INT, m INT)', 'ADD COLUMN n INT UNIQUE', 'ADD COLUMN n INT PRIMARY KEY', 'ADD COLUMN n INT AUTO_INCREMENT UNIQUE FIRST', 'ADD COLUMN n INT REFERENCES u (id)', 'ADD COLUMN n INT CHECK (n > 0)', 'ADD COLUMN n INT AS (a) STORED AFTER a', 'ADD TABLE n INT',
        'ADD KEY (a)', 'ADD KEY n (a) USING BTREE', 'ADD KEY n USING BTREE (a)', 'ADD INDEX IF NOT EXISTS n (a)', 'ADD UNIQUE INDEX IF NOT EXISTS n (a)', 'ADD UNIQUE (a)', 'ADD UNIQUE KEY n (a)', 'ADD UNIQUE CONSTRAINT n (a)', 'ADD CONSTRAINT n UNIQUE (a)', 'ADD CONSTRAINT UNIQUE (a)', 'ADD CONSTRAINT n UNIQUE INDEX m (a)', 'ADD FULLTEXT n (b)', 'ADD FULLTEXT INDEX (b)', 'ADD SPATIAL INDEX n (b)', 'ADD VECTOR INDEX n (b)', 'ADD PRIMARY KEY (a)', 'ADD PRIMARY KEY n (a)', 'ADD PRIMARY KEY USING BTREE (a)', 'ADD CONSTRAINT n PRIMARY KEY (a)', 'ADD PRIMARY KEY (a) NONCLUSTERED', 'ADD FOREIGN KEY (a) REFERENCES u (id)', 'ADD FOREIGN KEY n (a) REFERENCES u (id) ON DELETE SET NULL', 'ADD CONSTRAINT FOREIGN KEY (a) REFERENCES u (id)', 'ADD FOREIGN KEY IF NOT EXISTS n (a) REFERENCES u (id)', 'ADD CONSTRAINT IF NOT EXISTS n FOREIGN KEY (a) REFERENCES u (id)', 'ADD CONSTRAINT n CHECK (a > 1)', 'ADD CONSTRAINT n CHECK (a > 1) NOT ENFORCED', 'ADD CONSTRAINT CHECK (a > 1)', 'ADD CHECK a > 1', 'ADD CONSTRAINT n', 'ADD INDEX n ((a + 1))', 'ADD INDEX n (a) INVISIBLE', 'ADD INDEX n (a) IGNORED', 'ADD INDEX n (a), ALGORITHM=INPLACE', 'ADD PERIOD FOR SYSTEM_TIME (a, b)', 'ADD PERIOD FOR x (a, b)', 'ADD SYSTEM VERSIONING', 'DROP SYSTEM VERSIONING',
        'DROP d', 'DROP COLUMN IF EXISTS d', 'DROP IF EXISTS d', 'DROP COLUMN d CASCADE', 'DROP COLUMN d RESTRICT', 'DROP COLUMN (d)', 'DROP COLUMN d, b', 'DROP COLUMN', 'DROP', 'DROP INDEX ka', 'DROP INDEX IF EXISTS ka', 'DROP KEY IF EXISTS ka', 'DROP UNIQUE kb', 'DROP INDEX `PRIMARY`', 'DROP INDEX PRIMARY', 'DROP PRIMARY', 'DROP KEY', 'DROP FOREIGN KEY IF EXISTS fk1', 'DROP FOREIGN fk1', 'DROP CHECK ck1', 'DROP CHECK', 'DROP CONSTRAINT IF EXISTS ck1', 'DROP CONSTRAINT `PRIMARY`', 'DROP CONSTRAINT ck1 CASCADE', 'DROP PERIOD FOR SYSTEM_TIME',
        'MODIFY COLUMN a BIGINT', 'MODIFY a', 'MODIFY COLUMN a BIGINT FIRST', 'MODIFY a BIGINT NOT NULL DEFAULT 1 AFTER b', 'MODIFY COLUMN IF EXISTS a BIGINT', 'MODIFY a BIGINT, b INT', 'MODIFY COLUMN (a BIGINT)', 'MODIFY TABLE a BIGINT', 'MODIFY a BIGINT PRIMARY KEY', 'MODIFY a BIGINT UNIQUE', 'CHANGE COLUMN a a BIGINT', 'CHANGE a BIGINT', 'CHANGE a z', 'CHANGE COLUMN a z BIGINT FIRST', 'CHANGE COLUMN IF EXISTS a z BIGINT', 'CHANGE a TO z BIGINT', 'CHANGE a z BIGINT REFERENCES u (id)',
        'ALTER COLUMN a SET DEFAULT 1', 'ALTER COLUMN a DROP DEFAULT', 'ALTER a DROP DEFAULT', 'ALTER COLUMN a SET DEFAULT (1)', 'ALTER COLUMN a SET VISIBLE', 'ALTER COLUMN a SET INVISIBLE', 'ALTER COLUMN a TYPE BIGINT', 'ALTER COLUMN a SET NOT NULL', 'ALTER COLUMN a DROP NOT NULL', 'ALTER COLUMN IF EXISTS a SET DEFAULT 1', 'ALTER COLUMN a BIGINT', 'ALTER COLUMN a SET', 'ALTER INDEX ka INVISIBLE', 'ALTER INDEX ka VISIBLE', 'ALTER INDEX ka IGNORED', 'ALTER INDEX ka NOT IGNORED', 'ALTER KEY ka IGNORED', 'ALTER INDEX IF EXISTS ka IGNORED', 'ALTER KEY ka INVISIBLE', 'ALTER CHECK ck1 ENFORCED', 'ALTER CHECK ck1 NOT ENFORCED', 'ALTER CONSTRAINT ck1 NOT ENFORCED', 'ALTER CONSTRAINT ck1 ENFORCED', 'ALTER CHECK ck1', 'ALTER CHECK ck1 VISIBLE',
        'RENAME w', 'RENAME AS w', 'RENAME = w', 'RENAME TO scratch.w', 'RENAME TABLE w', 'RENAME TO', 'RENAME IF EXISTS TO w', 'RENAME COLUMN a AS z', 'RENAME COLUMN a z', 'RENAME COLUMN IF EXISTS a TO z', 'RENAME a TO z', 'RENAME COLUMN a TO z, RENAME COLUMN b TO a', 'RENAME KEY ka TO kz', 'RENAME INDEX IF EXISTS ka TO kz', 'RENAME KEY ka AS kz', 'RENAME CONSTRAINT ck1 TO ckz', 'RENAME FOREIGN KEY fk1 TO fkz',
        'CONVERT TO CHARSET utf8mb4', 'CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', 'CONVERT TO CHARACTER SET DEFAULT', "CONVERT TO CHARACTER SET 'utf8mb4'", 'CONVERT TO COLLATE utf8mb4_bin', 'CONVERT CHARACTER SET utf8mb4', 'CONVERT TO CHARACTER SET = utf8mb4', 'CONVERT TO CHARACTER SET utf8mb4, COLLATE utf8mb4_bin', 'CONVERT TO CHARACTER SET binary', 'DEFAULT CHARACTER SET utf8mb4', 'DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin', 'CHARACTER SET utf8mb4', 'COLLATE utf8mb4_bin', 'DEFAULT COLLATE utf8mb4_bin',
        'ORDER BY a DESC, b', 'ORDER BY a + 1', 'ORDER BY', 'ORDER BY a, ADD n INT', 'ENABLE KEYS', 'DISABLE', 'DISCARD TABLESPACE', 'IMPORT TABLESPACE', 'DISCARD', 'FORCE, FORCE', 'SECONDARY_LOAD', 'SECONDARY_UNLOAD', 'WITH VALIDATION', 'WITHOUT VALIDATION', 'UPGRADE PARTITIONING', 'ENGINE=InnoDB', 'ENGINE InnoDB', 'ENGINE', 'AUTO_INCREMENT=100', 'AUTO_INCREMENT 100', 'TABLESPACE innodb_file_per_table', 'STATS_PERSISTENT=1', 'SET TIFLASH REPLICA 1', "SET TIFLASH REPLICA 1 LOCATION LABELS 'a'", 'CACHE', 'NOCACHE', 'COMPACT', "ATTRIBUTES 'merge_option=allow'", 'ATTRIBUTES DEFAULT', 'REMOVE TTL', 'SHARD_ROW_ID_BITS=4', 'FORCE AUTO_INCREMENT=100', 'READ ONLY', 'OWNER TO x', 'SET SCHEMA x', 'ENABLE TRIGGER x', 'VALIDATE CONSTRAINT ck1', "READ ONLY = 1"])
        yield `ALTER TABLE t ${spec}`;
    for (const head of ['ALTER IGNORE TABLE t', 'ALTER ONLINE TABLE t', 'ALTER ONLINE IGNORE TABLE t', 'ALTER IGNORE ONLINE TABLE t', 'ALTER OFFLINE TABLE t', 'ALTER TABLE IF EXISTS t', 'ALTER TABLE t WAIT 5', 'ALTER TABLE t NOWAIT', 'ALTER TABLE t WAIT', 'ALTER TABLE IF EXISTS t NOWAIT', 'ALTER TABLE scratch.t', 'ALTER TABLE `scratch`.`t`', 'ALTER TABLE ONLY t', 'ALTER TABLE t, u', 'ALTER t', 'ALTER TABLE', 'ALTER TEMPORARY TABLE t', 'ALTER TABLE IF NOT EXISTS t', 'ALTER TABLE t AS x'])
        for (const spec of ['ADD COLUMN n INT', 'ADD n INT, ALGORITHM=COPY', ''])
            yield join([head, spec]);
}

function* alterPairs() {
    for (const [a, b] of pairs(plainSpecs))
        if (a < b || /^(ALGORITHM|LOCK|ORDER|COMMENT|CONVERT|RENAME TO|FORCE)/.test(a))
            yield `ALTER TABLE t ${a}, ${b}`;
    for (const [a, b] of unorderedPairs(['ADD n INT', 'DROP d', "COMMENT='x'", 'FORCE', 'ENGINE=InnoDB', 'ALGORITHM=COPY', 'CONVERT TO CHARACTER SET utf8mb4', 'ORDER BY a']))
        yield `ALTER TABLE t ${a} ${b}`;
}

function* online() {
    const specs = ['ADD n INT', 'ADD INDEX n (a)', 'DROP COLUMN d', "COMMENT 'x'"];
    for (const [spec, clause] of product(specs, ['ALGORITHM=INPLACE', 'ALGORITHM COPY', 'ALGORITHM = DEFAULT', 'ALGORITHM=INSTANT', 'ALGORITHM=NOCOPY', 'ALGORITHM=x', 'ALGORITHM', 'LOCK=NONE', 'LOCK SHARED', 'LOCK = EXCLUSIVE', 'LOCK=DEFAULT', 'LOCK=x', 'LOCK', 'ALGORITHM=COPY, LOCK=SHARED', 'LOCK=SHARED, ALGORITHM=COPY', 'ALGORITHM=COPY LOCK=SHARED', 'ALGORITHM=COPY, ALGORITHM=INPLACE'])) {
        yield `ALTER TABLE t ${spec}, ${clause}`;
        yield `ALTER TABLE t ${clause}, ${spec}`;
        yield `ALTER TABLE t ${spec} ${clause}`;
    }
    for (const clause of ['ALGORITHM=INPLACE', 'LOCK=NONE', 'ALGORITHM=COPY, LOCK=SHARED', 'ALGORITHM=INPLACE,'])
        yield `ALTER TABLE t ${clause}`;
    for (const [spec, clause] of product(partitionSpecs, ['ALGORITHM=INPLACE', 'LOCK=NONE', 'ALGORITHM=INPLACE, LOCK=NONE'])) {
        yield `ALTER TABLE p ${clause}, ${spec}`;
        yield `ALTER TABLE p ${clause} ${spec}`;
        yield `ALTER TABLE p ${spec}, ${clause}`;
    }
    for (const [statement, clause] of product(['CREATE INDEX n ON t (a)', 'DROP INDEX ka ON t'], ['ALGORITHM=INPLACE', 'ALGORITHM INPLACE', ', ALGORITHM=INPLACE', 'LOCK=NONE', 'ALGORITHM=INPLACE LOCK=NONE', 'LOCK=NONE ALGORITHM=INPLACE', 'ALGORITHM=INPLACE, LOCK=NONE', 'ALGORITHM=INSTANT', 'ALGORITHM=NOCOPY', 'LOCK=NONE LOCK=NONE', "ALGORITHM=COPY COMMENT 'x'", "COMMENT 'x' ALGORITHM=COPY", 'WAIT 5', 'NOWAIT']))
        yield `${statement} ${clause}`;
}

function* alterPartitions() {
    for (const spec of partitionSpecs) {
        yield `ALTER TABLE p ${spec}`;
        yield `ALTER TABLE p ${spec}, ADD n INT`;
        yield `ALTER TABLE p ADD n INT, ${spec}`;
        yield `ALTER TABLE p ADD n INT ${spec}`;
        yield `ALTER TABLE p ${spec}, ${spec}`;
    }
    for (const spec of ['ADD PARTITION PARTITIONS 4', 'ADD PARTITION IF NOT EXISTS (PARTITION pz VALUES LESS THAN (30))', 'ADD PARTITION', 'ADD PARTITION ()', 'ADD PARTITION PARTITION pz VALUES LESS THAN (30)', 'ADD PARTITION NO_WRITE_TO_BINLOG PARTITIONS 2', 'ADD PARTITION LOCAL PARTITIONS 2', 'DROP PARTITION p0, p1', 'DROP PARTITION IF EXISTS p0', 'DROP PARTITION (p0)', 'DROP PARTITION ALL', 'DROP PARTITION', 'DROP PARTITIONS p0', 'TRUNCATE PARTITION p0, p1', 'TRUNCATE PARTITION ALL', 'TRUNCATE PARTITION', 'COALESCE PARTITION', 'COALESCE PARTITION NO_WRITE_TO_BINLOG 1', 'REORGANIZE PARTITION', 'REORGANIZE PARTITION p0', 'REORGANIZE PARTITION p0 INTO', 'REORGANIZE PARTITION p0, p1 INTO (PARTITION pa VALUES LESS THAN (20))', 'REORGANIZE PARTITION LOCAL p0 INTO (PARTITION p0 VALUES LESS THAN (5))', 'REORGANIZE PARTITION ALL INTO (PARTITION pa VALUES LESS THAN (20))',
        'EXCHANGE PARTITION p0 WITH TABLE w WITH VALIDATION', 'EXCHANGE PARTITION p0 WITH TABLE w WITHOUT VALIDATION', 'EXCHANGE PARTITION p0 WITH w', 'EXCHANGE PARTITION p0, p1 WITH TABLE w', 'EXCHANGE PARTITION p0 WITH TABLE scratch.w', 'ANALYZE PARTITION ALL', 'ANALYZE PARTITION NO_WRITE_TO_BINLOG p0', 'CHECK PARTITION p0', 'CHECK PARTITION p0 FOR UPGRADE', 'CHECK PARTITION ALL QUICK FAST', 'OPTIMIZE PARTITION p0', 'OPTIMIZE PARTITION LOCAL ALL', 'REBUILD PARTITION p0', 'REBUILD PARTITION ALL', 'REPAIR PARTITION p0', 'REPAIR PARTITION p0 QUICK EXTENDED USE_FRM', 'DISCARD PARTITION p0 TABLESPACE', 'IMPORT PARTITION p0 TABLESPACE', 'DISCARD PARTITION ALL TABLESPACE', 'DISCARD PARTITION p0', 'REMOVE PARTITION', 'UPGRADE PARTITIONING', 'PARTITION BY RANGE (k) (PARTITION pa VALUES LESS THAN MAXVALUE)', 'PARTITION BY KEY () PARTITIONS 4', "PARTITION BY KEY (k), COMMENT='x'", "COMMENT='x' PARTITION BY KEY (k)", "COMMENT='x', PARTITION BY KEY (k)", 'REMOVE PARTITIONING, ENGINE=InnoDB', 'ENGINE=InnoDB REMOVE PARTITIONING', 'ENGINE=InnoDB, REMOVE PARTITIONING', 'PARTITION p0 COMPACT', "PARTITION p0 ATTRIBUTES 'x=y'", 'CONVERT PARTITION p0 TO TABLE w', 'CONVERT TABLE w TO PARTITION pz VALUES LESS THAN (30)', 'FIRST PARTITION LESS THAN (5)', 'SPLIT PARTITION LESS THAN (5)', 'MERGE FIRST PARTITION LESS THAN (5)', 'PARTITION p0 SECONDARY_LOAD', 'SECONDARY_LOAD PARTITION (p0)', 'RENAME PARTITION p0 TO px', 'MODIFY PARTITION p0', 'FORCE DROP PARTITION p0'])
        yield `ALTER TABLE p ${spec}`;
}

// ---- indexes and other statements on tables ----

function* indexes() {
    for (const [prefix, guard, tail] of product(['', 'UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR', 'OR REPLACE', 'OR REPLACE UNIQUE', 'ONLINE', 'COLUMNAR', 'CLUSTERED', 'UNIQUE FULLTEXT'], ['', 'IF NOT EXISTS', 'CONCURRENTLY'], ['ON t (b)', 'ON t(b(3) DESC)']))
        yield `CREATE ${join([prefix, 'INDEX', guard, 'n', tail])}`;
    for (const text of ['CREATE KEY n ON t (a)', 'CREATE INDEX ON t (a)', 'CREATE INDEX n t (a)', 'CREATE INDEX n ON t', 'CREATE INDEX n ON t ()', 'CREATE INDEX n ON TABLE t (a)', 'CREATE INDEX n ON scratch.t (a)', 'CREATE INDEX scratch.n ON t (a)', 'CREATE INDEX n USING BTREE ON t (a)', 'CREATE INDEX n TYPE BTREE ON t (a)', 'CREATE INDEX n ON t USING BTREE (a)', 'CREATE INDEX n ON t (a) USING BTREE', 'CREATE INDEX n ON t (a) TYPE HASH', 'CREATE INDEX n USING HASH ON t (a) USING BTREE', 'CREATE INDEX n ON t (a) INVISIBLE', 'CREATE INDEX n ON t (a) IGNORED', "CREATE INDEX n ON t (a) COMMENT 'x' INVISIBLE", "CREATE INDEX n ON t (a) COMMENT='x'", 'CREATE INDEX n ON t (a) WHERE a > 0', 'CREATE INDEX n ON t (a) INCLUDE (b)', 'CREATE INDEX n ON t (a) TABLESPACE x', 'CREATE INDEX n ON t ((a + 1), (c * 2) DESC)', 'CREATE INDEX n ON t (a + 1)', 'CREATE INDEX n ON t (LOWER(b))', 'CREATE INDEX n ON t ((LOWER(b)))', 'CREATE FULLTEXT INDEX n ON t (b) WITH PARSER ngram', 'CREATE FULLTEXT INDEX n ON t (b ASC)', 'CREATE INDEX n ON t (a) KEY_BLOCK_SIZE=8', 'CREATE INDEX n ON t (a) GLOBAL', 'CREATE UNIQUE INDEX n ON t (a) NULLS NOT DISTINCT', 'CREATE INDEX n ON t (a NULLS FIRST)', 'CREATE INDEX n ON t (a), (b)', 'CREATE INDEX n, m ON t (a)', 'CREATE INDEX `n``m` ON `t` (`a`)', "CREATE INDEX 'n' ON t (a)", 'CREATE INDEX n ON v (a)', "CREATE INDEX n ON t (a) ENGINE_ATTRIBUTE='{}'",
        'DROP INDEX ka ON t', 'DROP INDEX ka', 'DROP INDEX IF EXISTS ka ON t', 'DROP INDEX `PRIMARY` ON t', 'DROP INDEX PRIMARY ON t', 'DROP INDEX ka, kb ON t', 'DROP INDEX ka FROM t', 'DROP INDEX ON t', 'DROP KEY ka ON t', 'DROP INDEX t.ka', 'DROP INDEX CONCURRENTLY ka ON t', 'DROP INDEX ka ON t CASCADE', 'DROP INDEX ka ON scratch.t', 'DROP ONLINE INDEX ka ON t', 'DROP UNIQUE INDEX kb ON t'])
        yield text;
}

function* tables() {
    for (const [prefix, guard] of product(['', 'TEMPORARY', 'OR REPLACE', 'OR REPLACE TEMPORARY', 'TEMPORARY OR REPLACE', 'GLOBAL TEMPORARY', 'UNLOGGED', 'EXTERNAL'], ['', 'IF NOT EXISTS', 'IF EXISTS']))
        for (const tail of ['n (a INT)', 'n LIKE t', 'n (LIKE t)', 'n AS SELECT 1 AS a', 'n SELECT a FROM t'])
            yield `CREATE ${join([prefix, 'TABLE', guard, tail])}`;
    for (const body of ['', '()', '(a)', '(a INT,)', '(,a INT)', '(a INT b INT)', '(a INT, b)', '(a INT', 'a INT)', '(a INT))', '((a INT))', '(a INT) (b INT)', '(INT a)', '(a INT, a INT)', '(a INT;)', '(KEY (a))', '(KEY (a), a INT)', '(a INT, KEY (a), b INT)', '(CHECK (1), a INT)', '("a" INT)', "('a' INT)", '(`a` INT)', '(a.b INT)', '(t.a INT)', '(n.a INT)', '(scratch.n.a INT)', '(1a INT)', '(1 INT)', '(a1$_ INT)', '(ä INT)', '(`` INT)', '(`a ` INT)', '(* INT)', '(a INT) LIKE t', '(a INT) AS SELECT 1', '(a INT, LIKE t)', '(LIKE t INCLUDING ALL)', '(SELECT 1)', 'AS (SELECT 1 AS x)', 'AS (SELECT 1 AS x) LIMIT 1', '(SELECT 1 AS x) UNION (SELECT 2)', 'AS WITH c AS (SELECT 1 AS x) SELECT * FROM c', 'WITH c AS (SELECT 1 AS x) SELECT * FROM c', 'AS VALUES (1)', 'AS VALUES ROW(1)', 'AS TABLE t', 'TABLE t', 'LIKE t ENGINE=InnoDB', 'LIKE scratch.t', '(PERIOD FOR SYSTEM_TIME (a, b))', '(a INT, PERIOD FOR p (b, c))', '(a INT) INHERITS (t)', '(a INT) WITH (x=1)', '(a INT) STRICT', '(a INT) WITHOUT ROWID'])
        yield join(['CREATE TABLE n', body]);
    for (const name of ['scratch.n', '`scratch`.`n`', 'scratch . n', '.n', 'scratch.', 'a.b.c', "'n'", '"n"', '1n', '1', '1e5', '_n', '$n', 'n$', '@n', 'n-m', '`n-m`', '日本', '`select`', 'select', 'scratch.select', 'scratch.1n', 'scratch.123'])
        yield `CREATE TABLE ${name} (a INT)`;
    for (const text of ['DROP TABLE t', 'DROP TABLE IF EXISTS t', 'DROP TABLE t, u', 'DROP TABLE t u', 'DROP TABLE t,', 'DROP TABLE', 'DROP TABLES t', 'DROP TABLE IF EXISTS t, nope CASCADE', 'DROP TABLE t RESTRICT', 'DROP TABLE t CASCADE RESTRICT', 'DROP TEMPORARY TABLE IF EXISTS t', 'DROP TABLE IF NOT EXISTS t', 'DROP TABLE scratch.t', 'DROP TABLE t WAIT 5', 'DROP TABLE t NOWAIT', 'DROP TABLE IF EXISTS t NOWAIT', 'DROP t', 'DROP TABLE /*IF EXISTS*/ t', 'DROP TABLE *', 'DROP VIEW v', 'DROP VIEW IF EXISTS v, nope', 'DROP VIEW v CASCADE', 'DROP VIEW', 'DROP MATERIALIZED VIEW v',
        'RENAME TABLE t TO w', 'RENAME TABLE t TO w, u TO x', 'RENAME TABLE t AS w', 'RENAME TABLE t w', 'RENAME TABLES t TO w', 'RENAME TABLE scratch.t TO scratch.w', 'RENAME TABLE IF EXISTS t TO w', 'RENAME TABLE t TO w NOWAIT', 'RENAME TABLE t WAIT 5 TO w', 'RENAME t TO w', 'RENAME TABLE t TO', 'RENAME TABLE t = w', 'RENAME TABLE t TO w,', 'RENAME COLUMN a TO b', 'RENAME DATABASE scratch TO x', 'RENAME VIEW v TO w',
        'TRUNCATE t', 'TRUNCATE TABLE t', 'TRUNCATE TABLE t, u', 'TRUNCATE TABLE scratch.t', 'TRUNCATE', 'TRUNCATE TABLE IF EXISTS t', 'TRUNCATE TABLE t CASCADE', 'TRUNCATE TABLE t NOWAIT', 'TRUNCATE TABLE t WAIT 3', 'TRUNCATE TABLE t RESTART IDENTITY', 'TRUNCATE TABLE p PARTITION (p0)'])
        yield text;
    for (const [verb, word, guard, tail] of product(['CREATE', 'ALTER'], ['DATABASE', 'SCHEMA'], ['', 'IF NOT EXISTS'], ['', 'CHARACTER SET utf8mb4', 'DEFAULT CHARSET = utf8mb4 COLLATE utf8mb4_bin', 'COLLATE=utf8mb4_bin, CHARSET=utf8mb4', "ENCRYPTION='N'", "DEFAULT ENCRYPTION 'N'", "COMMENT='x'", 'READ ONLY=0', 'ENGINE=InnoDB', 'PLACEMENT POLICY=x']))
        yield join([verb, word, guard, verb === 'CREATE' ? 'scratch2' : 'scratch', tail]);
    for (const text of ['CREATE OR REPLACE DATABASE scratch2', 'CREATE DATABASE', 'ALTER DATABASE CHARSET utf8mb4', 'ALTER DATABASE scratch UPGRADE DATA DIRECTORY NAME', 'DROP DATABASE scratch2', 'DROP DATABASE IF EXISTS scratch2', 'DROP SCHEMA scratch2, x', 'DROP DATABASE scratch2 CASCADE', 'DROP DATABASE IF EXISTS `scratch2`', 'USE scratch', 'USE `scratch`', 'USE scratch.t', 'USE', 'USE DATABASE scratch'])
        yield text;
}

// ---- queries and changes of rows ----

function* queries() {
    const clauses = ['WHERE a = 1', 'GROUP BY a', 'HAVING COUNT(*) > 0', 'WINDOW w AS (ORDER BY a)', 'ORDER BY a', 'LIMIT 1', 'INTO @x', 'FOR UPDATE'];
    for (const clause of clauses)
        yield `SELECT a FROM t ${clause}`;
    for (const [a, b] of pairs(clauses))
        yield `SELECT a FROM t ${a} ${b}`;
    for (const modifier of ['ALL', 'DISTINCT', 'DISTINCTROW', 'HIGH_PRIORITY', 'STRAIGHT_JOIN', 'SQL_SMALL_RESULT', 'SQL_BIG_RESULT', 'SQL_BUFFER_RESULT', 'SQL_NO_CACHE', 'SQL_CACHE', 'SQL_CALC_FOUND_ROWS', 'ALL DISTINCT', 'DISTINCT ALL', 'DISTINCT DISTINCT', 'SQL_NO_CACHE DISTINCT', 'TOP 1', 'DISTINCT ON (a)', 'STRAIGHT_JOIN SQL_CALC_FOUND_ROWS DISTINCT'])
        yield `SELECT ${modifier} a FROM t`;
    for (const limit of ['LIMIT 1', 'LIMIT 1, 2', 'LIMIT 1 OFFSET 2', 'LIMIT 1 2', 'LIMIT OFFSET 1', 'OFFSET 1', 'LIMIT -1', 'LIMIT a', 'LIMIT 1 + 1', 'LIMIT ?', 'LIMIT ALL', 'LIMIT NULL', "LIMIT '1'", 'LIMIT 1 ROWS EXAMINED 10', 'LIMIT ROWS EXAMINED 10', 'OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY', 'FETCH FIRST 1 ROW ONLY', 'FETCH FIRST ROW ONLY', 'ORDER BY a FETCH FIRST 2 ROWS WITH TIES', 'FETCH NEXT 2 ROWS ONLY LIMIT 1', 'LIMIT 1 LIMIT 2', 'LIMIT (1)', 'LIMIT 0x1', 'LIMIT 1.5', 'LIMIT 1e1'])
        yield `SELECT a FROM t ${limit}`;
    for (const [lock, tail] of product(['FOR UPDATE', 'FOR SHARE', 'LOCK IN SHARE MODE'], ['', 'NOWAIT', 'SKIP LOCKED', 'WAIT 5', 'OF t', 'OF t NOWAIT', 'OF t, u SKIP LOCKED']))
        yield `SELECT * FROM t, u ${join([lock, tail])}`;
    for (const text of ['FOR UPDATE OF t FOR SHARE OF u', 'FOR UPDATE FOR UPDATE', 'FOR NO KEY UPDATE', 'FOR UPDATE LIMIT 1', 'LIMIT 1 FOR UPDATE', 'FOR UPDATE INTO @x, @y', "INTO OUTFILE '/nope/x'", "INTO DUMPFILE '/nope/x'", "INTO OUTFILE '/nope/x' FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\' LINES STARTING BY 'x' TERMINATED BY '\\n'", "INTO OUTFILE '/nope/x' LINES TERMINATED BY ';' FIELDS TERMINATED BY ','", "INTO OUTFILE '/nope/x' CHARACTER SET utf8mb4"])
        yield `SELECT * FROM t, u ${text}`;
    for (const list of ['*', 't.*', 'scratch.t.*', '*, a', 'a, *', 't.*, a', 'a x', 'a AS x', "a 'x'", "a AS 'x'", 'a "x"', 'a AS', 'a b c', 'a AS b c', '', ',', 'a,', 'DISTINCT', '*.a', 'a.*.b', 't . a', 't .a', 't. a', '.a', '.t.a', '@x := a', '@x = a', "@'x y'", '@`x`', '@"x"', '@@version', '@@session.sql_mode', '@@global.sql_mode', '@@local.sql_mode', '@@x.y.z', '@@`sql_mode`', ':x', '?', 'NULL', 'TRUE', '(a)', '((a))', '()', '(a, b)', 'ROW(a, b)', '(SELECT 1)', '(SELECT 1, 2)', '((SELECT 1))', 'EXISTS (SELECT 1)', 'a AS select', 'a AS `select`', 'a select', 'a AS rank', 'a AS end', "1 AS ''"])
        yield `SELECT ${list} FROM t`;
    for (const from of ['t, u', 't JOIN u', 't JOIN u ON 1', 't JOIN u USING (id)', 't INNER JOIN u', 't CROSS JOIN u', 't CROSS JOIN u ON 1', 't LEFT JOIN u', 't LEFT JOIN u ON 1', 't LEFT OUTER JOIN u USING (id, a)', 't RIGHT JOIN u ON 1', 't FULL JOIN u ON 1', 't FULL OUTER JOIN u ON 1', 't NATURAL JOIN u', 't NATURAL LEFT JOIN u', 't NATURAL INNER JOIN u', 't NATURAL JOIN u ON 1', 't STRAIGHT_JOIN u', 't STRAIGHT_JOIN u ON 1', 't STRAIGHT_JOIN u USING (id)', 't JOIN u JOIN p', 't JOIN u JOIN p ON 1 ON 2', 't LEFT JOIN u JOIN p ON 1 ON 2', '(t)', '(t, u)', '(t JOIN u)', '((t))', '(t) x', '(t x)', 't LEFT JOIN (u, p) ON 1', 't LEFT JOIN (u CROSS JOIN p) ON 1', 't JOIN', 'JOIN t', 't,', ',t', 't u', 't AS u', 't AS', 't = u', '{ OJ t LEFT OUTER JOIN u ON 1 }', '{ t }', '(SELECT 1) x', '(SELECT 1)', '(SELECT 1) AS x (y)', '(SELECT 1) x (y, z)', 'LATERAL (SELECT 1) x', 't, LATERAL (SELECT t.a) x', 't LEFT JOIN LATERAL (SELECT 1) x ON TRUE', '((SELECT 1) UNION (SELECT 2)) x', '(VALUES ROW(1, 2)) x', '(VALUES (1, 2)) x', '(TABLE t) x', 't USE INDEX (ka)', 't USE INDEX ()', 't FORCE INDEX (ka)', 't FORCE INDEX ()', 't IGNORE KEY FOR JOIN (ka)', 't USE INDEX FOR ORDER BY (ka) IGNORE INDEX FOR GROUP BY (kb)', 't USE INDEX (PRIMARY)', 't USE INDEX ka', 't x USE INDEX (ka)', 't USE INDEX (ka) x', 'p PARTITION (p0)', 'p PARTITION (p0, p1) AS x', 'p x PARTITION (p0)', 'p PARTITION ()', 'p PARTITION p0', 'DUAL', 'scratch.t', 'scratch.t AS x', 't TABLESAMPLE SYSTEM (10)', 't TABLESAMPLE BERNOULLI (10)', "t AS OF TIMESTAMP '2020-01-01'", "t FOR SYSTEM_TIME AS OF TIMESTAMP '2020-01-01'", 't FOR SYSTEM_TIME ALL', "t FOR SYSTEM_TIME BETWEEN '2020-01-01' AND NOW()", "JSON_TABLE('[1]', '$[*]' COLUMNS (x INT PATH '$')) j", "JSON_TABLE('[1]', '$[*]' COLUMNS (i FOR ORDINALITY, x INT PATH '$' DEFAULT '0' ON EMPTY ERROR ON ERROR)) AS j", "JSON_TABLE('[1]', '$[*]' COLUMNS (x INT EXISTS PATH '$.a', NESTED PATH '$.b[*]' COLUMNS (y INT PATH '$'))) j", "JSON_TABLE('[1]', '$[*]' COLUMNS (NESTED '$.b' COLUMNS (y INT PATH '$'))) j", "JSON_TABLE('[1]', '$[*]' COLUMNS (x INT PATH '$'))", "JSON_TABLE('[1]', '$[*]') j", "JSON_TABLE('[1]', '$[*]' COLUMNS ()) j", "JSON_TABLE('[1]', '$' COLUMNS (x INT PATH '$' NULL ON ERROR NULL ON EMPTY)) j", 'GENERATE_SERIES(1, 2)', 'f()', 'f() x', 'seq_1_to_10'])
        yield `SELECT 1 FROM ${from}`;
    for (const [a, op, b] of product(['SELECT 1', '(SELECT 1)', 'TABLE u', 'VALUES ROW(1, 2, 3)'], ['UNION', 'UNION ALL', 'UNION DISTINCT', 'EXCEPT', 'INTERSECT', 'INTERSECT ALL', 'MINUS'], ['SELECT 2', '(SELECT 2)', 'TABLE u']))
        yield join([a, op, b]);
    for (const text of ['SELECT 1 UNION SELECT 2 ORDER BY 1', 'SELECT 1 ORDER BY 1 UNION SELECT 2', '(SELECT 1 ORDER BY 1) UNION SELECT 2 LIMIT 1', 'SELECT 1 LIMIT 1 UNION SELECT 2', 'SELECT 1 UNION SELECT 2 UNION ALL SELECT 3', 'SELECT 1 UNION (SELECT 2 UNION SELECT 3)', '(SELECT 1 UNION SELECT 2) UNION SELECT 3', '((SELECT 1))', '((SELECT 1) LIMIT 1) LIMIT 2', '(SELECT 1) ORDER BY 1', '(SELECT 1) WHERE 1', 'SELECT 1 UNION', 'UNION SELECT 1', 'SELECT 1 UNION SELECT 2 INTO @x', 'SELECT 1 INTO @x UNION SELECT 2', 'SELECT 1 UNION SELECT 2 FOR UPDATE', 'SELECT 1 FOR UPDATE UNION SELECT 2', '(SELECT 1 FOR UPDATE) UNION (SELECT 2)', 'TABLE t ORDER BY id LIMIT 1', 'TABLE t WHERE 1', 'TABLE t FOR UPDATE', 'TABLE scratch.t', 'TABLE t, u', 'TABLE t INTO @a, @b, @c, @d, @e, @f', 'VALUES ROW(1, 2), ROW(3, 4)', 'VALUES (1, 2), (3, 4)', 'VALUES ROW()', 'VALUES ()', 'VALUES 1', 'VALUES ROW(1) ORDER BY column_0 LIMIT 1', 'VALUES (1) UNION SELECT 2', 'SELECT 1 EXCEPT SELECT 2 INTERSECT SELECT 3', 'SELECT', 'SELECT;', 'SELECT FROM t', 'SELECT 1 FROM', 'SELECT 1 WHERE 1', 'SELECT 1 GROUP BY 1', 'SELECT 1 HAVING 1', 'SELECT 1 LIMIT 1', 'SELECT 1 FROM DUAL WHERE 1', 'SELECT 1 FROM t WHERE', 'SELECT 1 FROM t GROUP a', 'SELECT 1 FROM t GROUP BY a ASC', 'SELECT 1 FROM t GROUP BY a WITH ROLLUP', 'SELECT 1 FROM t GROUP BY ROLLUP (a)', 'SELECT 1 FROM t GROUP BY CUBE (a)', 'SELECT 1 FROM t GROUP BY a WITH CUBE', 'SELECT 1 FROM t GROUP BY a WITH ROLLUP ORDER BY a', 'SELECT 1 FROM t GROUP BY ()', 'SELECT GROUPING(a) FROM t GROUP BY a WITH ROLLUP', 'SELECT 1 FROM t ORDER BY a ASC, b DESC', 'SELECT 1 FROM t ORDER BY a NULLS LAST', 'SELECT 1 FROM t ORDER BY a DESC ASC', 'SELECT 1 FROM t ORDER BY', 'SELECT 1 FROM t QUALIFY ROW_NUMBER() OVER () = 1', 'SELECT a FROM t PROCEDURE ANALYSE()', 'SELECT 1 FROM t WHERE a = 1 WHERE b = 2', 'SELECT 1; SELECT 2', 'SELECT 1 AS x, 2 AS x', 'SELECT a INTO @x FROM t', 'SELECT a, b INTO @x, @y FROM t LIMIT 1', 'SELECT a INTO @x', 'SELECT a FROM t INTO @x LIMIT 1', 'SELECT a INTO x FROM t'])
        yield text;
}

function* withQueries() {
    for (const [head, body] of product(['WITH c AS (SELECT 1 AS x)', 'WITH c (x) AS (SELECT 1)', 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3)', 'WITH c AS (SELECT 1 AS x), e AS (SELECT x FROM c)', 'WITH RECURSIVE c AS (SELECT 1 AS x)', 'WITH c AS (WITH e AS (SELECT 1 AS x) SELECT x FROM e)', 'WITH c AS MATERIALIZED (SELECT 1 AS x)', 'WITH c AS SELECT 1', 'WITH c (SELECT 1)', 'WITH c () AS (SELECT 1)', 'WITH c AS (SELECT 1),', 'WITH c AS (INSERT INTO u (id) VALUES (1))', 'WITH', 'WITH c AS (TABLE u)', 'WITH c AS (VALUES ROW(1))', 'WITH c AS ((SELECT 1 AS x))'],
        ['SELECT * FROM c', '(SELECT * FROM c)', 'SELECT * FROM c UNION SELECT * FROM c', 'UPDATE t, c SET t.a = 1', 'DELETE FROM t WHERE a IN (SELECT 1 FROM c)', 'INSERT INTO u (id) SELECT 1 FROM c', 'TABLE c', '']))
        yield join([head, body]);
    yield* ['INSERT INTO u (id) WITH c AS (SELECT 9 AS x) SELECT x FROM c', 'REPLACE INTO u (id) WITH c AS (SELECT 9 AS x) SELECT x FROM c', 'CREATE VIEW w AS WITH c AS (SELECT 9 AS x) SELECT x FROM c', 'CREATE TABLE w AS WITH c AS (SELECT 9 AS x) SELECT x FROM c', 'SELECT (WITH c AS (SELECT 9 AS x) SELECT x FROM c)', 'SELECT * FROM (WITH c AS (SELECT 9 AS x) SELECT x FROM c) d', 'WITH RECURSIVE c (x) AS (SELECT 1 UNION SELECT x + 1 FROM c WHERE x < 3) CYCLE x RESTRICT SELECT * FROM c', 'EXPLAIN WITH c AS (SELECT 9 AS x) SELECT x FROM c', 'WITH c AS (SELECT 1) c2 AS (SELECT 2) SELECT 1', 'SELECT 1 UNION WITH c AS (SELECT 2 AS x) SELECT x FROM c', 'SELECT 1 UNION (WITH c AS (SELECT 2 AS x) SELECT x FROM c)'];
}

function* windows() {
    for (const call of ['ROW_NUMBER()', 'RANK()', 'DENSE_RANK()', 'PERCENT_RANK()', 'CUME_DIST()', 'NTILE(4)', 'LAG(a)', 'LAG(a, 1)', 'LEAD(a, 1, 0)', 'FIRST_VALUE(a)', 'LAST_VALUE(a)', 'NTH_VALUE(a, 2)', 'NTH_VALUE(a, 2) FROM FIRST', 'FIRST_VALUE(a) RESPECT NULLS', 'FIRST_VALUE(a) IGNORE NULLS', 'SUM(a)', 'COUNT(*)', 'COUNT(DISTINCT a)', 'GROUP_CONCAT(a)', 'JSON_ARRAYAGG(a)', 'MEDIAN(a)', 'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)', 'ABS(a)', 'BIT_AND(a)', 'STDDEV(a)', 'ROW_NUMBER(a)'])
        for (const over of ['OVER ()', 'OVER (PARTITION BY b ORDER BY a DESC)', ''])
            yield `SELECT ${join([call, over])} FROM t`;
    for (const frame of ['ROWS UNBOUNDED PRECEDING', 'ROWS 1 PRECEDING', 'ROWS CURRENT ROW', 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING', 'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW', 'GROUPS CURRENT ROW', 'ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING', 'ROWS 1 FOLLOWING', 'ROWS BETWEEN 1 PRECEDING', 'ROWS', 'ROWS CURRENT ROW EXCLUDE TIES', 'ROWS CURRENT ROW EXCLUDE NO OTHERS', 'RANGE CURRENT ROW EXCLUDE'])
        yield `SELECT SUM(a) OVER (ORDER BY d ${frame}) FROM t`;
    yield* ['SELECT SUM(a) OVER w FROM t WINDOW w AS (ORDER BY a)', 'SELECT SUM(a) OVER (w) FROM t WINDOW w AS (ORDER BY a)', 'SELECT SUM(a) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (ORDER BY a)', 'SELECT SUM(a) OVER (w2 ORDER BY a) FROM t WINDOW w AS (), w2 AS (w)', 'SELECT SUM(a) OVER w, SUM(a) OVER x FROM t WINDOW w AS (PARTITION BY a), x AS (ORDER BY a)', 'SELECT SUM(a) OVER FROM t', 'SELECT SUM(a) OVER (ORDER BY a PARTITION BY b) FROM t', 'SELECT SUM(a) OVER (PARTITION a) FROM t', 'SELECT SUM(a) OVER (PARTITION BY) FROM t', 'SELECT SUM(a) FILTER (WHERE a > 0) FROM t', 'SELECT a FROM t ORDER BY ROW_NUMBER() OVER (ORDER BY a)', 'SELECT 1 FROM t WINDOW w AS', 'SELECT 1 FROM t WINDOW w (ORDER BY a)', 'SELECT SUM(a) OVER (PARTITION BY a, b + 1 ORDER BY a, b DESC ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) FROM t'];
}

const expressions = ['1 + 2 * 3', '-a', '- - a', '+a', '~a', '!a', 'NOT a', 'NOT NOT a', '! a = 1', 'a = b', 'a <=> b', 'a <> b', 'a != b', 'a == b', 'a < = b', 'a >= b', 'a => b', 'a AND b', 'a && b', 'a OR b', 'a || b', 'a XOR b', 'a DIV b', 'a MOD b', 'a % b', 'a / b', 'a // b', 'a & b', 'a | b', 'a ^ b', 'a << 1', 'a >> 1', 'a ** 2', 'a := 1', '@x := 1', '@x := @y := 1', 'a IS NULL', 'a IS NOT NULL', 'a IS TRUE', 'a IS NOT FALSE', 'a IS UNKNOWN', 'a IS 1', 'a ISNULL', 'ISNULL(a)', 'a NOTNULL', 'a IN (1)', 'a NOT IN (1, 2)', 'a IN (SELECT 1)', 'a IN ()', 'a IN 1', '(a, b) IN ((1, 2), (3, 4))', 'a BETWEEN 1 AND 2', 'a NOT BETWEEN 1 AND 2 AND b', 'a BETWEEN SYMMETRIC 1 AND 2', 'a BETWEEN 1, 2', "b LIKE 'x'", "b NOT LIKE 'x' ESCAPE '|'", "b LIKE 'x' ESCAPE", "b ILIKE 'x'", "b REGEXP 'x'", "b NOT RLIKE 'x'", "b SOUNDS LIKE 'x'", 'a MEMBER OF (JSON_ARRAY(1))', "a MEMBER ('[1]')", 'a = ALL (SELECT 1)', 'a > ANY (SELECT 1)', 'a <> SOME (SELECT 1)', 'a = ANY (1, 2)', 'EXISTS (SELECT 1)', 'NOT EXISTS (SELECT 1)', 'EXISTS 1',
    'CASE a WHEN 1 THEN 2 END', 'CASE WHEN a THEN 1 ELSE 2 END', 'CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 ELSE 5 END', 'CASE END', 'CASE a END', 'CASE WHEN a THEN 1 ELSE END', 'CASE WHEN a 1 END', 'CASE a ELSE 1 END', 'CASE WHEN a THEN 1 END CASE', 'CAST(a AS CHAR)', 'CAST(a AS CHAR(3) CHARACTER SET utf8mb4)', 'CAST(a AS CHAR CHARSET binary)', 'CAST(a AS SIGNED)', 'CAST(a AS SIGNED INTEGER)', 'CAST(a AS UNSIGNED INT)', 'CAST(a AS INT)', 'CAST(a AS INTEGER)', 'CAST(a AS BIGINT)', 'CAST(a AS VARCHAR(3))', 'CAST(a AS TEXT)', 'CAST(a AS DECIMAL(5, 2))', 'CAST(a AS FLOAT)', 'CAST(a AS FLOAT(10))', 'CAST(a AS DOUBLE)', 'CAST(a AS REAL)', 'CAST(a AS DATE)', 'CAST(a AS DATETIME(3))', 'CAST(a AS TIME)', 'CAST(a AS YEAR)', 'CAST(a AS JSON)', 'CAST(a AS BINARY)', 'CAST(a AS BINARY(3))', 'CAST(a AS NCHAR)', 'CAST(a AS POINT)', 'CAST(a AS UUID)', 'CAST(a AS INET6)', 'CAST(a AS INTERVAL DAY_SECOND(6))', 'CAST(a AS UNSIGNED ARRAY)', "CAST(NOW() AT TIME ZONE '+00:00' AS DATETIME)", "CAST(TIMESTAMP '2020-01-01 00:00:00' AT TIME ZONE INTERVAL '+00:00' AS DATETIME)", 'CAST(a, CHAR)', 'CAST(a)', 'CONVERT(a, CHAR)', 'CONVERT(a, SIGNED)', 'CONVERT(b USING utf8mb4)', 'CONVERT(a AS CHAR)', 'CONVERT(a)', 'BINARY b', 'BINARY(3)', 'a::INT', 'a COLLATE utf8mb4_bin', "b COLLATE 'utf8mb4_bin'", 'b COLLATE', '_utf8mb4 b', "_utf8mb4'a' COLLATE utf8mb4_bin",
    'INTERVAL 1 DAY', 'NOW() + INTERVAL 1 DAY', 'INTERVAL 1 DAY + NOW()', 'NOW() - INTERVAL 1 DAY', 'INTERVAL 1 DAY - NOW()', "NOW() + INTERVAL '1:1' MINUTE_SECOND", 'NOW() + INTERVAL (1 + 1) HOUR', 'NOW() + INTERVAL 1 FORTNIGHT', 'NOW() + INTERVAL 1 SQL_TSI_DAY', 'INTERVAL(1, 2, 3)', 'INTERVAL(1)', 'DATE_ADD(d, INTERVAL 1 DAY)', 'DATE_ADD(d, 1)', 'ADDDATE(d, 1)', 'ADDDATE(d, INTERVAL 1 DAY)', 'DATE_SUB(d, INTERVAL 1 DAY)', 'TIMESTAMPADD(DAY, 1, d)', 'TIMESTAMPADD(SQL_TSI_DAY, 1, d)', "TIMESTAMPADD('DAY', 1, d)", 'TIMESTAMPDIFF(SECOND, d, NOW())', 'TIMESTAMPDIFF(DAY_HOUR, d, NOW())', 'EXTRACT(YEAR FROM d)', 'EXTRACT(YEAR_MONTH FROM d)', 'EXTRACT(YEAR, d)', 'GET_FORMAT(DATE, \'EUR\')', 'GET_FORMAT(DATETIME, \'EUR\')', 'POSITION(\'a\' IN b)', 'POSITION(\'a\', b)', "LOCATE('a', b)", 'SUBSTRING(b, 1)', 'SUBSTRING(b, 1, 2)', 'SUBSTRING(b FROM 1)', 'SUBSTRING(b FROM 1 FOR 2)', 'SUBSTRING(b FOR 2)', 'SUBSTR(b FROM 1)', 'MID(b, 1, 2)', 'SUBSTRING(b)', 'TRIM(b)', "TRIM('x' FROM b)", "TRIM(LEADING 'x' FROM b)", 'TRIM(BOTH FROM b)', "TRIM(b, 'x')", 'TRIM(TRAILING b)', 'OVERLAY(b PLACING \'x\' FROM 1)', 'CHAR(65)', 'CHAR(65, 66 USING utf8mb4)', 'CHAR()', 'ASCII(b)', 'WEIGHT_STRING(b)', 'WEIGHT_STRING(b AS CHAR(3))', "MATCH (b) AGAINST ('x')", "MATCH (b) AGAINST ('x' IN BOOLEAN MODE)", "MATCH (b) AGAINST ('x' IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)", "MATCH (b) AGAINST ('x' WITH QUERY EXPANSION)", "MATCH b AGAINST ('x')", "MATCH (b) ('x')", "MATCH () AGAINST ('x')",
    'COUNT(*)', 'COUNT()', 'COUNT(a)', 'COUNT(DISTINCT a, b)', 'COUNT(ALL a)', 'COUNT( *)', 'COUNT (*)', 'COUNT (a)', 'SUM(DISTINCT a)', 'SUM(*)', 'SUM (a)', 'MAX(a, b)', 'MIN(DISTINCT a)', 'AVG(ALL a)', "GROUP_CONCAT(DISTINCT a, b ORDER BY a DESC, b SEPARATOR ', ')", "GROUP_CONCAT(a SEPARATOR ',' ORDER BY a)", 'GROUP_CONCAT(a ORDER BY a LIMIT 1)', 'GROUP_CONCAT(a LIMIT 1)', 'GROUP_CONCAT()', 'STRING_AGG(a, \',\')', 'JSON_OBJECTAGG(b, a)', 'JSON_ARRAYAGG(a ORDER BY a)', 'ANY_VALUE(a)', 'IF(a, 1, 2)', 'IF (a, 1, 2)', 'IF(a, 1)', 'IFNULL(a, 1)', 'NULLIF(a, 1)', 'COALESCE(a, b, 1)', 'COALESCE()', 'GREATEST(1)', 'LEFT(b, 1)', 'RIGHT(b, 1)', 'LEFT b', 'REPEAT(b, 2)', "REPLACE(b, 'a', 'b')", 'INSERT(b, 1, 2, \'x\')', 'VALUES(a)', 'DEFAULT(a)', 'DEFAULT', 'MOD(a, 2)', 'MOD a', 'TRUNCATE(a, 1)', 'FORMAT(a, 2)', 'DATABASE()', 'DATABASE', 'SCHEMA()', 'USER()', 'CURRENT_USER', 'CURRENT_USER()', 'SESSION_USER()', 'CURRENT_ROLE()', 'VERSION()', 'NOW', 'NOW()', 'NOW(6)', 'NOW(7)', 'NOW(a)', 'SYSDATE', 'SYSDATE()', 'CURDATE()', 'CURRENT_DATE', 'CURRENT_DATE()', 'CURRENT_TIME(3)', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP(3)', 'UTC_DATE', 'UTC_TIME()', 'UTC_TIMESTAMP', 'UUID()', 'RAND(1)', 'ROW_COUNT()', 'LAST_INSERT_ID()', 'PASSWORD(\'x\')', 'OLD_PASSWORD(\'x\')', 'YEAR(d)', 'MONTH(d)', 'DATE(d)', 'TIME(d)', 'TIMESTAMP(d)', 'DATE d', "DATE '2020-01-01'", "DATE'2020-01-01'", "DATE'nope'", "TIME '10:00'", "TIMESTAMP '2020-01-01 00:00:00'", "{d '2020-01-01'}", "{ts '2020-01-01 00:00:00'}", "{t '10:00'}", "{x '2020'}", '{fn NOW()}', "DATETIME '2020-01-01 00:00:00'", 'POINT(1, 2)', "b->'$.x'", "b->>'$.x'", "b -> '$.x'", "b->'$.x'->'$.y'", "'{}'->'$.x'", 'b->1', "t.b->>'$.a'", "JSON_EXTRACT(b, '$.x')", "JSON_VALUE(b, '$.x')", "JSON_VALUE(b, '$.x' RETURNING SIGNED)", "JSON_VALUE(b, '$.x' RETURNING DECIMAL(4, 2) NULL ON EMPTY ERROR ON ERROR)", "JSON_VALUE(b, '$.x' DEFAULT 0 ON EMPTY)", 'f(a, b)', 'f(*)', 'f(DISTINCT a)', 'scratch.f(a)', 'scratch.f', 'f(a AS b)', 'f(,)', 'f(a,)', 'ROW(1)', 'ROW(1, 2) = ROW(1, 2)', '(1, 2) = (1, 2)', 'ROW(1, 2)', '?', '@@sql_mode', '@x', 'LAST_VALUE(1, 2)', 'NEXT VALUE FOR s', 'PREVIOUS VALUE FOR s', 'NEXTVAL(s)', 'LASTVAL(s)', 'SETVAL(s, 1)', 's.nextval', 'UNIX_TIMESTAMP(d)', 'REGEXP_LIKE(b, \'x\')', 'a.b', 'a..b', 'ST_AsText(a)', 'ROUND(a)', 'ARRAY[1]', 'a[1]', 'b LIKE BINARY \'x\'', "'a' 'b'", "'a' \"b\"", 'NULL IS NULL', 'a IS DISTINCT FROM b', '(a)', '((a) + (b))', '(a', 'a)', 'a +', '* a', 'a b c d', '1 2', 'SELECT 1', 'INTERVAL 1', 'NOT', 'TRUE AND FALSE', 'a AND', 'OR a', 'IF(,,)'];

function* exprs() {
    for (const text of expressions)
        yield `SELECT ${text} FROM t`;
}

function* changes() {
    const values = ['VALUES (1, 2)', 'VALUE (1, 2)', 'VALUES ROW(1, 2)', 'VALUES (1, DEFAULT), (2, DEFAULT(a))', 'VALUES ()', 'VALUES (1, 2),', 'VALUES 1, 2', 'VALUES (1, 2) (3, 4)', 'SET id = 1, a = 2', 'SET id := 1', 'SET', 'SELECT 1, 2', '(SELECT 1, 2)', 'TABLE u', 'DEFAULT VALUES', ''];
    for (const [head, value] of product(['INSERT INTO u (id, a)', 'INSERT u', 'INSERT INTO u ()', 'REPLACE INTO u (id, a)', 'REPLACE u'], values))
        yield join([head, value]);
    for (const head of ['INSERT IGNORE INTO', 'INSERT LOW_PRIORITY INTO', 'INSERT HIGH_PRIORITY INTO', 'INSERT DELAYED INTO', 'INSERT LOW_PRIORITY IGNORE INTO', 'INSERT IGNORE LOW_PRIORITY INTO', 'INSERT OVERWRITE', 'INSERT OR IGNORE INTO', 'INSERT TABLE', 'REPLACE LOW_PRIORITY INTO', 'REPLACE DELAYED', 'REPLACE IGNORE INTO', 'REPLACE HIGH_PRIORITY INTO', 'UPSERT INTO', 'MERGE INTO', 'INSERT INTO TABLE'])
        yield `${head} u (id) VALUES (1)`;
    for (const tail of ['ON DUPLICATE KEY UPDATE a = 1', 'ON DUPLICATE KEY UPDATE a = VALUES(a), b = DEFAULT', 'AS new ON DUPLICATE KEY UPDATE a = new.a', 'AS new (x, y) ON DUPLICATE KEY UPDATE a = x', 'AS new', 'new ON DUPLICATE KEY UPDATE a = 1', 'ON DUPLICATE KEY UPDATE', 'ON DUPLICATE UPDATE a = 1', 'ON DUPLICATE KEY IGNORE', 'ON CONFLICT DO NOTHING', 'RETURNING id', 'RETURNING *', 'RETURNING id AS x, a + 1', 'ON DUPLICATE KEY UPDATE a = 1 RETURNING id', 'RETURNING id ON DUPLICATE KEY UPDATE a = 1', 'LIMIT 1', 'WHERE 1'])
        for (const head of ['INSERT INTO u (id, a) VALUES (1, 2)', 'INSERT INTO u SET id = 1', 'INSERT INTO u (id, a) SELECT 1, 2', 'REPLACE INTO u (id, a) VALUES (1, 2)'])
            yield `${head} ${tail}`;
    for (const text of ['INSERT INTO p PARTITION (p0) (id, k) VALUES (1, 1)', 'INSERT INTO p (id, k) PARTITION (p0) VALUES (1, 1)', 'INSERT INTO scratch.u (u.id) VALUES (1)', 'INSERT INTO u (id a) VALUES (1)', 'INSERT INTO u (id,) VALUES (1)', 'INSERT INTO u id VALUES (1)', 'INSERT INTO u (`id`) VALUES (1 + 1), (ABS(-5))', "INSERT INTO u (id, b) VALUES (1, 'it''s'), (2, 'a\\'b'), (3, \"x\")", 'INSERT u VALUES (1, 2, 3) ON DUPLICATE KEY UPDATE u.a = 1', 'INSERT INTO u SELECT * FROM t ON DUPLICATE KEY UPDATE a = t.a', 'INSERT INTO u (id) SELECT id FROM t FOR UPDATE', 'INSERT INTO u (id) (SELECT 9) UNION (SELECT 8)', 'INSERT INTO u (id) VALUES (1) UNION SELECT 2', 'INSERT INTO u AS x (id) VALUES (1)', 'INSERT INTO (id) VALUES (1)', 'INSERT INTO u VALUES', 'INSERT'])
        yield text;
    const updates = ['SET a = 1', 'SET a = 1, b = 2', 'SET a := 1', 'SET a = DEFAULT', 'SET (a, b) = (1, 2)', 'SET t.a = 1', 'SET scratch.t.a = 1', 'SET a', 'SET', 'SET a = 1,', 'a = 1'];
    for (const set of updates)
        yield `UPDATE t ${set}`;
    for (const tail of ['WHERE id = 1', 'WHERE id = 1 ORDER BY id LIMIT 1', 'ORDER BY id', 'LIMIT 1', 'LIMIT 1, 2', 'LIMIT 1 OFFSET 1', 'LIMIT 1 WHERE id = 1', 'ORDER BY id WHERE 1', 'WHERE', 'WHERE CURRENT OF c', 'FROM u', 'FROM u WHERE u.id = t.id', 'RETURNING id', 'WHERE id = 1 RETURNING id', 'WHERE id IN (SELECT id FROM u)', 'HAVING 1', 'GROUP BY id'])
        yield `UPDATE t SET a = 1 ${tail}`;
    for (const text of ['UPDATE IGNORE t SET a = 1', 'UPDATE LOW_PRIORITY t SET a = 1', 'UPDATE LOW_PRIORITY IGNORE t SET a = 1', 'UPDATE IGNORE LOW_PRIORITY t SET a = 1', 'UPDATE HIGH_PRIORITY t SET a = 1', 'UPDATE t AS x SET x.a = 1', 'UPDATE t x SET a = 1', 'UPDATE t, u SET t.a = u.a WHERE t.id = u.id', 'UPDATE t JOIN u ON t.id = u.id SET t.a = u.a', 'UPDATE t JOIN u USING (id) SET t.a = 1 LIMIT 1', 'UPDATE t, u SET t.a = 1 ORDER BY t.id', 'UPDATE (t, u) SET t.a = 1', 'UPDATE t LEFT JOIN u ON 1 SET t.a = 1', 'UPDATE p PARTITION (p0) SET k = 1', 'UPDATE t USE INDEX (ka) SET a = 1', 'UPDATE t SET a = 1, WHERE 1', 'UPDATE t, (SELECT 1 AS x) s SET a = s.x', 'UPDATE (SELECT 1) x SET a = 1', 'UPDATE TABLE t SET a = 1', 'UPDATE t SET a = a + 1 WHERE b = \'x\' AND c IN (1, 2)', 'UPDATE t SET a == 1', 'UPDATE t SET 1 = 1', "UPDATE t SET b->'$.x' = 1", 'UPDATE ONLY t SET a = 1', "UPDATE t FOR PORTION OF x FROM '2020-01-01' TO '2021-01-01' SET a = 1",
        'DELETE FROM t', 'DELETE t', 'DELETE * FROM t', 'DELETE FROM t WHERE id = 1', 'DELETE FROM t ORDER BY id LIMIT 1', 'DELETE FROM t LIMIT 1 ORDER BY id', 'DELETE FROM t LIMIT 1, 2', 'DELETE FROM t AS x WHERE x.id = 1', 'DELETE FROM t x WHERE x.id = 1', 'DELETE QUICK FROM t', 'DELETE IGNORE FROM t', 'DELETE LOW_PRIORITY QUICK IGNORE FROM t', 'DELETE IGNORE QUICK FROM t', 'DELETE t FROM t', 'DELETE t, u FROM t JOIN u ON t.id = u.id', 'DELETE t.*, u.* FROM t, u WHERE t.id = u.id', 'DELETE FROM t USING t JOIN u ON t.id = u.id', 'DELETE FROM t, u USING t, u WHERE t.id = u.id', 'DELETE FROM t, u', 'DELETE FROM x USING t AS x', 'DELETE t FROM t ORDER BY id', 'DELETE t FROM t LIMIT 1', 'DELETE FROM t USING t ORDER BY id', 'DELETE FROM p PARTITION (p0) WHERE id = 1', 'DELETE FROM t RETURNING id', 'DELETE FROM t WHERE id = 1 RETURNING *', 'DELETE t FROM t RETURNING id', 'DELETE FROM t WHERE', 'DELETE FROM', 'DELETE', 'DELETE FROM t JOIN u ON 1', 'DELETE t WHERE id = 1', 'DELETE FROM scratch.t WHERE id IN (SELECT id FROM u)', 'DELETE scratch.t FROM scratch.t', 'DELETE HISTORY FROM t', "DELETE FROM t FOR PORTION OF x FROM '2020-01-01' TO '2021-01-01'", 'DELETE FROM t GROUP BY id', 'DELETE FROM t USE INDEX (ka) WHERE a = 1', 'DELETE FROM t WHERE a = 1 ORDER BY id ASC, a DESC LIMIT 10',
        "LOAD DATA INFILE '/nope' INTO TABLE u", "LOAD DATA LOCAL INFILE '/nope' INTO TABLE u", "LOAD DATA LOW_PRIORITY LOCAL INFILE '/nope' REPLACE INTO TABLE u", "LOAD DATA CONCURRENT INFILE '/nope' IGNORE INTO TABLE u", "LOAD DATA INFILE '/nope' INTO TABLE u CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' ENCLOSED BY '\"' LINES TERMINATED BY '\\n' IGNORE 1 LINES (id, a, @x) SET b = @x", "LOAD DATA INFILE '/nope' INTO TABLE u COLUMNS TERMINATED BY ',' IGNORE 1 ROWS", "LOAD DATA INFILE '/nope' INTO TABLE p PARTITION (p0)", "LOAD DATA INFILE '/nope' INTO u", "LOAD DATA INFILE /nope INTO TABLE u", "LOAD XML INFILE '/nope' INTO TABLE u ROWS IDENTIFIED BY '<r>'", "LOAD DATA INFILE '/nope' INTO TABLE u LINES TERMINATED BY ';' FIELDS TERMINATED BY ','", "LOAD DATA INFILE '/nope' INTO TABLE u SET a = 1 (id)", 'DO 1', 'DO 1, SLEEP(0)', 'DO', 'DO a := 1', 'CALL f', 'CALL f()', 'CALL scratch.f(1, @x)', 'CALL f(', 'CALL', 'HANDLER t OPEN', 'HANDLER t OPEN AS x', 'HANDLER t READ FIRST', 'HANDLER t READ ka = (1) LIMIT 1', 'HANDLER t CLOSE', 'IMPORT TABLE FROM \'/nope/x.sdi\'', "IMPORT INTO u FROM '/nope.csv'", 'BATCH ON id LIMIT 10 DELETE FROM t'])
        yield text;
}

const generators = { types, attributes: attributePairs, defaults, generated, keys, 'foreign-keys': foreignKeys, checks, options, partitions, 'alter-specs': alterSpecs, 'alter-pairs': alterPairs, online, 'alter-partitions': alterPartitions, indexes, tables, queries, with: withQueries, windows, expressions: exprs, changes };
for (const [name, generator] of Object.entries(generators))
    area(name, generator());

const folder = process.argv[2];
for (const [name, statements] of areas)
    fs.writeFileSync(path.join(folder, `${name}.txt`), statements.map(text => text + '\n').join(''));
