// SPDX-License-Identifier: Apache-2.0
// coverage.mjs OUT: which lines of linter/ and rules/ the tests have run, by what gcov makes
// of the counters in OUT: a row for each room, and one for linter/ and rules/ as a whole,
// each of which must have 90 % at least. OUT/uncovered.txt lists the lines that nothing ran.
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const LEAST = 90 // per cent
const out = process.argv[2]

// Objects, not counters: of a file that nothing came by there are none.
const notes = ['linter', 'rules'].flatMap((folder) =>
    readdirSync(join(out, folder), { recursive: true })
        .filter((name) => name.endsWith('.gcno'))
        .map((name) => join(out, folder, name)),
)

// path → line → how often it ran, over all objects that have a part of the file.
const files = new Map()
for (const note of notes) {
    const options = ['--json-format', '--stdout', note]
    const said = execFileSync('gcov', options, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] })
    for (const file of JSON.parse(said).files) {
        const path = relative('.', resolve(file.file))
        if (!/^(linter|rules)\//.test(path)) continue
        const lines = files.get(path) ?? files.set(path, new Map()).get(path)
        for (const { line_number, count } of file.lines) lines.set(line_number, (lines.get(line_number) ?? 0) + count)
    }
}
if (files.size === 0) throw new Error(`there is nothing of linter/ and rules/ in ${out}: is it a build with MODE=cover?`)

const rooms = new Map() // and the two folders as a whole
const uncovered = []
for (const path of [...files.keys()].sort())
    for (const [line, count] of [...files.get(path)].sort((a, b) => a[0] - b[0])) {
        for (const name of new Set([dirname(path), path.split('/')[0]])) {
            const room = rooms.get(name) ?? rooms.set(name, { all: 0, run: 0 }).get(name)
            room.all++
            room.run += count > 0
        }
        if (count === 0) uncovered.push(`${path}:${line}\n`)
    }
writeFileSync(join(out, 'uncovered.txt'), uncovered.join(''))

let failed = 0
for (const name of [...rooms.keys()].sort()) {
    const { all, run } = rooms.get(name)
    const good = run * 100 >= LEAST * all
    failed += !good
    const share = (Math.floor((run * 1000) / all) / 10).toFixed(1)
    console.log(`${good ? 'ok' : 'not ok'} - ${name}: ${share} % of ${all} lines`)
}
console.log(`# the ${uncovered.length} lines that nothing runs: ${join(out, 'uncovered.txt')}`)
process.exitCode = failed > 0 ? 1 : 0
