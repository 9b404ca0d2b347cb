// SPDX-License-Identifier: Apache-2.0
// node build.mjs FOLDER [LETTERS]: the corpora that make bench measures, each in a folder of
// its own: a, b, c, d, f and g as migrations/, e as drizzle/ in a git repository. One that is
// there and was made by this very generator is left alone.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzleJournal, drizzleMigrations } from './drizzle.mjs';
import { mysqlMigrations } from './mysql.mjs';
import { postgresMigrations, postgresRows, postgresSchema, postgresSmall } from './postgres.mjs';
import { sqliteMigrations } from './sqlite.mjs';

const CHANGE_SET = 3; // migrations that corpus e adds to its base
const one = (name, text) => [{ name, text }];

export const CORPORA = {
  a: { what: '2,000 PostgreSQL migrations of 10 statements, 300 tables', engine: 'postgres@16',
    make: (folder, scale = 1) => write(folder, postgresMigrations({ files: 2000 * scale, tables: 300 * scale })) },
  b: { what: 'one PostgreSQL schema file, 10 MB', engine: 'postgres@16',
    make: (folder, scale = 1) => write(folder, one('0001_schema.sql', postgresSchema(1e7 * scale))) },
  c: { what: 'one file of PostgreSQL rows, 5 MB', engine: 'postgres@16',
    make: (folder) => write(folder, one('0001_rows.sql', postgresRows(5e6))) },
  d: { what: 'one small PostgreSQL file', engine: 'postgres@16',
    make: (folder) => write(folder, one('0001_teams.sql', postgresSmall)) },
  e: { what: '5,000 Drizzle migrations with snapshots of up to 200 tables in git, a change set of three', engine: 'postgres@16',
    make: (folder) => writeDrizzle(folder, { files: 5000, tables: 200 }) },
  f: { what: '2,000 MySQL migrations of 10 statements, 300 tables', engine: 'mysql@8.0',
    make: (folder) => write(folder, mysqlMigrations({ files: 2000, tables: 300 })) },
  g: { what: '500 SQLite migrations, 100 tables', engine: 'sqlite@3.45',
    make: (folder) => write(folder, sqliteMigrations({ files: 500, tables: 100 })) },
};

function write(folder, files) {
  const migrations = path.join(folder, 'migrations');
  fs.mkdirSync(migrations, { recursive: true });
  for (const { name, text } of files) fs.writeFileSync(path.join(migrations, name), text);
}

// ---- corpus e ----

const GIT_ENV = {
  ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Author', GIT_AUTHOR_EMAIL: 'author@example.org', GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Author', GIT_COMMITTER_EMAIL: 'author@example.org', GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z',
};

function git(folder, ...args) {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, env: GIT_ENV, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

async function writeDrizzle(folder, size) {
  const tags = [];
  fs.mkdirSync(path.join(folder, 'drizzle/meta'), { recursive: true });
  for (const { number, tag, sql, snapshot } of drizzleMigrations(size)) {
    tags.push(tag);
    fs.writeFileSync(path.join(folder, `drizzle/${tag}.sql`), sql);
    fs.writeFileSync(path.join(folder, `drizzle/meta/${number}_snapshot.json`), snapshot);
  }
  fs.writeFileSync(path.join(folder, 'drizzle/meta/_journal.json'), drizzleJournal(tags));
  git(folder, 'init', '-q', '-b', 'main', '.');
  await importCommits(folder, tags);
  git(folder, 'symbolic-ref', 'HEAD', 'refs/heads/feature');
  git(folder, 'reset', '-q');
}

// As a clone has them, in one pack, in which the newest snapshot is whole and each older one
// a difference: fast-import makes a blob a difference from the one that came before it.
async function importCommits(folder, tags) {
  const importer = spawn('git', ['fast-import', '--quiet', '--depth=50'], { cwd: folder, env: GIT_ENV, stdio: ['pipe', 'inherit', 'inherit'] });
  const send = async (bytes) => importer.stdin.write(bytes) || once(importer.stdin, 'drain');
  const data = (text) => Buffer.concat([Buffer.from(`data ${Buffer.byteLength(text)}\n`), Buffer.from(text), Buffer.from('\n')]);
  for (let i = tags.length - 1; i >= 0; i--) {
    await send(`blob\nmark :${2 * i + 1}\n`);
    await send(data(fs.readFileSync(path.join(folder, snapshotPath(tags[i])))));
  }
  for (let i = tags.length - 1; i >= 0; i--) {
    await send(`blob\nmark :${2 * i + 2}\n`);
    await send(data(fs.readFileSync(path.join(folder, `drizzle/${tags[i]}.sql`))));
  }
  const merged = tags.length - CHANGE_SET;
  await commit(send, data, 'main', tags, [0, merged]);
  await commit(send, data, 'feature', tags, [merged, tags.length]);
  importer.stdin.end();
  const [status] = await once(importer, 'close');
  if (status !== 0) throw new Error(`git fast-import: exit status ${status}`);
}

const snapshotPath = (tag) => `drizzle/meta/${tag.slice(0, 4)}_snapshot.json`;

async function commit(send, data, branch, tags, [first, end]) {
  await send(`commit refs/heads/${branch}\ncommitter Author <author@example.org> 1735689600 +0000\n`);
  await send(data(`Migrations ${first} to ${end - 1}\n`));
  if (first) await send('from refs/heads/main\n');
  for (let i = first; i < end; i++)
    await send(`M 100644 :${2 * i + 1} ${snapshotPath(tags[i])}\nM 100644 :${2 * i + 2} drizzle/${tags[i]}.sql\n`);
  await send('M 100644 inline drizzle/meta/_journal.json\n');
  await send(data(drizzleJournal(tags.slice(0, end))));
}

// ---- all ----

function generatorVersion() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const hash = createHash('sha256');
  for (const name of fs.readdirSync(here).filter((one) => one.endsWith('.mjs')).sort())
    hash.update(fs.readFileSync(path.join(here, name)));
  return hash.digest('hex');
}

// The folder of that corpus, made if it is not there; a scale of 2 makes twice as much.
export async function corpus(parent, letter, scale = 1) {
  const name = scale === 1 ? letter : `${letter}-x${scale}`;
  const [folder, stamp] = [path.resolve(parent, name), path.resolve(parent, `.${name}.stamp`)];
  const version = generatorVersion();
  if (fs.existsSync(folder) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === version) return folder;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  await CORPORA[letter].make(folder, scale);
  fs.writeFileSync(stamp, version);
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [parent, letters = Object.keys(CORPORA).join('')] = process.argv.slice(2);
  for (const letter of letters.replaceAll(',', '')) console.log(await corpus(parent, letter));
}
