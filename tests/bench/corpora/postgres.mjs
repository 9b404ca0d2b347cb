// SPDX-License-Identifier: Apache-2.0
// PostgreSQL, as projects write it by hand: migrations of ten statements that build on each
// other, and the three single files.
import { attribute, random, sentence, tableName } from './random.mjs';

const TYPES = ['text', 'integer', 'bigint', 'numeric(12, 2)', 'boolean', 'timestamptz', 'jsonb', 'uuid', 'varchar(80)', 'date'];
const DEFAULTS = {
  text: "''", integer: '0', bigint: '0', 'numeric(12, 2)': '0', boolean: 'false', timestamptz: 'now()',
  jsonb: "'{}'::jsonb", 'varchar(80)': "''", date: 'CURRENT_DATE',
};
const LEADS = ['tenant_id', 'created_at', 'updated_at', 'total', 'state', 'external_id', 'id'];
const STATES = ["'new'", "'active'", "'closed'"];

function newTable(history) {
  const name = tableName(history.tables.length);
  const parent = history.tables.length ? history.rng.pick(history.tables).name : null;
  const table = { name, spare: [], indexes: [], unchecked: [], made: 0, enumLabels: 0 };
  history.tables.push(table);
  return { table, parent };
}

function createTable(history) {
  const { table, parent } = newTable(history);
  const lines = [
    'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    'tenant_id bigint NOT NULL',
    ...(parent ? [`parent_id bigint REFERENCES ${parent} (id) ON DELETE CASCADE`] : []),
    'external_id uuid NOT NULL DEFAULT gen_random_uuid()',
    'name text NOT NULL',
    "state text NOT NULL DEFAULT 'new'",
    'total numeric(12, 2) NOT NULL DEFAULT 0',
    "settings jsonb NOT NULL DEFAULT '{}'::jsonb",
    'created_at timestamptz NOT NULL DEFAULT now()',
    'updated_at timestamptz NOT NULL DEFAULT now()',
    `CONSTRAINT ${table.name}_external_key UNIQUE (tenant_id, external_id)`,
    `CONSTRAINT ${table.name}_state_check CHECK (state IN (${STATES.join(', ')}))`,
  ];
  return { table, parent, sql: `CREATE TABLE ${table.name} (\n    ${lines.join(',\n    ')}\n)` };
}

const inTransaction = (statements) => ['BEGIN', "SET LOCAL lock_timeout = '5s'", ...statements, 'COMMIT'];

function tablesMigration(history) {
  const statements = [];
  for (let i = 0; i < 2; i++) {
    const { table, parent, sql } = createTable(history);
    const by = parent ? 'parent_id' : 'tenant_id';
    statements.push(sql, `CREATE INDEX ${table.name}_${by}_idx ON ${table.name} (${by})`,
      `COMMENT ON TABLE ${table.name} IS '${sentence(history.rng, 6)}'`);
  }
  return inTransaction([...statements, `GRANT SELECT ON ${history.tables.at(-1).name} TO app_reader`]);
}

function newColumn(history, table) {
  const column = { name: attribute(table.made++), type: history.rng.pick(TYPES) };
  table.spare.push(column);
  return column;
}

function columnsMigration(history) {
  const [table, other] = [history.rng.pick(history.tables), history.rng.pick(history.tables)];
  const [first, second, third] = [newColumn(history, table), newColumn(history, table), newColumn(history, other)];
  const value = DEFAULTS[second.type] ? ` NOT NULL DEFAULT ${DEFAULTS[second.type]}` : '';
  const check = `${table.name}_${first.name}_check`;
  first.used = true;
  table.unchecked.push(check);
  return inTransaction([
    `ALTER TABLE ${table.name} ADD COLUMN ${first.name} ${first.type}`,
    `ALTER TABLE ${table.name} ADD COLUMN ${second.name} ${second.type}${value}`,
    `ALTER TABLE ${table.name} ADD CONSTRAINT ${check} CHECK (${first.name} IS NOT NULL OR created_at < '2024-01-01') NOT VALID`,
    `COMMENT ON COLUMN ${table.name}.${first.name} IS '${sentence(history.rng, 8)}'`,
    `ALTER TABLE ${other.name} ADD COLUMN IF NOT EXISTS ${third.name} ${third.type}`,
    `COMMENT ON COLUMN ${other.name}.${third.name} IS '${sentence(history.rng, 8)}'`,
    `GRANT SELECT (${first.name}, ${second.name}) ON ${table.name} TO app_reader`,
  ]);
}

function newIndex(history, concurrently) {
  const table = history.rng.pick(history.tables);
  const column = table.spare.length ? history.rng.pick(table.spare) : { name: 'name', type: 'text' };
  const name = `${table.name}_${column.name}_idx${history.serial++}`;
  column.used = true;
  table.indexes.push(name);
  const using = column.type === 'jsonb' ? `USING gin (${column.name})` : `(${column.name}, ${history.rng.pick(LEADS)})`;
  const where = history.rng.chance(0.3) ? " WHERE state <> 'closed'" : '';
  return `CREATE INDEX${concurrently ? ' CONCURRENTLY' : ''} ${name} ON ${table.name} ${using}${where}`;
}

function oldIndex(history, concurrently) {
  const table = history.rng.pick(history.tables);
  const name = table.indexes.shift();
  return name ? `DROP INDEX${concurrently ? ' CONCURRENTLY' : ''} ${name}` : newIndex(history, concurrently);
}

function indexesMigration(history) {
  const statements = ["SET lock_timeout = '5s'", "SET statement_timeout = '0'"];
  for (let i = 0; i < 5; i++)
    statements.push(i < 3 ? newIndex(history, true) : oldIndex(history, true));
  return [...statements, `ANALYZE ${history.rng.pick(history.tables).name}`, 'RESET statement_timeout', 'RESET lock_timeout'];
}

function keysMigration(history) {
  const statements = ["SET lock_timeout = '5s'"];
  for (let i = 0; i < 2; i++) {
    const [table, target] = [history.rng.pick(history.tables), history.rng.pick(history.tables)];
    const column = `${attribute(table.made++)}_id`;
    const key = `${table.name}_${column}_fkey`;
    statements.push(`ALTER TABLE ${table.name} ADD COLUMN ${column} bigint`,
      `CREATE INDEX CONCURRENTLY ${table.name}_${column}_idx ON ${table.name} (${column})`,
      `ALTER TABLE ${table.name} ADD CONSTRAINT ${key} FOREIGN KEY (${column}) REFERENCES ${target.name} (id) NOT VALID`,
      `ALTER TABLE ${table.name} VALIDATE CONSTRAINT ${key}`);
  }
  return [...statements, 'RESET lock_timeout'];
}

function backfillMigration(history) {
  const table = history.rng.pick(history.tables);
  const column = table.spare[0];
  const value = column && DEFAULTS[column.type] ? `${column.name} = ${DEFAULTS[column.type]}` : "name = trim(name)";
  const batches = Array.from({ length: 8 }, (_, i) =>
    `UPDATE ${table.name}\n   SET ${value}, updated_at = now()\n WHERE id BETWEEN ${i * 50000 + 1} AND ${(i + 1) * 50000}` +
    `\n   AND state = ${history.rng.pick(STATES)}`);
  const check = table.unchecked.shift();
  return ["SET lock_timeout = '5s'", ...batches.slice(check ? 1 : 0),
    ...(check ? [`ALTER TABLE ${table.name} VALIDATE CONSTRAINT ${check}`] : []), 'RESET lock_timeout'];
}

function viewsMigration(history) {
  const [table, other] = [history.rng.pick(history.tables), history.rng.pick(history.tables)];
  const id = history.serial++;
  return inTransaction([
    `CREATE OR REPLACE VIEW ${table.name}_open AS\nSELECT t.id, t.name, t.total, t.created_at\n` +
      `  FROM ${table.name} t\n WHERE t.state <> 'closed'`,
    `CREATE VIEW summary_${id} AS\nSELECT t.tenant_id, count(*) AS rows, sum(o.total) AS total\n  FROM ${table.name} t\n` +
      `  LEFT JOIN ${other.name} o ON o.tenant_id = t.tenant_id\n GROUP BY t.tenant_id`,
    `COMMENT ON VIEW summary_${id} IS '${sentence(history.rng, 5)}'`,
    `GRANT SELECT ON summary_${id} TO app_reader`,
    `CREATE OR REPLACE FUNCTION touch_${table.name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n` +
      `    IF NEW.total <> OLD.total THEN\n        NEW.updated_at := now();\n    END IF;\n    RETURN NEW;\nEND\n$$`,
    `DROP TRIGGER IF EXISTS touch_${table.name} ON ${table.name}`,
    `CREATE TRIGGER touch_${table.name} BEFORE UPDATE ON ${table.name} FOR EACH ROW EXECUTE FUNCTION touch_${table.name}()`,
  ]);
}

function typesMigration(history) {
  const table = history.rng.pick(history.tables);
  const [type, column] = [`kind_${history.serial}`, `kind_${history.serial++}`];
  return [
    "SET lock_timeout = '5s'",
    `CREATE TYPE ${type} AS ENUM ('standard', 'express', 'bulk')`,
    `COMMENT ON TYPE ${type} IS '${sentence(history.rng, 5)}'`,
    `ALTER TABLE ${table.name} ADD COLUMN ${column} ${type} NOT NULL DEFAULT 'standard'`,
    `COMMENT ON COLUMN ${table.name}.${column} IS '${sentence(history.rng, 7)}'`,
    `ALTER TYPE ${type} ADD VALUE IF NOT EXISTS 'pickup' AFTER 'express'`,
    `CREATE INDEX CONCURRENTLY ${table.name}_${column}_idx ON ${table.name} (${column})`,
    `INSERT INTO ${table.name} (tenant_id, name, state, total) VALUES (1, '${sentence(history.rng, 3)}', 'new', 10.50)`,
    `DELETE FROM ${table.name} WHERE tenant_id = 1 AND state = 'closed' AND created_at < now() - interval '1 year'`,
    'RESET lock_timeout',
  ];
}

// What a reviewer would stop: the share of files that have something to say about.
function hastyMigration(history) {
  const table = history.rng.pick(history.tables);
  const gone = table.spare.findIndex((column) => !column.used);
  const dropped = gone < 0 ? null : table.spare.splice(gone, 1)[0];
  const added = newColumn(history, table);
  const key = `${table.name}_hasty_${history.serial++}`;
  return [
    newIndex(history, false),
    oldIndex(history, false),
    dropped ? `ALTER TABLE ${table.name} DROP COLUMN ${dropped.name}` : `UPDATE ${table.name} SET updated_at = now()`,
    `ALTER TABLE ${table.name} ADD COLUMN ${added.name} ${added.type}`,
    `ALTER TABLE ${table.name} ADD CONSTRAINT ${key} CHECK (total >= 0)`,
    `ALTER TABLE ${table.name} ALTER COLUMN updated_at TYPE timestamptz(3)`,
    `ALTER TABLE ${table.name} ALTER COLUMN updated_at TYPE timestamptz`,
    `ALTER TABLE ${table.name} ALTER COLUMN settings DROP NOT NULL`,
    `ALTER TABLE ${table.name} ALTER COLUMN settings SET NOT NULL`,
    `COMMENT ON COLUMN ${table.name}.${added.name} IS NULL`,
  ];
}

const KINDS = [
  ['columns', columnsMigration, 30], ['indexes', indexesMigration, 20], ['keys', keysMigration, 12],
  ['backfill', backfillMigration, 14], ['views', viewsMigration, 8], ['types', typesMigration, 6],
  ['hasty', hastyMigration, 10],
].flatMap(([name, make, share]) => Array(share).fill({ name, make }));

const heading = (rng) => `-- ${sentence(rng, 9)}\n-- ${sentence(rng, 12)}\n`;

// Half of the tables are there at the start, the others come along the way.
export function postgresMigrations({ files, tables }) {
  const history = { rng: random(8), tables: [], serial: 1 };
  return Array.from({ length: files }, (_, i) => {
    const due = tables * Math.min(1, 0.5 + i / files);
    const early = history.tables.length < tables * 0.5;
    const kind = early || (history.tables.length < due && history.tables.length < tables)
      ? { name: 'tables', make: tablesMigration } : history.rng.pick(KINDS);
    const statements = kind.make(history);
    if (statements.length !== 10) throw new Error(`${kind.name}: ${statements.length} statements`);
    return { name: `${String(i + 1).padStart(6, '0')}_${kind.name}.sql`,
      text: `${heading(history.rng)}${statements.join(';\n')};\n` };
  });
}

// As pg_dump writes a schema: tables, then keys, indexes and comments of each.
function dumpedTable(history) {
  const { table, parent } = newTable(history);
  const columns = Array.from({ length: 5 + history.rng.below(6) }, (_, i) => ({ name: attribute(i), type: history.rng.pick(TYPES) }));
  const lines = ['id bigint NOT NULL', 'tenant_id bigint NOT NULL', 'parent_id bigint', ...columns.map(({ name, type }) =>
    `${name} ${type}${DEFAULTS[type] && history.rng.chance(0.5) ? ` DEFAULT ${DEFAULTS[type]} NOT NULL` : ''}`)];
  const [first, second] = columns;
  const gin = first.type === 'jsonb' ? `USING gin (${first.name})` : `USING btree (tenant_id, ${first.name})`;
  return [
    `CREATE TABLE public.${table.name} (\n    ${lines.join(',\n    ')}\n)`,
    `ALTER TABLE public.${table.name} ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (\n    SEQUENCE NAME public.${table.name}_id_seq\n` +
      '    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1\n)',
    `ALTER TABLE ONLY public.${table.name}\n    ADD CONSTRAINT ${table.name}_pkey PRIMARY KEY (id)`,
    `COMMENT ON TABLE public.${table.name} IS '${sentence(history.rng, 7)}'`,
    `COMMENT ON COLUMN public.${table.name}.${second.name} IS '${sentence(history.rng, 9)}'`,
    `CREATE INDEX ${table.name}_${first.name}_idx ON public.${table.name} ${gin}`,
    `CREATE INDEX ${table.name}_parent_idx ON public.${table.name} USING btree (parent_id)`,
    ...(parent ? [`ALTER TABLE ONLY public.${table.name}\n    ADD CONSTRAINT ${table.name}_parent_fkey FOREIGN KEY (parent_id) ` +
      `REFERENCES public.${parent}(id) ON DELETE CASCADE`] : []),
    ...(history.rng.chance(0.15) ? [`CREATE VIEW public.${table.name}_view AS\n SELECT t.id,\n    t.tenant_id,\n    t.${first.name}\n` +
      `   FROM public.${table.name} t\n  WHERE (t.parent_id IS NOT NULL)`] : []),
  ];
}

export function postgresSchema(bytes) {
  const history = { rng: random(9), tables: [] };
  const parts = [];
  for (let written = 0; written < bytes;) {
    const text = `${dumpedTable(history).join(';\n\n')};\n\n`;
    parts.push(text);
    written += text.length;
  }
  return parts.join('');
}

export function postgresRows(bytes) {
  const rng = random(10);
  const parts = [`${createTable({ rng, tables: [] }).sql};\n`];
  const name = tableName(0);
  for (let written = parts[0].length, id = 1; written < bytes;) {
    const rows = Array.from({ length: 1 + rng.below(100) }, () =>
      `    (${rng.below(1000)}, '${rng.uuid()}', '${sentence(rng, 3)}', ${rng.pick(STATES)}, ${rng.below(100000)}.${id++ % 90 + 10}, ` +
      `'{"note": "${sentence(rng, 4)}; it''s"}'::jsonb, '2024-0${1 + rng.below(9)}-1${rng.below(10)} 08:00:00+00')`);
    parts.push(`INSERT INTO ${name} (tenant_id, external_id, name, state, total, settings, created_at) VALUES\n${rows.join(',\n')};\n`);
    written += parts.at(-1).length;
  }
  return parts.join('');
}

export const postgresSmall = `-- Teams, and their members.
CREATE TABLE teams (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE members (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL REFERENCES teams (id),
    email text NOT NULL UNIQUE
);
CREATE INDEX members_team_id_idx ON members (team_id);
ALTER TABLE teams ADD COLUMN plan text NOT NULL DEFAULT 'free';
CREATE INDEX invoices_due_idx ON invoices (due_at);
ALTER TABLE invoices DROP COLUMN fax;
`;
