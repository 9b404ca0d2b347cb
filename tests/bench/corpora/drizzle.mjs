// SPDX-License-Identifier: Apache-2.0
// A Drizzle project of PostgreSQL: SQL, journal and snapshots as drizzle-kit 0.31 writes them.
import { attribute, random, tableName } from './random.mjs';

const BREAK = '--> statement-breakpoint\n';
const FIRST_DAY = Date.UTC(2024, 0, 1);
const TYPES = ['text', 'integer', 'bigint', 'numeric(12, 2)', 'boolean', 'jsonb', 'uuid', 'varchar(80)'];
const HEROES = 'ant badger crane dingo eagle falcon gecko heron ibis jackal koala lemur marmot newt otter puma'.split(' ');
const MOODS = 'amber brave calm daring early fancy gentle happy icy jolly keen lively misty noble odd proud'.split(' ');

function newTable(project) {
  const name = tableName(project.tables.length);
  const parent = project.tables.length ? project.rng.pick(project.tables).name : null;
  const column = (columnName, type, more) => [columnName, { name: columnName, type, primaryKey: false, notNull: false, ...more }];
  const table = {
    name, schema: '',
    columns: Object.fromEntries([
      column('id', 'uuid', { primaryKey: true, notNull: true, default: 'gen_random_uuid()' }),
      column('name', 'text', { notNull: true }), column('state', 'state', { typeSchema: 'public', notNull: true, default: "'new'" }),
      ...(parent ? [column('parent_id', 'uuid')] : []), column('created_at', 'timestamp', { notNull: true, default: 'now()' }),
    ]),
    indexes: {}, foreignKeys: {}, compositePrimaryKeys: {},
    uniqueConstraints: { [`${name}_name_unique`]: { name: `${name}_name_unique`, nullsNotDistinct: false, columns: ['name'] } },
    policies: {}, checkConstraints: {}, isRLSEnabled: false,
  };
  if (parent) addKey(table, 'parent_id', parent);
  project.tables.push(table);
  project.made.set(name, { columns: 0, spare: [] });
  return table;
}

function addKey(table, column, target) {
  const name = `${table.name}_${column}_${target}_id_fk`;
  table.foreignKeys[name] = {
    name, tableFrom: table.name, tableTo: target, columnsFrom: [column], columnsTo: ['id'], onDelete: 'cascade', onUpdate: 'no action',
  };
  return table.foreignKeys[name];
}

const columnText = ({ name, type, typeSchema, primaryKey, notNull, default: value }) =>
  `"${name}" ${typeSchema ? `"${type}"` : type}${primaryKey ? ' PRIMARY KEY' : ''}` +
  `${value === undefined ? '' : ` DEFAULT ${value}`}${notNull ? ' NOT NULL' : ''}`;

const tableText = (table) => `CREATE TABLE "${table.name}" (\n\t${[
  ...Object.values(table.columns).map(columnText),
  ...Object.values(table.uniqueConstraints).map(({ name, columns }) => `CONSTRAINT "${name}" UNIQUE("${columns.join('","')}")`),
].join(',\n\t')}\n);\n`;

const keyText = ({ name, tableFrom, tableTo, columnsFrom, onDelete, onUpdate }) =>
  `ALTER TABLE "${tableFrom}" ADD CONSTRAINT "${name}" FOREIGN KEY ("${columnsFrom}") REFERENCES "public"."${tableTo}"("id") ` +
  `ON DELETE ${onDelete} ON UPDATE ${onUpdate};`;

function newTables(project, count) {
  const made = Array.from({ length: count }, () => newTable(project));
  const keys = made.flatMap((table) => Object.values(table.foreignKeys));
  return { changed: made, parts: [...made.map(tableText), ...keys.map(keyText)] };
}

function start(project, count) {
  const { changed, parts } = newTables(project, count);
  return { changed, parts: [`CREATE TYPE "public"."state" AS ENUM('new', 'active', 'closed');`, ...parts] };
}

function addColumn(project, table) {
  const made = project.made.get(table.name);
  const name = attribute(made.columns++);
  const column = { name, type: project.rng.pick(TYPES), primaryKey: false, notNull: false };
  if (column.type === 'boolean') Object.assign(column, { notNull: true, default: false });
  table.columns[name] = column;
  made.spare.push(name);
  return `ALTER TABLE "${table.name}" ADD COLUMN ${columnText(column)};`;
}

function dropColumn(project, table) {
  const name = project.made.get(table.name).spare.shift();
  delete table.columns[name];
  return `ALTER TABLE "${table.name}" DROP COLUMN "${name}";`;
}

function addIndex(project, table) {
  const column = project.rng.pick(['state', 'created_at']);
  const name = `${table.name}_${column}_idx${project.serial++}`;
  table.indexes[name] = {
    name, columns: [{ expression: column, isExpression: false, asc: true, nulls: 'last' }], isUnique: false,
    concurrently: false, method: 'btree', with: {},
  };
  return `CREATE INDEX "${name}" ON "${table.name}" USING btree ("${column}");`;
}

function dropIndex(project, table) {
  const [name] = Object.keys(table.indexes);
  delete table.indexes[name];
  return `DROP INDEX "${name}";`;
}

function changeDefault(project, table) {
  const value = project.rng.pick(["'new'", "'active'"].filter((one) => one !== table.columns.state.default));
  table.columns.state.default = value;
  return `ALTER TABLE "${table.name}" ALTER COLUMN "state" SET DEFAULT ${value};`;
}

// The number of columns and indexes of a table stays what it is: old ones go.
function change(project, table) {
  const { spare } = project.made.get(table.name);
  if (spare.length > 1) return dropColumn(project, table);
  if (Object.keys(table.indexes).length > 0) return dropIndex(project, table);
  const chance = project.rng.below(10);
  if (chance < 6) return addColumn(project, table);
  return chance < 8 ? addIndex(project, table) : changeDefault(project, table);
}

const indented = (value, depth) => JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(depth)}`);

// A table's text is kept until the table changes: the snapshots are a gigabyte.
function snapshotText(project, changed) {
  for (const table of changed)
    project.texts.set(table.name, `    "public.${table.name}": ${indented(table, 4)}`);
  const prevId = project.id;
  project.id = project.rng.uuid();
  const rest = {
    enums: { 'public.state': { name: 'state', schema: 'public', values: ['new', 'active', 'closed'] } },
    schemas: {}, sequences: {}, roles: {}, policies: {}, views: {}, _meta: { columns: {}, schemas: {}, tables: {} },
  };
  return `{\n  "id": "${project.id}",\n  "prevId": "${prevId}",\n  "version": "7",\n  "dialect": "postgresql",\n  "tables": {\n` +
    `${[...project.texts.values()].join(',\n')}\n  },\n${JSON.stringify(rest, null, 2).slice(2)}`;
}

function changes(project) {
  const changed = Array.from({ length: 1 + project.rng.below(2) }, () => project.rng.pick(project.tables));
  return { changed, parts: changed.map((table) => change(project, table)) };
}

// The last three are what the pull request brings: a table, a column and an index.
function statements(project, i, { files, tables }) {
  if (i === 0) return start(project, Math.ceil(tables / 10));
  const [one] = project.tables;
  if (i === files - 2) return { changed: [one], parts: [addColumn(project, one)] };
  if (i === files - 1) return { changed: [one], parts: [addIndex(project, one)] };
  const due = i === files - 3 ? tables : Math.min(tables - 1, Math.floor((tables * (0.1 + i / files))));
  return project.tables.length < due ? newTables(project, due - project.tables.length) : changes(project);
}

// Gives each migration in turn: { number, tag, sql, snapshot }.
export function* drizzleMigrations({ files, tables }) {
  const project = {
    rng: random(13), tables: [], texts: new Map(), made: new Map(), serial: 1, id: '00000000-0000-0000-0000-000000000000',
  };
  for (let i = 0; i < files; i++) {
    const { changed, parts } = statements(project, i, { files, tables });
    const sql = parts.map((part, at) => (at < parts.length - 1 ? `${part}${BREAK}` : part)).join('');
    const number = String(i).padStart(4, '0');
    const tag = `${number}_${project.rng.pick(MOODS)}_${project.rng.pick(HEROES)}`;
    yield { number, tag, sql, snapshot: snapshotText(project, changed) };
  }
}

export function drizzleJournal(tags) {
  const entries = tags.map((tag, idx) => ({ idx, version: '7', when: FIRST_DAY + idx * 3_600_000, tag, breakpoints: true }));
  return JSON.stringify({ version: '7', dialect: 'postgresql', entries }, null, 2);
}
