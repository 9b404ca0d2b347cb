// SPDX-License-Identifier: Apache-2.0
// node bench.mjs: what tidegate and its peers take for the corpora. make bench calls it, with
// these in the environment:
//
//   TIDEGATE    the binary
//   CORPORA     letters, as in "a,d"; default: all
//   RUNS        of each contender (default 7); a slow peer has as many as fit into BUDGET
//   LIMIT       seconds a run of a peer may last (default 300), and
//   BUDGET      seconds for all runs of one peer on one corpus (default 120)
//   RESULTS     the file to write the results to, besides the standard output
//   LINEAR      1: measures as well how the instructions grow with the corpora a and b
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { contenders, tidegateArguments, versions } from './contenders.mjs';
import { CORPORA, corpus } from './corpora/build.mjs';
import { instructions } from './count.mjs';
import { growth } from './growth.mjs';
import { median, resultsText } from './report.mjs';

const build = path.resolve('build/bench');
const number = (name, otherwise) => {
  const value = Number(process.env[name] || otherwise);
  if (!(value > 0)) throw new Error(`${name}=${process.env[name]} is not a number above 0`);
  return value;
};
const settings = {
  tidegate: path.resolve(process.env.TIDEGATE || 'build/tidegate'),
  letters: (process.env.CORPORA || Object.keys(CORPORA).join('')).replaceAll(/[ ,]/g, ''),
  runs: number('RUNS', 7), limit: number('LIMIT', 300), budget: number('BUDGET', 120),
  results: process.env.RESULTS, linear: process.env.LINEAR === '1',
  peers: path.join(build, 'peers'), pgParse: path.join(build, 'pg_parse'),
};

// Neither a repository around the corpora nor a CI's variables may reach anybody.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CI|GIT|GITHUB|GITLAB|npm|NODE)(_|$)/.test(name)));
Object.assign(env, { GIT_CEILING_DIRECTORIES: build, LC_ALL: 'C.UTF-8', NO_COLOR: '1' });

const progress = (text) => process.stderr.write(`bench: ${text}\n`);

function measure(row, folder, output) {
  const limit = String(Math.ceil(row.kind === 'peer' ? settings.limit : 3600));
  const args = [limit, output, ...row.command];
  const { status, stdout, stderr, error } = spawnSync(path.join(build, 'measure'), args, { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${row.name}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

// The first run counts for nothing but what it says and how long it took: it warms the
// caches, and its output goes to a file. The others' goes nowhere.
function introduce(row, folder, letter) {
  const output = path.join(build, `${letter}.${row.name.replaceAll(/[^a-z]+/g, '-')}.out`);
  const first = measure(row, folder, output);
  const stopped = first.signal === 9 && first.wall >= settings.limit;
  const fine = row.fine.includes(first.status);
  const affordable = Math.max(1, Math.floor(settings.budget / first.wall));
  const died = stopped ? `stopped after ${settings.limit} s` : `signal ${first.signal}`;
  return {
    ...row, fine, stopped, failure: first.signal ? died : `exit status ${first.status}`,
    says: stopped ? '' : row.says(fs.readFileSync(output, 'utf8')),
    runs: row.kind === 'peer' ? Math.min(settings.runs, affordable) : settings.runs,
    samples: stopped ? [first] : [],
  };
}

function takeTurns(rows, folder) {
  for (let run = 0; run < settings.runs; run++)
    for (const row of rows) if (!row.stopped && run < row.runs) row.samples.push(measure(row, folder, '/dev/null'));
}

async function corpusResult(letter) {
  progress(`corpus ${letter}: ${CORPORA[letter].what}`);
  const folder = await corpus(build, letter);
  const rows = contenders(letter, folder, settings).map((row) => {
    progress(`  ${row.name}`);
    return introduce(row, folder, letter);
  });
  takeTurns(rows, folder);
  progress('  instructions');
  const counted = instructions([settings.tidegate, ...tidegateArguments(letter)], folder, env);
  const medians = (samples) => Object.fromEntries(['wall', 'cpu', 'memory'].map((what) => [what, median(samples.map((one) => one[what]))]));
  const done = rows.map(({ samples, ...row }) => ({ ...row, runs: samples.length, ...medians(samples) }));
  return { letter, what: CORPORA[letter].what, rows: done, instructions: counted };
}

function machine() {
  const cpus = os.cpus();
  return `${cpus.length} × ${cpus[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release().split('-')[0]}, ` +
    `load ${os.loadavg()[0].toFixed(1)} at the start, ${new Date().toISOString().slice(0, 10)}`;
}

function command() {
  const given = ['CORPORA', 'RUNS', 'LIMIT', 'BUDGET', 'LINEAR', 'RESULTS'].filter((name) => process.env[name]);
  return ['make bench', ...given.map((name) => `${name}=${process.env[name]}`)].join(' ');
}

function own() {
  const { stdout } = spawnSync(settings.tidegate, ['--version'], { encoding: 'utf8' });
  const { stdout: commit } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return `${stdout.split('\n')[0]}${commit ? ` (${commit.trim()})` : ''}`;
}

const unknown = settings.letters.replaceAll(new RegExp(`[${Object.keys(CORPORA).join('')}]`, 'g'), '');
if (unknown) throw new Error(`CORPORA=${process.env.CORPORA}: there is no corpus ${unknown}`);
const header = { command: command(), machine: machine(), versions: [own(), ...versions(settings.peers)] };
const results = [];
for (const letter of settings.letters) results.push(await corpusResult(letter));
if (settings.linear) progress('growth of a and b');
// 8 × b has more statements than a file may have: beyond that limit it is read once more.
const grown = settings.linear ? await growth(settings.tidegate, build, { a: 1, b: 0.5 }) : [];
const text = resultsText({ ...header, results, grown });
process.stdout.write(`${text}\n`);
fs.writeFileSync(path.join(build, 'results.json'), `${JSON.stringify({ ...header, results, grown }, null, 1)}\n`);
if (settings.results) fs.writeFileSync(settings.results, text);
