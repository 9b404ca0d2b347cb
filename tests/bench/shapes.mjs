// SPDX-License-Identifier: Apache-2.0
// node shapes.mjs TIDEGATE FOLDER [SIZE]: how the instructions of a run grow with a file of
// SIZE statements of one kind (default 1,000), twice doubled, made in FOLDER. Each is on a
// table of its own, which is in use. Exits 1 if they grow faster than growth.mjs allows.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tidegateArguments } from './contenders.mjs';
import { exponent, instructions } from './count.mjs';
import { LIMIT, emptyRun } from './growth.mjs';

const DOUBLINGS = 2;

// The i-th of n statements.
const SHAPES = {
  VALIDATE: (i) => `ALTER TABLE t${i} VALIDATE CONSTRAINT c${i};`,
  UPDATE: (i) => `UPDATE t${i} SET other = 1;`,
  'DROP CASCADE': (i) => `DROP TABLE t${i} CASCADE;`,
  'DROP COLUMN, ADD COLUMN': (i) => `ALTER TABLE t${i} DROP COLUMN other, ADD COLUMN another bigint;`,
  'DROP CONSTRAINT': (i) => `ALTER TABLE t${i} DROP CONSTRAINT c${i};`,
  'RENAME COLUMN': (i) => `ALTER TABLE t${i} RENAME COLUMN other TO another;`,
  'SET SCHEMA': (i) => `ALTER TABLE t${i} SET SCHEMA elsewhere;`,
  'FOREIGN KEY': (i, n) => `ALTER TABLE t${i} ADD CONSTRAINT f${i} FOREIGN KEY (other) REFERENCES t${(i * 7919) % n} (id);`,
};

const table = (i) => `CREATE TABLE t${i} (id bigint PRIMARY KEY, other bigint, CONSTRAINT c${i} CHECK (other > 0) NOT VALID);`;

function write(folder, statement, count) {
  const all = (line) => Array.from({ length: count }, (_, i) => `${line(i, count)}\n`).join('');
  fs.mkdirSync(path.join(folder, 'migrations'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'migrations/0001_tables.sql'), all(table));
  fs.writeFileSync(path.join(folder, 'migrations/0002_change.sql'), `BEGIN;\n${all(statement)}COMMIT;\n`);
}

function count(tidegate, parent, statement, size) {
  const folder = path.join(parent, 'shape');
  write(folder, statement, size);
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: path.resolve(parent) };
  const counted = instructions([tidegate, ...tidegateArguments('a')], folder, env, 'cachegrind');
  fs.rmSync(folder, { recursive: true });
  return counted - emptyRun(tidegate, env);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tidegate, parent, size = '1000'] = process.argv.slice(2);
  for (const [name, statement] of Object.entries(SHAPES)) {
    const sizes = Array.from({ length: DOUBLINGS + 1 }, (_, i) => Number(size) * 2 ** i);
    const points = sizes.map((one) => [one, count(path.resolve(tidegate), parent, statement, one)]);
    const fitted = exponent(points);
    console.log(`${name}: exponent ${fitted.toFixed(3)} (limit ${LIMIT})`);
    if (!(fitted <= LIMIT)) process.exitCode = 1;
  }
}
