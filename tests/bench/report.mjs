// SPDX-License-Identifier: Apache-2.0
// The results as markdown: for each corpus who ran, what it took and how it compares, and
// which of the targets are met.
import { LIMIT } from './growth.mjs';

export function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const time = (seconds) => (seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms` : `${seconds.toFixed(2)} s`);
const memory = (kilobytes) => `${(kilobytes / 1024).toFixed(1)} MB`;
const millions = (count) => `${(count / 1e6).toFixed(1)} million`;
const times = (ratio) => `${ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)} ×`;

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

// Of one corpus: the row of tidegate, and of the others by their names.
const ours = (result) => result.rows.find(({ kind }) => kind === 'ours');

function figures(row, own) {
  const more = row.stopped ? '> ' : '';
  const ratio = (what) => (row === own ? '' : ` (${row.stopped ? '> ' : ''}${times(row[what] / own[what])})`);
  return ['wall', 'cpu', 'memory'].map((what) => `${more}${what === 'memory' ? memory(row[what]) : time(row[what])}${ratio(what)}`);
}

function remark(row) {
  const status = row.fine ? '' : `**failed, ${row.failure}**; `;
  return `${status}${row.says}`.replaceAll('|', '\\|').replace(/; $/, '');
}

function corpusText(result) {
  const own = ours(result);
  const rows = result.rows.map((row) => [row.name, ...figures(row, own), row.runs, remark(row)]);
  const parsers = result.rows.filter(({ kind }) => kind === 'parser').map((row) => `${times(own.cpu / row.cpu)} of ${row.name}`);
  return [`## (${result.letter}) ${result.what}`, '', table(['', 'wall', 'CPU', 'peak memory', 'runs', 'it says'], rows), '',
    [`Instructions of tidegate: ${millions(result.instructions)}.`,
      ...(parsers.length ? [`Its CPU time is ${parsers.join(', ')}.`] : [])].join(' '), ''].join('\n');
}

// ---- targets ----

const judged = (result, pattern) => result.rows.filter((row) => row.kind === 'peer' && pattern.test(row.name) && (row.fine || row.stopped));
const fastest = (rows) => rows.reduce((best, row) => (best && best.wall <= row.wall ? best : row), null);

function ratioTarget(result, least) {
  const peer = fastest(judged(result, /^squawk/));
  if (!peer) return ['no run of squawk to compare with', false];
  const ratio = peer.wall / ours(result).wall;
  return [`${peer.stopped ? '> ' : ''}${times(ratio)} (${peer.name})`, ratio >= least];
}

const wallTarget = (result, most) => [time(ours(result).wall), ours(result).wall <= most];

function parserTarget(result) {
  const parser = result.rows.find(({ way }) => way === 'raw');
  const ratio = ours(result).cpu / parser.cpu;
  return [times(ratio), ratio <= 2];
}

function smallTarget(result) {
  const peer = fastest(judged(result, /^squawk/));
  return [`${time(ours(result).wall)}, squawk ${peer ? time(peer.wall) : 'has no run'}`,
    peer !== null && ours(result).wall <= Math.min(peer.wall, 0.005)];
}

// A corpus that squawk refuses has its memory all the same.
function memoryTarget(result) {
  const squawk = result.rows.filter(({ name }) => /^squawk/.test(name));
  const least = Math.min(...squawk.map((row) => row.memory));
  return [`${memory(ours(result).memory)}, squawk ${memory(least)}`, ours(result).memory <= least];
}

const TARGETS = [
  ['a', '≥ 20 × less wall time than squawk', (result) => ratioTarget(result, 20)],
  ['b', '≥ 10 × less wall time than squawk', (result) => ratioTarget(result, 10)],
  ['d', "≤ squawk's wall time and ≤ 5 ms", smallTarget],
  ['e', '≤ 150 ms', (result) => wallTarget(result, 0.15)],
  ['f', '≤ 200 ms', (result) => wallTarget(result, 0.2)],
  ['g', '≤ 1 s', (result) => wallTarget(result, 1)],
  ['a', "CPU ≤ 2 × libpg_query's parse alone", parserTarget],
  ['b', "CPU ≤ 2 × libpg_query's parse alone", parserTarget],
  ...'abcdefg'.split('').map((letter) => [letter, "peak memory ≤ squawk's", memoryTarget]),
];

function targetRows(results, grown) {
  const rows = TARGETS.flatMap(([letter, target, look]) => {
    const result = results.find((one) => one.letter === letter);
    if (!result) return [];
    const [figure, met] = look(result);
    return [[letter, target, figure, met ? 'met' : '**missed**']];
  });
  const growth = grown.map((one) => [one.letter, `instructions grow with the size to the power of ${LIMIT} at most`,
    one.exponent.toFixed(3), one.exponent <= LIMIT ? 'met' : '**missed**']);
  return [...rows, ...growth];
}

function growthSection(grown) {
  if (!grown.length) return [];
  const rows = grown.flatMap(({ letter, points }) => points.map(([scale, count]) => [letter, `${scale} ×`, millions(count)]));
  return ['## Growth', '', 'Instructions of tidegate, without those of a run that judges `SELECT 1`:', '',
    table(['corpus', 'size', 'instructions'], rows), ''];
}

export function resultsText({ command, machine, versions, results, grown }) {
  return ['# Speed, side by side', '',
    `Written by \`${command}\`. Medians; the contenders take turns. In brackets: as many times what tidegate takes.`,
    'A peer\'s run that lasts longer than the limit is stopped, and its figures are what it had taken until then.', '',
    `- machine: ${machine}`, `- ${versions.join(', ')}`, '',
    '## Targets', '', table(['corpus', 'target', 'figure', ''], targetRows(results, grown)), '',
    ...results.map(corpusText), ...growthSection(grown)].join('\n');
}
