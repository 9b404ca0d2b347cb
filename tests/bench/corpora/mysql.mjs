// SPDX-License-Identifier: Apache-2.0
// MySQL, as projects write it by hand: migrations of ten statements that build on each other.
import { attribute, random, sentence, tableName } from './random.mjs';

const TYPES = ['varchar(120)', 'int', 'bigint unsigned', 'decimal(12,2)', 'tinyint(1)', 'datetime(3)', 'json', 'text', 'date'];

function createTable(history) {
  const { rng, tables } = history;
  const parent = tables.length ? rng.pick(tables).name : null;
  const table = { name: tableName(tables.length), spare: [], indexes: [], made: 0 };
  tables.push(table);
  const lines = [
    '`id` bigint unsigned NOT NULL AUTO_INCREMENT', '`tenant_id` int unsigned NOT NULL', '`parent_id` bigint unsigned DEFAULT NULL',
    "`email` varchar(255) NOT NULL DEFAULT ''", "`status` enum('new','active','closed') NOT NULL DEFAULT 'new'",
    '`amount` decimal(12,2) NOT NULL DEFAULT 0.00', '`note` text', '`created_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP',
    '`updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP', 'PRIMARY KEY (`id`)',
    `UNIQUE KEY \`uq_${table.name}_email\` (\`tenant_id\`,\`email\`)`, 'KEY `ix_parent` (`parent_id`)',
    ...(parent ? [`CONSTRAINT \`fk_${table.name}_parent\` FOREIGN KEY (\`parent_id\`) ` +
      `REFERENCES \`${parent}\` (\`id\`) ON DELETE SET NULL`] : []),
  ];
  return `CREATE TABLE \`${table.name}\` (\n  ${lines.join(',\n  ')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='${sentence(rng, 5)}'`;
}

function tablesMigration(history) {
  const made = [createTable(history), createTable(history)];
  const table = history.tables.at(-1).name;
  const rows = Array.from({ length: 8 }, (_, i) => `INSERT INTO \`${table}\` (\`tenant_id\`, \`email\`, \`note\`) ` +
    `VALUES (${i + 1}, 'user${i}@example.org', 'it''s ${sentence(history.rng, 4)}')`);
  return [...made, ...rows];
}

function addColumn(history, table) {
  const column = { name: `${attribute(table.made++)}_value`, type: history.rng.pick(TYPES) };
  table.spare.push(column);
  return `ALTER TABLE \`${table.name}\` ADD COLUMN \`${column.name}\` ${column.type} DEFAULT NULL ` +
    `COMMENT '${sentence(history.rng, 4)}', ALGORITHM=INSTANT`;
}

function addIndex(history, table) {
  const name = `ix_${history.serial++}`;
  const indexable = table.spare.filter(({ type }) => type !== 'json' && type !== 'text');
  const column = indexable.length ? history.rng.pick(indexable) : { name: 'amount' };
  column.used = true;
  table.indexes.push(name);
  return `CREATE INDEX \`${name}\` ON \`${table.name}\` (\`${column.name}\`, \`created_at\`) ALGORITHM=INPLACE LOCK=NONE`;
}

const dropIndex = (history, table) => table.indexes.length
  ? `ALTER TABLE \`${table.name}\` DROP INDEX \`${table.indexes.shift()}\`, ALGORITHM=INPLACE, LOCK=NONE` : addIndex(history, table);

function columnsMigration(history) {
  const pick = () => history.rng.pick(history.tables);
  return [...Array.from({ length: 5 }, () => addColumn(history, pick())), ...Array.from({ length: 3 }, () => addIndex(history, pick())),
    ...Array.from({ length: 2 }, () => dropIndex(history, pick()))];
}

function rowsMigration(history) {
  return Array.from({ length: 10 }, (_, i) => {
    const table = history.rng.pick(history.tables).name;
    return i % 3 ? `UPDATE \`${table}\` SET \`amount\` = \`amount\` * 1.1, \`note\` = CONCAT(\`note\`, ' ${sentence(history.rng, 3)}')\n` +
      ` WHERE \`id\` BETWEEN ${i * 1000 + 1} AND ${(i + 1) * 1000} AND \`status\` = 'active'`
      : `DELETE FROM \`${table}\` WHERE \`status\` = 'closed' AND \`created_at\` < '2020-01-01' LIMIT 1000`;
  });
}

function objectsMigration(history) {
  const make = () => {
    const table = history.rng.pick(history.tables).name;
    return [
      `CREATE OR REPLACE VIEW \`${table}_open\` AS SELECT t.\`id\`, t.\`email\`, t.\`amount\` ` +
        `FROM \`${table}\` t WHERE t.\`status\` <> 'closed'`,
      `DROP TRIGGER IF EXISTS \`${table}_touch\``,
      `CREATE TRIGGER \`${table}_touch\` BEFORE UPDATE ON \`${table}\` FOR EACH ROW SET NEW.\`updated_at\` = NOW()`,
      `ALTER TABLE \`${table}\` COMMENT = '${sentence(history.rng, 6)}'`,
      `ALTER TABLE \`${table}\` ALTER COLUMN \`amount\` SET DEFAULT ${history.rng.below(9)}.50`,
    ];
  };
  return [...make(), ...make()];
}

// What a reviewer would stop.
function hastyMigration(history) {
  const table = history.rng.pick(history.tables);
  const free = table.spare.findIndex(({ used }) => !used);
  const dropped = free < 0 ? null : table.spare.splice(free, 1)[0];
  return [
    dropped ? `ALTER TABLE \`${table.name}\` DROP COLUMN \`${dropped.name}\`` : `UPDATE \`${table.name}\` SET \`note\` = NULL`,
    `ALTER TABLE \`${table.name}\` MODIFY COLUMN \`note\` mediumtext`,
    `ALTER TABLE \`${table.name}\` MODIFY COLUMN \`status\` enum('new','active','closed','gone') NOT NULL DEFAULT 'new'`,
    `ALTER TABLE \`${table.name}\` MODIFY COLUMN \`status\` enum('new','active','closed') NOT NULL DEFAULT 'new'`,
    ...Array.from({ length: 6 }, () => addColumn(history, table)),
  ];
}

const KINDS = [['columns', columnsMigration, 50], ['rows', rowsMigration, 25], ['objects', objectsMigration, 15], ['hasty', hastyMigration, 10]]
  .flatMap(([name, make, share]) => Array(share).fill({ name, make }));

export function mysqlMigrations({ files, tables }) {
  const history = { rng: random(11), tables: [], serial: 1 };
  return Array.from({ length: files }, (_, i) => {
    const due = Math.max(2, tables * Math.min(1, 0.5 + i / files));
    const kind = history.tables.length < due ? { name: 'tables', make: tablesMigration } : history.rng.pick(KINDS);
    const statements = kind.make(history);
    return { name: `V${String(i + 1).padStart(6, '0')}__${kind.name}.sql`,
      text: `-- ${sentence(history.rng, 9)}\n${statements.join(';\n')};\n` };
  });
}
