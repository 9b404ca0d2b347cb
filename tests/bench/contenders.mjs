// SPDX-License-Identifier: Apache-2.0
// Who runs on which corpus, and what their output says.
import fs from 'node:fs';
import path from 'node:path';
import { CORPORA } from './corpora/build.mjs';

const CHANGED = 3; // migrations of corpus e that are not merged

const migrations = (folder) => fs.readdirSync(path.join(folder, 'migrations')).sort().map((name) => `migrations/${name}`);
const drizzleFiles = (folder) => fs.readdirSync(path.join(folder, 'drizzle')).filter((name) => name.endsWith('.sql')).sort()
  .map((name) => `drizzle/${name}`);

export function tidegateArguments(letter) {
  return letter === 'e' ? ['check'] : ['check', '--base', 'none', '--layout', 'plain', '--engine', CORPORA[letter].engine];
}

const packageVersion = (peers, name) =>
  JSON.parse(fs.readFileSync(path.join(peers, 'node_modules', name, 'package.json'), 'utf8')).version;

// The binary of squawk's platform package: its own launcher is a script that starts it.
export function squawkBinary(peers) {
  const scope = path.join(peers, 'node_modules/@squawk-cli');
  const found = fs.readdirSync(scope).map((name) => path.join(scope, name, 'bin/squawk')).filter((file) => fs.existsSync(file));
  if (found.length !== 1) throw new Error(`${scope}: ${found.length} binaries of squawk, not one`);
  return found[0];
}

// ---- what an output says: for the remarks of the tables ----

const plain = (text) => text.replaceAll(/\u001b\][^\\]*\\|\u001b\[[0-9;]*m/g, '');
const count = (text, pattern) => text.match(pattern)?.length ?? 0;
const lastLine = (text) => plain(text).trim().split('\n').at(-1).slice(0, 160);

function tidegateSays(text) {
  const refused = count(text, /\[(statement-refused|syntax-error|opaque-statement|unreadable-file)\]/g);
  return `${lastLine(text)}${refused ? `; ${refused} statements not judged` : ''}`;
}

function squawkSays(text) {
  const shown = plain(text);
  const bad = count(shown, /syntax-error/g);
  const total = shown.match(/Found (\d+) issues?/)?.[1] ?? count(shown, /^\S+:\d+:\d+: (warning|error):/gm);
  return bad ? `refuses the input: ${bad} syntax errors` : `${total} findings`;
}

function pgfenceSays(text) {
  const shown = plain(text);
  const seen = shown.match(/Analyzed: (\d+) statements\s*\|\s*Unanalyzable: (\d+)/);
  const bad = count(shown, /(parse|syntax) error/gi);
  if (!seen || bad) return `refuses the input: ${lastLine(text)}`;
  return `${seen[1]} statements${seen[2] === '0' ? '' : `, ${seen[2]} of them not understood`}`;
}

// ---- the rows ----

function postgresParser(context, files) {
  return ['raw', 'protobuf'].map((way) => ({
    name: `libpg_query, ${way === 'raw' ? 'parse alone' : 'parse to protobuf'}`, kind: 'parser', way,
    command: [context.pgParse, way, ...files], fine: [0], says: () => '',
  }));
}

function linters(context, files, what = '') {
  const squawk = squawkBinary(context.peers);
  const pgfence = [process.execPath, path.join(context.peers, 'node_modules/@flvmnt/pgfence/dist/index.js')];
  return [
    { name: `squawk${what}`, command: [squawk, ...files], says: squawkSays },
    { name: `squawk --reporter gcc${what}`, command: [squawk, '--reporter', 'gcc', ...files], says: squawkSays },
    { name: `pgfence${what}`, command: [...pgfence, 'analyze', ...files], says: pgfenceSays },
  ].map((row) => ({ ...row, kind: 'peer', fine: [0, 1] }));
}

// Everyone that runs on the corpus, ours first. fine: the exit statuses of a run that judged.
export function contenders(letter, folder, context) {
  const command = [context.tidegate, ...tidegateArguments(letter)];
  const ours = { name: 'tidegate', kind: 'ours', command, fine: [0, 1], says: tidegateSays };
  if (letter === 'e') {
    const files = drizzleFiles(folder);
    const kit = [process.execPath, path.join(context.peers, 'node_modules/drizzle-kit/bin.cjs'), 'check'];
    return [ours,
      { name: 'drizzle-kit check', kind: 'peer', command: [...kit, '--dialect', 'postgresql', '--out', 'drizzle'], fine: [0], says: lastLine },
      ...linters(context, files.slice(-CHANGED), ', the 3 changed files'), ...linters(context, files, ', all SQL files').slice(0, 2)];
  }
  const files = migrations(folder);
  const parser = CORPORA[letter].engine.startsWith('postgres') ? postgresParser(context, files) : [];
  return [ours, ...linters(context, files), ...parser];
}

export function versions(peers) {
  return ['squawk-cli', '@flvmnt/pgfence', 'drizzle-kit'].map((name) => `${name} ${packageVersion(peers, name)}`);
}
