// SPDX-License-Identifier: Apache-2.0
// What looks random in a corpus, and is the same on every machine and in every run.

// Mulberry32: 32 bits of state are plenty for a choice among words.
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return {
    below,
    pick: (list) => list[below(list.length)],
    chance: (share) => next() < share,
    uuid() {
      const hex = Array.from({ length: 32 }, () => below(16).toString(16));
      hex[12] = '4';
      hex[16] = '89ab'[below(4)];
      return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
}

const AREAS = ('billing shipping support catalog search audit identity messaging reporting inventory ' +
  'pricing loyalty fraud payroll hiring content media partner analytics storage').split(' ');
const THINGS = ('accounts invoices payments refunds orders items customers addresses sessions devices tickets ' +
  'comments products variants stocks warehouses carriers labels events messages threads templates ' +
  'reports exports imports jobs runs tokens keys grants teams members roles plans coupons credits ' +
  'transfers ledgers entries snapshots').split(' ');
const ATTRIBUTES = ('amount status reference note locale priority quantity rating source channel region weight ' +
  'height width discount currency country score level kind label position version revision ' +
  'checksum origin target expires_at started_at finished_at closed_at archived_at').split(' ');

// 800 plain names of tables, and after them the same with a number.
export function tableName(index) {
  const round = Math.floor(index / (AREAS.length * THINGS.length));
  const area = AREAS[index % AREAS.length];
  const thing = THINGS[Math.floor(index / AREAS.length) % THINGS.length];
  return `${area}_${thing}${round ? `_${round + 1}` : ''}`;
}

export function attribute(index) {
  const round = Math.floor(index / ATTRIBUTES.length);
  return `${ATTRIBUTES[index % ATTRIBUTES.length]}${round ? `_${round + 1}` : ''}`;
}

const WORDS = ('order customer paid shipped late window partial manual review of the a new old first second invoice ' +
  'account team month quarter with without after before import legacy value row').split(' ');

export function sentence(rng, count) {
  return Array.from({ length: count }, () => rng.pick(WORDS)).join(' ');
}
