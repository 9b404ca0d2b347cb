// SPDX-License-Identifier: Apache-2.0
// SQLite: tables, columns, indexes, views, triggers, and tables that are built anew.
import { attribute, random, sentence, tableName } from './random.mjs';

const TYPES = ['TEXT', 'INTEGER', 'REAL', 'BLOB', 'NUMERIC'];

const columnsOf = (table) => ['id', 'parent_id', 'name', 'state', 'created_at', ...table.spare.map(({ name }) => name)];

function definition(table, name) {
  return `CREATE TABLE "${name}" (\n  "id" INTEGER PRIMARY KEY NOT NULL,\n  "parent_id" INTEGER` +
    (table.parent ? ` REFERENCES "${table.parent}" ("id") ON DELETE SET NULL` : '') +
    `,\n  "name" TEXT NOT NULL,\n  "state" TEXT NOT NULL DEFAULT 'new' CHECK ("state" IN ('new', 'active', 'closed')),\n` +
    `  "created_at" INTEGER NOT NULL DEFAULT (unixepoch())` +
    `${table.spare.map(({ name: column, type }) => `,\n  "${column}" ${type}`).join('')}\n)`;
}

function createTable(history) {
  const table = { name: tableName(history.tables.length), spare: [], indexes: [], made: 0,
    parent: history.tables.length ? history.rng.pick(history.tables).name : null };
  history.tables.push(table);
  return [definition(table, table.name), ...createIndex(history, table, 'parent_id'),
    `INSERT INTO "${table.name}" ("name", "state") ` +
      `VALUES ('${sentence(history.rng, 3)}', 'new'), ('it''s ${sentence(history.rng, 2)}', 'active')`];
}

function createIndex(history, table, column) {
  const index = { name: `${table.name}_${column}_${history.serial++}`, column };
  table.indexes.push(index);
  return [indexText(table, index)];
}

const indexText = (table, { name, column }) => `CREATE INDEX "${name}" ON "${table.name}" ("${column}", "created_at")`;

function addColumns(history) {
  return Array.from({ length: 3 }, () => {
    const table = history.rng.pick(history.tables);
    const column = { name: attribute(table.made++), type: history.rng.pick(TYPES) };
    table.spare.push(column);
    return `ALTER TABLE "${table.name}" ADD COLUMN "${column.name}" ${column.type}`;
  });
}

function indexes(history) {
  const [table, other] = [history.rng.pick(history.tables), history.rng.pick(history.tables)];
  const gone = other.indexes.length > 1 ? [`DROP INDEX "${other.indexes.pop().name}"`] : [];
  return [...createIndex(history, table, history.rng.pick(columnsOf(table).slice(2, -1))), ...gone];
}

function views(history) {
  const { name } = history.rng.pick(history.tables);
  return [
    `DROP VIEW IF EXISTS "${name}_open"`,
    `CREATE VIEW "${name}_open" AS SELECT "id", "name", "created_at" FROM "${name}" WHERE "state" <> 'closed'`,
    `DROP TRIGGER IF EXISTS "${name}_close"`,
    `CREATE TRIGGER "${name}_close" AFTER UPDATE OF "name" ON "${name}" BEGIN\n` +
      `  UPDATE "${name}" SET "state" = 'active' WHERE "id" = NEW."id";\nEND`,
  ];
}

// SQLite's own twelve steps for a change that ALTER TABLE does not know. The view and the
// trigger go first: the last step would fail on the one, and lose the other.
function rebuild(history) {
  const table = history.rng.pick(history.tables);
  const columns = columnsOf(table).map((name) => `"${name}"`).join(', ');
  return [
    'PRAGMA foreign_keys=OFF', `DROP VIEW IF EXISTS "${table.name}_open"`, `DROP TRIGGER IF EXISTS "${table.name}_close"`,
    definition(table, `__new_${table.name}`),
    `INSERT INTO "__new_${table.name}" (${columns}) SELECT ${columns} FROM "${table.name}"`,
    `DROP TABLE "${table.name}"`, `ALTER TABLE "__new_${table.name}" RENAME TO "${table.name}"`,
    ...table.indexes.map((index) => indexText(table, index)), 'PRAGMA foreign_key_check', 'PRAGMA foreign_keys=ON',
  ];
}

function rows(history) {
  return Array.from({ length: 4 }, (_, i) =>
    `UPDATE "${history.rng.pick(history.tables).name}" SET "name" = trim("name") WHERE "id" BETWEEN ${i * 500} AND ${i * 500 + 499}`);
}

function drop(history) {
  const table = history.rng.pick(history.tables.filter(({ spare }) => spare.length)) ?? history.tables[0];
  const indexed = new Set(table.indexes.map(({ column }) => column));
  const gone = table.spare.find(({ name }) => !indexed.has(name));
  table.spare = table.spare.filter((column) => column !== gone);
  return gone ? [`ALTER TABLE "${table.name}" DROP COLUMN "${gone.name}"`] : addColumns(history);
}

const KINDS = [
  ['columns', addColumns, 40], ['indexes', indexes, 15], ['views', views, 10], ['rebuild', rebuild, 15], ['rows', rows, 12], ['drop', drop, 8],
].flatMap(([name, make, share]) => Array(share).fill({ name, make }));

export function sqliteMigrations({ files, tables }) {
  const history = { rng: random(12), tables: [], serial: 1 };
  return Array.from({ length: files }, (_, i) => {
    const due = Math.max(1, tables * Math.min(1, 0.3 + i / files));
    const kind = history.tables.length < due ? { name: 'table', make: createTable } : history.rng.pick(KINDS);
    const statements = kind.make(history);
    return { name: `${String(i + 1).padStart(4, '0')}_${kind.name}.sql`, text: `-- ${sentence(history.rng, 7)}\n${statements.join(';\n')};\n` };
  });
}
