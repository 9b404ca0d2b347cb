// SPDX-License-Identifier: Apache-2.0
// Gives each case of cases.sql to a runner, and prints what became of it, one JSON object
// a line: on a database with rows; where that is refused on one whose rows hold no NULL,
// and then on an empty one. `rows` are fates after it was accepted, `left` what a refusal
// left behind all the same.
//   node measure.mjs CASES RUNNER   in a folder whose node_modules has package.json's
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

const require = createRequire(join(process.cwd(), 'package.json'));
const BREAKPOINT = '--> statement-breakpoint';
const OWN = /^(__drizzle_migrations|d1_migrations|_prisma_migrations|_cf_.*|sqlite_.*)$/;

// ---- cases ----

function readCases(text) {
  const schemas = {};
  const cases = [];
  for (const part of text.split(/^== /m).slice(1)) {
    const end = part.indexOf('\n');
    const [kind, name, , on] = part.slice(0, end).split(' ');
    const body = part.slice(end + 1);
    if (kind === 'schema') {
      const [history, rest] = body.split('-- full\n');
      const [full, sparse] = rest.split('-- sparse\n');
      schemas[name] = { history, full, sparse };
    } else {
      const files = body.trim().split(/\n-- next file\n/);
      cases.push({ name, schema: schemas[on], files });
    }
  }
  return cases;
}

const FILLS = {
  filled: (schema) => schema.full + schema.sparse,
  full: (schema) => schema.full,
  empty: () => '',
};

// ---- projects as the tools want them ----

function writeDrizzle(dir, files) {
  mkdirSync(join(dir, 'meta'), { recursive: true });
  const entries = files.map((text, idx) => {
    const tag = `000${idx}_change`;
    writeFileSync(join(dir, `${tag}.sql`), text);
    return { idx, version: '6', when: 1700000000000 + idx, tag, breakpoints: true };
  });
  writeFileSync(join(dir, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'sqlite', entries }));
}

function writeFolders(dir, files) {
  files.forEach((text, idx) => {
    const folder = join(dir, `2024010100000${idx}_change`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'migration.sql'), text);
    writeFileSync(join(folder, 'snapshot.json'), '{}');
  });
}

// ---- databases: exec(text) of several statements, all(query), close() ----

function betterSqlite(file) {
  const db = new (require('better-sqlite3'))(file);
  return {
    db,
    exec: (text) => db.exec(text),
    all: (query) => db.prepare(query).all(),
    close: () => db.close(),
  };
}

function libsqlClient(file) {
  const db = require('@libsql/client').createClient({ url: `file:${file}` });
  return {
    db,
    exec: (text) => db.executeMultiple(text),
    all: async (query) => {
      const answer = await db.execute(query);
      return answer.rows.map((row) =>
        Object.fromEntries(answer.columns.map((name) => [name, row[name]])));
    },
    close: () => db.close(),
  };
}

async function bunSqlite(file) {
  const { Database } = await import('bun:sqlite');
  const db = new Database(file);
  return {
    db,
    exec: (text) => db.exec(text),
    all: (query) => db.query(query).all(),
    close: () => db.close(),
  };
}

const splitQuery = () => require('wrangler').unstable_splitSqlQuery;

// Databases of one local server, each taken once.
const MANY = 400;
let flare;
let taken = 0;
async function localD1() {
  const { Miniflare } = require('miniflare');
  const names = Array.from({ length: MANY }, (_, i) => [`DB${i}`, `d1-${i}`]);
  flare ??= new Miniflare({ modules: true, script: '', d1Databases: Object.fromEntries(names) });
  const db = await flare.getD1Database(`DB${taken++}`);
  return {
    db,
    exec: async (text) => {
      const queries = splitQuery()(text);
      if (queries.some((query) => query.trim()))
        await db.batch(queries.map((query) => db.prepare(query)));
    },
    all: async (query) => (await db.prepare(query).all()).results,
    close: () => {},
  };
}

// A Durable Object that runs what it is sent, and Drizzle's migrator in it.
const OBJECT = (drizzle) => `
import { DurableObject } from 'cloudflare:workers';
import { drizzle } from '${drizzle}/durable-sqlite';
import { migrate } from '${drizzle}/durable-sqlite/migrator';
const told = (error) => { while (error.cause) error = error.cause; return error.message; };
export class Box extends DurableObject {
  async fetch(request) {
    const { exec, all, config } = await request.json();
    const sql = this.ctx.storage.sql;
    try {
      if (exec) sql.exec(exec);
      if (config) await migrate(drizzle(this.ctx.storage), config);
      return Response.json({ rows: all ? sql.exec(all).toArray() : [] });
    } catch (error) {
      return Response.json({ error: told(error) });
    }
  }
}
export default {
  fetch: (request, env) => env.BOX.get(env.BOX.idFromName(request.url)).fetch(request),
};
`;

function bundle(drizzle) {
  return require('esbuild').buildSync({
    stdin: { contents: OBJECT(drizzle), resolveDir: process.cwd() },
    bundle: true, write: false, format: 'esm', external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
  }).outputFiles[0].text;
}

const durable = (drizzle) => async () => {
  const { Miniflare } = require('miniflare');
  flare ??= new Miniflare({
    modules: true, script: bundle(drizzle), compatibilityDate: '2025-01-01',
    durableObjects: { BOX: { className: 'Box', useSQLite: true } },
  });
  const box = `http://box/${taken++}`;
  const ask = async (body) => {
    const sent = await flare.dispatchFetch(box, { method: 'POST', body: JSON.stringify(body) });
    const text = await sent.text();
    if (!text.startsWith('{')) throw new Error(text.split('\n')[0].replace(/^Error: /, ''));
    const answer = JSON.parse(text);
    if (answer.error) throw new Error(answer.error);
    return answer.rows;
  };
  return {
    ask,
    exec: (text) => text.trim() ? ask({ exec: text }) : [],
    all: (query) => ask({ all: query }),
    close: () => {},
  };
};

// ---- runners: open a database, run the files on it ----

const drizzleOn = (drizzle, driver, open) => {
  const v1 = drizzle !== 'drizzle-orm';
  return {
    open,
    run: async (database, dir, files) => {
      const { drizzle: wrap } = require(`${drizzle}/${driver}`);
      const { migrate } = require(`${drizzle}/${driver}/migrator`);
      (v1 ? writeFolders : writeDrizzle)(dir, files);
      const db = v1 && driver !== 'd1' ? wrap({ client: database.db }) : wrap(database.db);
      await migrate(db, { migrationsFolder: dir });
    },
  };
};

// As `drizzle-kit migrate` has it with the driver d1-http: a request for each piece.
const d1Http = {
  open: localD1,
  run: async (database, dir, files) => {
    const { drizzle } = require('drizzle-orm/sqlite-proxy');
    const { migrate } = require('drizzle-orm/sqlite-proxy/migrator');
    const ask = async (query, params) => {
      const answer = await database.db.prepare(query).bind(...params).raw();
      return { rows: answer };
    };
    writeDrizzle(dir, files);
    await migrate(drizzle(ask), async (queries) => {
      for (const query of queries)
        await ask(query, []);
    }, { migrationsFolder: dir });
  },
};

const objects = (drizzle) => ({
  open: durable(drizzle),
  run: (database, dir, files) => {
    const migrations = {};
    const entries = files.map((text, idx) => {
      migrations[drizzle === 'drizzle-orm' ? `m000${idx}` : `2024010100000${idx}_change`] = text;
      return { idx, when: 1700000000000 + idx, tag: `000${idx}_change`, breakpoints: true };
    });
    return database.ask({ config: { journal: { entries }, migrations } });
  },
});

// As `wrangler d1 migrations apply` has it: a batch for each file, with its own record.
const wranglerD1 = {
  open: localD1,
  run: async (database, dir, files) => {
    await database.exec('CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, ' +
      'name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);');
    for (const [idx, text] of files.entries())
      await database.exec(`${text}\n  INSERT INTO d1_migrations (name) values ('${idx}');\n`);
  },
};

const PRISMA_TABLE = 'CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, ' +
  '"checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, ' +
  '"logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT ' +
  'current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);';

// The engines are those inside of its package: none is to be fetched.
const PRISMA_ENV = {
  PRISMA_QUERY_ENGINE_LIBRARY: '/bin/true', PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
  PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', NO_COLOR: '1',
};

function writePrisma(dir, files) {
  writeFolders(join(dir, 'prisma/migrations'), files);
  writeFileSync(join(dir, 'prisma/migrations/migration_lock.toml'), 'provider = "sqlite"\n');
  writeFileSync(join(dir, 'prisma/schema.prisma'),
    'datasource db {\n  provider = "sqlite"\n  url = "file:./db"\n}\n');
  writeFileSync(join(dir, 'prisma.config.ts'),
    `import { PrismaBetterSQLite3 } from '${process.cwd()}/node_modules/@prisma/adapter-better-sqlite3';\n` +
    'export default { schema: "prisma/schema.prisma", engine: "js", experimental: { adapter: true },\n' +
    `  adapter: async () => new PrismaBetterSQLite3({ url: 'file:${dir}/db' }) };\n`);
}

const prisma = {
  open: (file) => {
    const database = betterSqlite(file);
    database.exec(PRISMA_TABLE);
    return database;
  },
  run: (database, dir, files, file) => {
    writePrisma(dir, files);
    const link = join(dir, 'db');
    require('node:fs').symlinkSync(file, link);
    const ran = spawnSync(process.execPath,
      [join(process.cwd(), 'node_modules/prisma/build/index.js'), 'migrate', 'deploy'],
      { cwd: dir, encoding: 'utf8', env: { ...process.env, ...PRISMA_ENV } });
    const said = ran.stdout + ran.stderr;
    if (process.env.LOUD) console.error(said);
    if (ran.status === 0) return;
    const found = /Database error:\s*([^\n]+)/.exec(said) ?? /Error: ([^\n]*)/.exec(said);
    throw new Error((found ? found[1] : said).trim());
  },
};

const plain = {
  open: betterSqlite,
  run: (database, dir, files) => files.forEach((text) => database.exec(text)),
};

const RUNNERS = {
  drizzle: drizzleOn('drizzle-orm', 'better-sqlite3', betterSqlite),
  'drizzle-libsql': drizzleOn('drizzle-orm', 'libsql', libsqlClient),
  'drizzle-bun': drizzleOn('drizzle-orm', 'bun-sqlite', bunSqlite),
  'drizzle-d1': drizzleOn('drizzle-orm', 'd1', localD1),
  'drizzle-d1-http': d1Http,
  'drizzle-durable': objects('drizzle-orm'),
  'drizzle-v1': drizzleOn('drizzle-orm-v1', 'better-sqlite3', betterSqlite),
  'drizzle-v1-libsql': drizzleOn('drizzle-orm-v1', 'libsql', libsqlClient),
  'drizzle-v1-bun': drizzleOn('drizzle-orm-v1', 'bun-sqlite', bunSqlite),
  'drizzle-v1-d1': drizzleOn('drizzle-orm-v1', 'd1', localD1),
  'drizzle-v1-durable': objects('drizzle-orm-v1'),
  d1: wranglerD1,
  prisma,
  plain,
};

// ---- what became of the rows ----

async function readRows(database) {
  const tables = {};
  const names = await database.all(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  for (const { name } of names)
    if (!OWN.test(name)) {
      const rows = await database.all(`SELECT * FROM "${name}" ORDER BY id`);
      tables[name] = new Map(rows.map((row) => [Number(row.id), row]));
    }
  return tables;
}

function compareTable(before, after) {
  const fate = { of: before.size };
  const changes = {};
  for (const [id, row] of before) {
    const now = after.get(id);
    if (!now) fate.deleted = (fate.deleted ?? 0) + 1;
    for (const column of now ? Object.keys(row) : [])
      if (column in now && now[column] !== row[column]) {
        const kind = now[column] === null ? 'nulled' : 'changed';
        changes[kind] = { ...changes[kind], [column]: (changes[kind]?.[column] ?? 0) + 1 };
      }
  }
  return Object.keys(changes).length > 0 || fate.deleted ? { ...fate, ...changes } : null;
}

// Tables that are gone, or have another name, are the text's own wish.
function compareRows(before, after) {
  const fates = {};
  for (const [name, rows] of Object.entries(before)) {
    const fate = name in after ? compareTable(rows, after[name]) : null;
    if (fate) fates[name] = fate;
  }
  return fates;
}

function told(error) {
  while (error.cause instanceof Error) error = error.cause;
  return String(error.message ?? error)
    .replace(/^((SQLITE|LIBSQL|D1)_\w+: )+/, '')
    .replace(/(: SQLITE_\w+( \(extended: \w+\))?)+$/, '')
    .replace(/ at offset \d+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

async function measure(runner, one, fill) {
  const dir = mkdtempSync(join(tmpdir(), 'runner-'));
  const file = join(dir, 'data.db');
  const database = await runner.open(file);
  let refused;
  try {
    await database.exec(one.schema.history);
    const rows = FILLS[fill](one.schema);
    if (rows) await database.exec(rows);
    const before = await readRows(database);
    try {
      await runner.run(database, join(dir, 'project'), one.files, file);
    } catch (error) {
      refused = told(error);
    }
    const fates = compareRows(before, await readRows(database));
    return { refused, fates };
  } finally {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

// What is accepted with all rows is accepted with fewer.
async function measureCase(name, one) {
  const row = { case: one.name, runner: name };
  for (const fill of ['filled', 'full', 'empty']) {
    const { refused, fates } = await measure(RUNNERS[name], one, fill);
    if (!refused) return fill === 'empty' ? row : { ...row, rows: fates };
    row.refused ??= {};
    row.refused[fill] = refused;
    if (Object.keys(fates).length > 0) row.left = fates;
  }
  return row;
}

const [, , casesFile, name, only] = process.argv;
for (const one of readCases(readFileSync(casesFile, 'utf8')))
  if (!only || one.name === only)
    console.log(JSON.stringify(await measureCase(name, one)));
await flare?.dispose();
process.exit(0);
