// SPDX-License-Identifier: Apache-2.0
// generate_more.mjs DIR: writes further areas of the corpus, as generate.mjs does: bodies of
// programs, prefixes of CREATE, values of partitions, names that are functions, counts of
// arguments, window functions, INTO.
import fs from 'node:fs';
import path from 'node:path';

const areas = {};

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

function put(area, statement) {
    (areas[area] ??= []).push(statement);
}

// bodies
const stmts=['SELECT 1','SELECT a FROM t','SELECT a INTO x FROM t','SET x = 1','SET @x = 1, x = 2','SET x := x + 1','INSERT INTO u (id) VALUES (x)','UPDATE t SET a = x WHERE b = x','DELETE FROM t WHERE a = x','IF x THEN SET x = 2; END IF','CASE x WHEN 1 THEN SET x = 2; ELSE SET x = 3; END CASE','CASE WHEN x THEN SET x = 2; END CASE','LOOP SET x = 1; END LOOP','l: LOOP LEAVE l; END LOOP l','l: LOOP ITERATE l; END LOOP','WHILE x < 3 DO SET x = x + 1; END WHILE','l: WHILE x DO LEAVE l; END WHILE l','REPEAT SET x = 1; UNTIL x END REPEAT','BEGIN END','b: BEGIN END b','BEGIN DECLARE y INT; SET y = x; END','CALL p1()','CALL p1(x, @y)','DO x','DO SLEEP(0), 1','PREPARE s FROM @x','EXECUTE s','EXECUTE s USING @x','DEALLOCATE PREPARE s','SIGNAL SQLSTATE "45000"','SIGNAL SQLSTATE VALUE "45000" SET MESSAGE_TEXT = "x"','SIGNAL SQLSTATE "45000" SET MESSAGE_TEXT = x, MYSQL_ERRNO = 1','RESIGNAL','RESIGNAL SET MESSAGE_TEXT = "x"','GET DIAGNOSTICS x = NUMBER','GET DIAGNOSTICS CONDITION 1 x = MESSAGE_TEXT','GET DIAGNOSTICS CONDITION 1 x = MESSAGE_TEXT, @y = RETURNED_SQLSTATE','GET DIAGNOSTICS CONDITION 1 x = NONSENSE','GET DIAGNOSTICS x','SIGNAL','SIGNAL SQLSTATE "45000" SET NONSENSE = 1','START TRANSACTION','COMMIT','ROLLBACK','COMMIT AND CHAIN','SAVEPOINT s','LOCK TABLES t READ','CREATE TABLE n (a INT)','CREATE TEMPORARY TABLE n (a INT)','ALTER TABLE t ADD x INT','DROP TABLE IF EXISTS n','CREATE INDEX i ON t (a)','TRUNCATE t','RENAME TABLE t TO n','GRANT SELECT ON t TO x@localhost','FLUSH PRIVILEGES','ANALYZE TABLE t','SELECT a FROM t LIMIT x','SELECT a FROM t LIMIT x, x','SELECT a FROM t FOR UPDATE','SELECT a, b INTO x, @y FROM t LIMIT 1','SELECT (SELECT a FROM t LIMIT 1) INTO x','WITH c AS (SELECT 1) SELECT * FROM c','(SELECT 1)','TABLE u','VALUES ROW(1)','RETURN 1','FETCH c INTO x','OPEN c','CLOSE c','SET NAMES utf8mb4','SET SESSION sql_mode = ""','SET GLOBAL max_connections = 5','USE scratch','banana','SELECT','IF x SET x = 1; END IF','IF x THEN END IF','IF x THEN SET x = 1 END IF','WHILE x SET x = 1; END WHILE','CASE x END CASE','CASE x WHEN 1 THEN SET x = 1; END','LOOP END LOOP','REPEAT SET x = 1; UNTIL x; END REPEAT','LEAVE','ITERATE','x = 1','SET x','SET = 1','DECLARE y INT','ELSE','END','SELECT 1,','SELECT a FROM t WHERE','INSERT INTO u VALUES (1','EXECUTE IMMEDIATE "SELECT 1"','SHOW TABLES','EXPLAIN SELECT 1','CREATE VIEW w AS SELECT 1','DROP PROCEDURE IF EXISTS f9','CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1','SELECT ?','SELECT :x','DELIMITER ;','SELECT 1 AS begin','SELECT begin FROM t','UPDATE t SET a = 1 WHERE CURRENT OF c','INSERT INTO u (id) SELECT x ON DUPLICATE KEY UPDATE a = x'];
for (const s of stmts)
    put('bodies',`CREATE PROCEDURE f(x INT) BEGIN ${s}; END`);
for (const s of stmts.slice(0,22))
    put('bodies',`CREATE PROCEDURE f(x INT) ${s}`);
const decl=['x INT','x, y INT','x INT DEFAULT 1','x INT DEFAULT (SELECT 1)','x INT NOT NULL','x VARCHAR(20) CHARACTER SET utf8mb4','x INT UNSIGNED DEFAULT NULL','x ENUM("a","b")','x','INT','x INT DEFAULT','x INT := 1','c CONDITION FOR SQLSTATE "23000"','c CONDITION FOR SQLSTATE VALUE "23000"','c CONDITION FOR 1051','c CONDITION FOR x','c CONDITION','c CURSOR FOR SELECT 1','c CURSOR FOR SELECT a FROM t FOR UPDATE','c CURSOR FOR WITH q AS (SELECT 1) SELECT * FROM q','c CURSOR FOR (SELECT 1)','c CURSOR FOR UPDATE t SET a = 1','c CURSOR','c CURSOR FOR s','c SCROLL CURSOR FOR SELECT 1','CONTINUE HANDLER FOR NOT FOUND SET @x = 1','EXIT HANDLER FOR SQLEXCEPTION BEGIN END','EXIT HANDLER FOR SQLEXCEPTION, SQLWARNING ROLLBACK','CONTINUE HANDLER FOR SQLSTATE "23000" BEGIN SET @x = 1; END','CONTINUE HANDLER FOR 1051, 1146 SET @x = 1','CONTINUE HANDLER FOR SET @x = 1','CONTINUE HANDLER FOR NOT FOUND','CONTINUE HANDLER NOT FOUND SET @x = 1','UNDO HANDLER FOR NOT FOUND SET @x = 1','HANDLER FOR NOT FOUND SET @x = 1','CONTINUE HANDLER FOR FOUND SET @x = 1','EXIT HANDLER FOR SQLEXCEPTION IF 1 THEN SET @x = 1; END IF','EXIT HANDLER FOR SQLEXCEPTION RESIGNAL','x TYPE OF t.a','x ROW (a INT, b INT)','x ROW TYPE OF t','x SERIAL','x t.a%TYPE'];
for (const d of decl)
    put('bodies',`CREATE PROCEDURE f() BEGIN DECLARE ${d}; END`);
for (const [timing,event,body] of product(['BEFORE','AFTER'],['INSERT','UPDATE','DELETE'],['SET @x = 1','BEGIN SET @x = 1; END','SET NEW.a = 1','SELECT a INTO @x FROM u LIMIT 1','IF OLD.a > 1 THEN SET @x = 1; END IF','INSERT INTO u (id) VALUES (1) ON DUPLICATE KEY UPDATE a = 1']))
    put('bodies',`CREATE TRIGGER g ${timing} ${event} ON t FOR EACH ROW ${body}`);
for (const b of ['RETURN 1','RETURN (SELECT 1)','RETURN x + 1','RETURN','BEGIN RETURN 1; END','BEGIN DECLARE y INT DEFAULT x; RETURN y; END','IF x THEN RETURN 1; ELSE RETURN 2; END IF','SELECT 1','BEGIN END','CASE WHEN x THEN RETURN 1; ELSE RETURN 2; END CASE','l: BEGIN RETURN 1; END l','RETURN IF(x, 1, 2)','RETURN CASE x WHEN 1 THEN 2 END','SET @x = 1'])
    put('bodies',`CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC ${b}`);
for (const b of ['SET @x = 1','BEGIN SET @x = 1; END','SELECT 1','CALL p1()','DELETE FROM t WHERE a < 1','BEGIN','SET @x = 1;','INSERT INTO u VALUES (1, 2, 3']) for(const s of ['EVERY 1 DAY','AT NOW() + INTERVAL 1 DAY',"EVERY '1:30' HOUR_MINUTE STARTS NOW() ENDS NOW() + INTERVAL 2 DAY"])
    put('bodies',`CREATE EVENT e ON SCHEDULE ${s} DO ${b}`);
// prefixes
for (const [a,b,rest] of product(['OR REPLACE','DEFINER=root@localhost','ALGORITHM=MERGE','SQL SECURITY INVOKER','TEMPORARY','AGGREGATE','UNIQUE','ONLINE',''],['OR REPLACE','DEFINER=root@localhost','ALGORITHM=MERGE','SQL SECURITY INVOKER','TEMPORARY','AGGREGATE','UNIQUE',''],['VIEW w AS SELECT 1','TABLE n (a INT)','INDEX n ON t (a)','PROCEDURE f() SELECT 1','FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1','TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @x = 1','EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1','DATABASE scratch2'])) if(a!==b&&a)
    put('prefixes',`CREATE ${a} ${b?b+' ':''}${rest}`);
// partition values
for (const [by,v] of product(['RANGE (a)','LIST (a)','RANGE COLUMNS (a)','RANGE COLUMNS (a, d)','LIST COLUMNS (a)','LIST COLUMNS (a, d)'],['VALUES LESS THAN (1)','VALUES LESS THAN (1, 2)','VALUES LESS THAN (1, 2, 3)','VALUES LESS THAN MAXVALUE','VALUES LESS THAN (MAXVALUE)','VALUES LESS THAN (MAXVALUE, MAXVALUE)','VALUES LESS THAN (1, MAXVALUE)','VALUES LESS THAN (NULL)','VALUES LESS THAN (1 + 1)','VALUES LESS THAN ((1))','VALUES LESS THAN ()','VALUES IN (1)','VALUES IN (1, 2)','VALUES IN ((1, 2))','VALUES IN ((1, 2), (3, 4))','VALUES IN ((1), (2))','VALUES IN ((1, 2), 3)','VALUES IN (NULL)','VALUES IN (DEFAULT)','VALUES IN ()','DEFAULT','','VALUES IN (1 + 1)','VALUES IN (MAXVALUE)']))
    put('partition-values',`CREATE TABLE n (a INT, d INT) PARTITION BY ${by} (PARTITION p0 ${v})`.replace(' )',')'));
// names that are functions
for (const n of ['count','COUNT','now','sum','max','min','curdate','sysdate','substr','trim','cast','position','extract','adddate','session_user','std','group_concat','json_arrayagg','st_collect','if','left','date','user','password','value','values','count2']) for(const t of ['CREATE TABLE %(a INT)','CREATE TABLE % (a INT)','CREATE TABLE `%`(a INT)','CREATE TABLE scratch.%(a INT)','SELECT %(1)','SELECT % (1)'])
    put('function-names',t.replace('%',n));
// counts of arguments
for (const f of ['IF','LEFT','RIGHT','REPEAT','REPLACE','INSERT','TRUNCATE','DATABASE','USER','ASCII','DATE','DAY','HOUR','MINUTE','MONTH','SECOND','YEAR','QUARTER','MICROSECOND','TIME','TIMESTAMP','WEEK','CHARSET','COLLATION','REVERSE','ROW_COUNT','CURDATE','FORMAT','COALESCE','NOW','CURTIME','UTC_DATE','MOD','GREATEST','CONCAT','IFNULL','SUBSTRING','LOCATE','LAST_INSERT_ID','UUID','RAND']) for(const a of ['','1','1, 2','1, 2, 3','1, 2, 3, 4','a','1 x'])
    put('arguments',`SELECT ${f}(${a}) FROM t`);
// windows
for (const [f,o] of product(['LEAD(a)','LEAD(a, 1)','LEAD(a, 1, 0)','LEAD(a, -1)','LAG(a, b)','NTILE(4)','NTILE(-1)','NTILE()','NTH_VALUE(a, 1)','NTH_VALUE(a)','NTH_VALUE(a, b)','FIRST_VALUE(a)','FIRST_VALUE(a, 1)','LAST_VALUE(a)','ROW_NUMBER()','ROW_NUMBER(1)','MEDIAN(a)','PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)','SUM(DISTINCT a)','COUNT(*)'],['','OVER ()','OVER (ORDER BY b)','OVER (PARTITION BY b)','OVER (PARTITION BY b ORDER BY a)','OVER (ORDER BY b ROWS 1 PRECEDING)']))
    put('window-functions',`SELECT ${f} ${o} FROM t`.replace('  ',' '));
for (const fr of ['ROWS','RANGE','GROUPS']) for(const b of ['CURRENT ROW','UNBOUNDED PRECEDING','UNBOUNDED FOLLOWING','1 PRECEDING','1 FOLLOWING','-1 PRECEDING','a PRECEDING','1 + 1 PRECEDING','1.5 PRECEDING','INTERVAL 1 DAY PRECEDING','BETWEEN 1 PRECEDING AND 1 FOLLOWING','BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING','BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW','CURRENT ROW EXCLUDE NO OTHERS','CURRENT ROW EXCLUDE TIES',"'1' PRECEDING"])
    put('window-functions',`SELECT SUM(a) OVER (ORDER BY a ${fr} ${b}) FROM t`);
// into
for (const q of ['SELECT 1 INTO @x','(SELECT 1 INTO @x)','SELECT 1 INTO @x UNION SELECT 2','SELECT 1 UNION SELECT 2 INTO @x','(SELECT 1) INTO @x','(SELECT 1) UNION (SELECT 2 INTO @x)','SELECT (SELECT 1 INTO @x)','SELECT 1 WHERE EXISTS (SELECT 1 INTO @x)','SELECT * FROM (SELECT 1 INTO @x) s','INSERT INTO u (id) SELECT 1 INTO @x','CREATE TABLE n AS SELECT 1 AS a INTO @x','CREATE VIEW w AS SELECT 1 INTO @x','DO (SELECT 1 INTO @x)','SET @y = (SELECT 1 INTO @x)','WITH c AS (SELECT 1 INTO @x) SELECT * FROM c',"SELECT 1 INTO OUTFILE '/nope/x'",'SELECT a INTO @x FROM t','SELECT a INTO @x, @y FROM t','SELECT a FROM t INTO @x','SELECT a FROM t INTO @x FOR UPDATE','SELECT a FROM t FOR UPDATE INTO @x','SELECT a FROM t LIMIT 1 INTO @x','SELECT a INTO @x FROM t INTO @y','SELECT a INTO x FROM t'])
    put('into',q);

for (const [name, statements] of Object.entries(areas))
    fs.writeFileSync(path.join(process.argv[2], `${name}.txt`), [...new Set(statements)].map(text => text + '\n').join(''));
