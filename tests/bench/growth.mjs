// SPDX-License-Identifier: Apache-2.0
// node growth.mjs TIDEGATE FOLDER [A B]: corpora a and b, A and B times their size (default
// 1), and three times doubled, made in FOLDER; how the instructions of a run grow with them.
// Exits 1 if they grow faster than the size to the power of LIMIT.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tidegateArguments } from './contenders.mjs';
import { corpus } from './corpora/build.mjs';
import { exponent, instructions } from './count.mjs';

export const LIMIT = 1.1;
const DOUBLINGS = 3;

// What a run takes that has next to nothing to judge, to be taken off.
export function emptyRun(tidegate, env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tidegate-growth-'));
  fs.mkdirSync(path.join(folder, 'migrations'));
  fs.writeFileSync(path.join(folder, 'migrations/0001_empty.sql'), 'SELECT 1;\n');
  const count = instructions([tidegate, ...tidegateArguments('a')], folder, env, 'cachegrind');
  fs.rmSync(folder, { recursive: true });
  return count;
}

// { letter, points: [scale, instructions]…, exponent } for a and for b; smallest: { a, b }.
export async function growth(tidegate, parent, smallest) {
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: path.resolve(parent) };
  const empty = emptyRun(tidegate, env);
  const results = [];
  for (const letter of Object.keys(smallest)) {
    const points = [];
    for (let i = 0; i <= DOUBLINGS; i++) {
      const scale = smallest[letter] * 2 ** i;
      const folder = await corpus(parent, letter, scale);
      points.push([scale, instructions([tidegate, ...tidegateArguments(letter)], folder, env, 'cachegrind') - empty]);
      if (scale !== 1) fs.rmSync(folder, { recursive: true });
    }
    results.push({ letter, points, exponent: exponent(points) });
  }
  return results;
}

export function growthText({ letter, points, exponent: fitted }) {
  const list = points.map(([scale, count]) => `${scale} × ${letter}: ${(count / 1e6).toFixed(0)} M`).join(', ');
  return `${letter}: exponent ${fitted.toFixed(3)} (limit ${LIMIT}); instructions of ${list}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tidegate, parent, a = '1', b = '1'] = process.argv.slice(2);
  const results = await growth(path.resolve(tidegate), parent, { a: Number(a), b: Number(b) });
  for (const result of results) console.log(growthText(result));
  process.exit(results.some((result) => !(result.exponent <= LIMIT)) ? 1 : 0);
}
