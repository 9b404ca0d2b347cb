// SPDX-License-Identifier: Apache-2.0
// run.mjs MUTANTS PROGRAM...: wakes every mutant in MUTANTS/mutants.tsv and sees whether a
// test fails: first a fixture or an example of a rule (MUTANTS/try), then the test
// programs, which are built with the mutants in them and read $MUTANT.
//
// A mutant that no test notices has to stand in tests/mutation/equivalent.txt, with the
// reason why nothing can notice it, or is one too many: the limits in
// tests/mutation/limits.txt say how many of each kind may be left, and may only shrink.
//
// KINDS="never always" tries only those, and FILES="rules/drops.c rules/tidb.c" only what is
// in them, without a limit, and tells what is left.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'

const [folder, ...programs] = process.argv.slice(2)
const here = 'tests/mutation'
const jobs = availableParallelism()
const failures = []

function rowsOf(path) {
    return readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
}

// ---- the mutants ----

const wanted = (variable, word) => !process.env[variable] || process.env[variable].split(' ').includes(word)

const mutants = new Map()
for (const row of rowsOf(join(folder, 'mutants.tsv'))) {
    const [number, path, line, column, where, kind, text] = row.split('\t')
    if (wanted('KINDS', kind) && wanted('FILES', path))
        mutants.set(number, { number, path, line, column, where, kind, text, fate: 'untried', by: '' })
}
const alive = () => [...mutants.values()].filter((mutant) => mutant.fate !== 'killed')

// ---- on fixtures and examples ----

function run(program, { words = [], env = {}, input = '', seconds = 0 } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
        let said = ''
        const timer = seconds && setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
        child.stdout.on('data', (data) => (said += data))
        child.stderr.on('data', (data) => (said += data))
        child.on('error', reject)
        child.on('close', (code) => {
            clearTimeout(timer)
            resolve({ code, said })
        })
        child.stdin.on('error', () => {}) // it ended before it had read all
        child.stdin.end(input)
    })
}

// Hooks alone cannot crash or come into a loop: they need no processes of their own.
const together = [...mutants.values()].every(({ kind }) => kind === 'never' || kind === 'always')

async function tryShare(numbers) {
    const options = { input: numbers.join('\n'), words: together ? ['together'] : [] }
    const { code, said } = await run(join(folder, 'try'), options)
    if (code !== 0) throw new Error(`${folder}/try stopped with ${code}:\n${said}`)
    for (const line of said.trimEnd().split('\n')) {
        const [number, fate, ...by] = line.split(' ')
        Object.assign(mutants.get(number), { fate, by: by.join(' ') })
    }
}

async function tryAll() {
    const numbers = [...mutants.keys()]
    const shares = Array.from({ length: jobs }, (_, i) => numbers.filter((_, k) => k % jobs === i))
    await Promise.all(shares.filter((share) => share.length > 0).map(tryShare))
    const lost = [...mutants.values()].filter((mutant) => mutant.fate === 'untried')
    if (lost.length > 0) throw new Error(`nothing is known of ${lost.length} mutants`)
}

// ---- on test programs ----

// Which mutants a program comes by, and how long it takes.
async function learn(program) {
    const list = join(folder, 'reached', basename(program))
    rmSync(list, { force: true })
    const begun = Date.now()
    const { code, said } = await run(program, { env: { MUTANTS_REACHED: list } })
    if (code !== 0) throw new Error(`${program} fails by itself:\n${said}`)
    return { program, seconds: (Date.now() - begun) / 1000, reaches: new Set(existsSync(list) ? rowsOf(list) : []) }
}

// A program that takes ten times as long as by itself has come into a loop without end.
async function noticedBy(mutant, tests) {
    for (const { program, seconds, reaches } of tests) {
        if (!reaches.has(mutant.number)) continue
        const { code } = await run(program, { env: { MUTANT: mutant.number }, seconds: 10 * seconds + 10 })
        if (code !== 0) return basename(program)
    }
    return ''
}

async function tryPrograms() {
    mkdirSync(join(folder, 'reached'), { recursive: true })
    const tests = []
    for (const program of programs) tests.push(await learn(program))
    tests.sort((a, b) => a.seconds - b.seconds)
    const left = alive()
    const work = async () => {
        for (let mutant = left.pop(); mutant; mutant = left.pop()) {
            const by = await noticedBy(mutant, tests)
            if (by) Object.assign(mutant, { fate: 'killed', by })
        }
    }
    await Promise.all(Array.from({ length: jobs }, work))
}

// ---- what is left ----

// Rows "PATH FUNCTION KIND | TEXT | REASON".
function takeEquivalents() {
    for (const row of rowsOf(join(here, 'equivalent.txt'))) {
        const [place, text, reason] = row.split(' | ')
        const [path, where, kind] = place.split(' ')
        if (!wanted('FILES', path) || !wanted('KINDS', kind)) continue
        const meant = alive().filter((m) => m.path === path && m.where === where && m.kind === kind && m.text === text)
        if (!reason) failures.push(`equivalent.txt: no reason: ${row}`)
        if (meant.length === 0) failures.push(`equivalent.txt: no such mutant is left: ${row}`)
        for (const mutant of meant) Object.assign(mutant, { fate: 'equivalent', by: reason })
    }
}

function counts() {
    const table = {}
    for (const { kind, fate } of mutants.values()) {
        table[kind] ??= { all: 0, killed: 0, equivalent: 0, left: 0 }
        table[kind].all++
        table[kind][fate === 'killed' || fate === 'equivalent' ? fate : 'left']++
    }
    return table
}

function limitsOf() {
    return Object.fromEntries(rowsOf(join(here, 'limits.txt')).map((row) => row.split(' ')))
}

function listLeft() {
    const isLeft = (mutant) => mutant.fate !== 'killed' && mutant.fate !== 'equivalent'
    return [...mutants.values()]
        .filter(isLeft)
        .map((m) => `${m.path}:${m.line}:${m.column}: ${m.where}: ${m.kind}: ${m.fate}: ${m.text}\n`)
        .join('')
}

const begun = Date.now()
await tryAll()
if (programs.length > 0) await tryPrograms()
takeEquivalents()
writeFileSync(join(folder, 'left.txt'), listLeft())
const limits = process.env.FILES ? {} : limitsOf()
for (const [kind, { all, killed, equivalent, left }] of Object.entries(counts())) {
    const limit = Number(limits[kind] ?? 0)
    const good = process.env.FILES || left <= limit
    const words = `${kind}: of ${all} mutants ${killed} killed, ${equivalent} equivalent, ${left} left`
    console.log(good ? `ok - ${words}` : `not ok - ${words}, and limits.txt says ${limit}`)
    if (!process.env.FILES && left < limit) console.log(`# limits.txt can say ${kind} ${left}`)
    if (!good) failures.push(kind)
}
if (process.env.FILES || failures.length > 0) process.stdout.write(listLeft().replace(/^/gm, '# '))
for (const failure of failures.filter((text) => text.includes(':'))) console.log(`not ok - ${failure}`)
console.log(`# ${mutants.size} mutants in ${Math.round((Date.now() - begun) / 1000)} s; left: ${folder}/left.txt`)
process.exitCode = failures.length > 0 ? 1 : 0
