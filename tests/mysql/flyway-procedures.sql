-- engine mysql@8.0.29
-- Conditional DDL, and a body between delimiters.
SET @exists := (SELECT COUNT(*) FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name = 'age');
SET @sql := IF(@exists = 0, 'ALTER TABLE users ADD COLUMN age INT', 'SELECT 1');
PREPARE stmt FROM @sql;
EXECUTE stmt;
DEALLOCATE PREPARE stmt;

DROP PROCEDURE IF EXISTS fill_ages;

DELIMITER $$
CREATE PROCEDURE fill_ages(IN step INT)
BEGIN
  DECLARE done INT DEFAULT FALSE;
  DECLARE one INT;
  DECLARE c CURSOR FOR SELECT id FROM users WHERE age IS NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
  OPEN c;
  read_loop: LOOP
    FETCH c INTO one;
    IF done THEN
      LEAVE read_loop;
    END IF;
    UPDATE users SET age = CASE WHEN one > 5 THEN 1 ELSE 0 END WHERE id = one LIMIT 1;
  END LOOP;
  CLOSE c;
END$$

CREATE TRIGGER users_bu BEFORE UPDATE ON users FOR EACH ROW
BEGIN
  SET NEW.updated_at = NOW();
END$$
DELIMITER ;

CALL fill_ages(100);
DROP PROCEDURE fill_ages;
