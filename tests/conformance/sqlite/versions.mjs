// SPDX-License-Identifier: Apache-2.0
// Prints the versions of what is measured, and of the SQLite inside of it, as the first
// line of truth.json.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const require = createRequire(`${process.cwd()}/package.json`);
const SQL = 'SELECT sqlite_version() AS v';
const packages = JSON.parse(readFileSync('package.json', 'utf8')).dependencies;
const client = require('@libsql/client').createClient({ url: ':memory:' });
const bun = `import { Database } from 'bun:sqlite';
console.log(new Database(':memory:').query('${SQL}').get().v)`;
const sqlite = {
  'better-sqlite3': new (require('better-sqlite3'))(':memory:').prepare(SQL).get().v,
  '@libsql/client': (await client.execute(SQL)).rows[0].v,
  bun: execFileSync('node_modules/.bin/bun', ['-e', bun], { encoding: 'utf8' }).trim(),
};
console.log(JSON.stringify({ packages, sqlite }));
