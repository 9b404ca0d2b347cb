-- engine mysql@8.0.29
-- V3__audit_accounts.sql: what Flyway runs as one file, delimiters and all.
CREATE TABLE IF NOT EXISTS accounts (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    owner      VARCHAR(120)    NOT NULL,
    balance    DECIMAL(15, 2)  NOT NULL DEFAULT 0.00,
    created_at TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    CONSTRAINT uk_accounts_owner UNIQUE (owner)
) ENGINE = InnoDB
  DEFAULT CHARSET = utf8mb4;

CREATE TABLE account_audit (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    old_value  DECIMAL(15, 2) NULL,
    new_value  DECIMAL(15, 2) NULL,
    CONSTRAINT fk_audit_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

DELIMITER //
CREATE TRIGGER accounts_au
    AFTER UPDATE
    ON accounts
    FOR EACH ROW
BEGIN
    IF NOT (OLD.balance <=> NEW.balance) THEN
        INSERT INTO account_audit (account_id, old_value, new_value)
        VALUES (NEW.id, OLD.balance, NEW.balance); -- a semicolon; and another
    END IF;
END //

CREATE PROCEDURE deposit(IN which BIGINT UNSIGNED, IN amount DECIMAL(15, 2))
BEGIN
    DECLARE EXIT HANDLER FOR SQLEXCEPTION
    BEGIN
        ROLLBACK;
        RESIGNAL;
    END;
    START TRANSACTION;
    UPDATE accounts SET balance = balance + amount WHERE id = which;
    COMMIT;
END //
DELIMITER ;

ALTER TABLE account_audit
    ADD COLUMN at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    ADD INDEX idx_audit_account_at (account_id, at DESC);
