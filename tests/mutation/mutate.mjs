// SPDX-License-Identifier: Apache-2.0
// mutate.mjs OUT FILE.c...: writes each file of rules to OUT/FILE.c with all its mutants in
// it, of which one at most is awake at a time (mutant.h), and their list to
// OUT/mutants.tsv: number, path, line, column, function, kind, text.
//
// A mutant of the kind
//   never     keeps a rule's hook from running,
//   always    has a hook report whatever it is silent about,
//   if        turns the condition of an "if" round,
//   return    turns round what a function of type bool returns,
//   bool      turns round what a variable of type bool is given first,
//   choice    turns round the condition of "? :",
//   loop      lets a loop end before it begins,
//   operand   turns round one operand of && or ||.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

// ---- tokens ----

const TOKEN = new RegExp(
    [
        String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/|^[ \t]*#(?:[^\n\\]|\\[\s\S])*`, // nothing to mutate
        String.raw`"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'`,
        String.raw`[A-Za-z_]\w*|\.?\d[\w.]*`,
        String.raw`<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|&&|\|\||[-+*/%&|^<>=!]=|\S`,
    ].join('|'),
    'gm',
)

// Tokens with the place of their text; of brackets also which token their partner is.
function tokensOf(text, path) {
    const tokens = []
    const open = []
    for (const match of text.matchAll(TOKEN)) {
        const word = match[0]
        if (/^\s*#|^\/[/*]/.test(word)) continue
        const token = { word, start: match.index, end: match.index + word.length }
        if ('([{'.includes(word)) open.push(tokens.length)
        if (')]}'.includes(word)) {
            token.partner = open.pop()
            if (token.partner === undefined) throw new Error(`${path}: a "${word}" too many`)
            tokens[token.partner].partner = tokens.length
        }
        tokens.push(token)
    }
    if (open.length > 0) throw new Error(`${path}: a bracket is not closed`)
    return tokens
}

// ---- expressions ----

const opens = (token) => '([{'.includes(token.word)
const closes = (token) => ')]}'.includes(token.word)

// What an operand of "? :" ends at, on either side; those of && and || end at these too.
const ENDS = new Set(['?', ':', ',', ';', '=', '+=', '-=', '|=', '&=', '^=', 'return', 'case'])
const LOGICAL = new Set(['&&', '||'])

// The first token of the operand whose last one is before `at`.
function operandStart(tokens, at, ends) {
    let i = at - 1
    while (!opens(tokens[i]) && !ends(tokens[i].word)) i = (closes(tokens[i]) ? tokens[i].partner : i) - 1
    return i + 1
}

// The token behind the last one of the operand that begins at `at`.
function operandEnd(tokens, at, ends) {
    let i = at
    while (!closes(tokens[i]) && !ends(tokens[i].word)) i = (opens(tokens[i]) ? tokens[i].partner : i) + 1
    return i
}

const endsChoice = (word) => ENDS.has(word)
const endsLogical = (word) => ENDS.has(word) || LOGICAL.has(word)

// ---- functions ----

// The function whose body the "{" at `at` opens, or null: of a struct, a table.
function functionAt(tokens, at) {
    if (at === 0 || tokens[at - 1].word !== ')') return null
    const name = tokens[at - 1].partner - 1
    let type = name - 1
    while (type >= 0 && !';}'.includes(tokens[type].word) && tokens[type].word !== ')') type--
    const words = tokens.slice(type + 1, name).map((token) => token.word)
    return { name: tokens[name].word, isBool: words.includes('bool') && !words.includes('*'), end: tokens[at].partner }
}

// The token behind a declaration of constants, whose values cannot be asked for, or `at`.
function skipConstants(tokens, at) {
    let i = at
    if (tokens[i].word === 'static' || tokens[i].word === 'enum') i = operandEnd(tokens, at, (word) => word === ';')
    return i
}

// Ranges of tokens that are conditions, with their kind.
function conditionsIn(tokens, begin, body) {
    const found = []
    const add = (kind, start, end) => {
        if (start < end && !found.some((old) => old.start === start && old.end === end)) found.push({ kind, start, end, in: body.name })
    }
    for (let i = begin + 1; i < body.end; i++) {
        i = skipConstants(tokens, i)
        const word = tokens[i].word
        if (word === 'if') add('if', i + 2, tokens[i + 1].partner)
        if (word === 'while') add('loop', i + 2, tokens[i + 1].partner)
        if (word === 'for') {
            const first = operandEnd(tokens, i + 2, (w) => w === ';')
            add('loop', first + 1, operandEnd(tokens, first + 1, (w) => w === ';'))
        }
        if (word === 'return' && body.isBool) add('return', i + 1, operandEnd(tokens, i + 1, (w) => w === ';'))
        if (word === 'bool' && tokens[i + 2].word === '=')
            add('bool', i + 3, operandEnd(tokens, i + 3, (w) => w === ';' || w === ','))
        if (word === '?') add('choice', operandStart(tokens, i, endsChoice), i)
        if (LOGICAL.has(word)) {
            add('operand', operandStart(tokens, i, endsLogical), i)
            add('operand', i + 1, operandEnd(tokens, i + 1, endsLogical))
        }
    }
    return found
}

function conditionsOf(tokens) {
    const found = []
    for (let i = 0; i < tokens.length; i++) {
        if (tokens[i].word !== '{') continue
        const body = functionAt(tokens, i)
        if (body) found.push(...conditionsIn(tokens, i, body))
        i = tokens[i].partner
    }
    return found
}

// ---- hooks ----

const HOOKS = {
    op: { parameters: 'const Op *op', given: 'op', report: 'report_op(ctx, op, "a mutant")' },
    migration: {
        parameters: 'const Migration *m',
        given: 'm',
        report: 'report_file(ctx, m->path, (Str){ 0 }, (Span){ 0 }, "a mutant")',
    },
    project: {
        parameters: 'const Project *p',
        given: 'p',
        // Of the two sides the one that is judged.
        report: 'mutant_is_judged(ctx) ? report_file(ctx, p->path, (Str){ 0 }, (Span){ 0 }, "a mutant") : NULL',
    },
    drift: {
        parameters: 'const Difference *d',
        given: 'd',
        report: 'report_file(ctx, ctx_project(ctx)->path, (Str){ 0 }, (Span){ 0 }, "a mutant")',
    },
    change_set: {
        parameters: 'const Project *now, const Project *base',
        given: 'now, base',
        report: 'report_file(ctx, now->path, (Str){ 0 }, (Span){ 0 }, "a mutant")',
    },
}

// Of each RULE(name) = { … }: the token that it begins with, and its hooks.
function rulesOf(tokens, path) {
    const rules = []
    for (let i = 0; i < tokens.length; i++) {
        if (tokens[i].word !== 'RULE') continue
        const rule = { name: tokens[i + 2].word, start: i, hooks: [] }
        for (let k = i + 6; k < tokens[i + 5].partner; k++)
            if (tokens[k].word === '.' && tokens[k + 2].word === '=' && Object.hasOwn(HOOKS, tokens[k + 1].word))
                rule.hooks.push({ kind: tokens[k + 1].word, at: k + 3 })
        if (rule.hooks.length === 0) throw new Error(`${path}: ${rule.name} has no hook`)
        rules.push(rule)
    }
    return rules
}

function wrapper(hook, never) {
    const { parameters, given, report } = HOOKS[hook.kind]
    return (
        `static void mutant_${never}_hook(RuleCtx *ctx, ${parameters}) { ` +
        `if (mutant_awake(${never})) return; size_t before = mutant_findings(ctx); ` +
        `${hook.name}(ctx, ${given}); ` +
        `if (mutant_awake(${never + 1}) && mutant_findings(ctx) == before) (void)(${report}); } `
    )
}

// ---- a file ----

function mutateFile(path, text, first) {
    const tokens = tokensOf(text, path)
    const mutants = []
    const inserts = [] // { at, text, order }: of those at one place the lower order first
    const note = (token, kind, where, words) => {
        const before = text.slice(0, token.start).split('\n')
        mutants.push([first + mutants.length, path, before.length, before.at(-1).length + 1, where, kind, words])
        return first + mutants.length - 1
    }
    for (const rule of rulesOf(tokens, path))
        for (const hook of rule.hooks) {
            hook.name = tokens[hook.at].word
            const never = note(tokens[hook.at], 'never', rule.name, `.${hook.kind}`)
            note(tokens[hook.at], 'always', rule.name, `.${hook.kind}`)
            inserts.push({ at: tokens[rule.start].start, text: wrapper(hook, never), order: 0 })
            inserts.push({ at: tokens[hook.at].start, text: `mutant_${never}_hook;`, order: 0, drop: hook.name.length })
        }
    for (const { kind, start, end, in: where } of conditionsOf(tokens)) {
        const from = tokens[start].start
        const to = tokens[end - 1].end
        const number = note(tokens[start], kind, where, text.slice(from, to).replace(/\s+/g, ' '))
        const call = kind === 'loop' ? 'mutant_loop' : 'mutant'
        inserts.push({ at: from, text: `${call}(${number}, `, order: -to })
        inserts.push({ at: to, text: ')', order: -1e9 })
    }
    inserts.sort((a, b) => a.at - b.at || a.order - b.order)
    let out = `#include "mutation/mutant.h"\n#line 1 "${path}"\n`
    let at = 0
    for (const insert of inserts) {
        out += text.slice(at, insert.at)
        out += insert.drop ? insert.text.slice(0, -1) : insert.text
        at = insert.at + (insert.drop ?? 0)
    }
    return { text: out + text.slice(at), mutants }
}

function writeIfNew(path, text) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
}

const [out, ...paths] = process.argv.slice(2)
const all = []
for (const path of paths) {
    const { text, mutants } = mutateFile(path, readFileSync(path, 'utf8'), all.length + 1)
    writeIfNew(join(out, path), text)
    all.push(...mutants)
}
writeIfNew(join(out, 'mutants.tsv'), all.map((row) => row.join('\t') + '\n').join(''))
