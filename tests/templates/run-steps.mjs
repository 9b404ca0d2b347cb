// SPDX-License-Identifier: Apache-2.0
// Runs the jobs of a workflow, or a composite action, as GitHub's runner does:
//
//   node run-steps.mjs [OPTION]... FILE
//
//   --workspace DIR        GITHUB_WORKSPACE (default: the present folder)
//   --temp DIR             RUNNER_TEMP, made anew for each job (default: $TMPDIR/runner)
//   --context NAME=FILE    JSON with values of a context: github, vars, secrets, needs, runner, …
//   --with NAME=VALUE      an input of the action that FILE is
//   --job ID               only that job (default: all, in the order of `needs`)
//   --uses NAME=PATH       who stands in for `uses: NAME@…`: a folder with an action.yml, or a
//                          program, which is run in the workspace with INPUT_NAME in its
//                          environment, and all of `with` as JSON in WITH
//   --record FILE          a line of JSON for each job, step and annotation
//
// `./` in `uses` is the workspace's. The log goes to standard output. The exit status is 1
// when a job failed, and 2 for what this program does not know: it skips nothing silently.
// How the runner does it was read in its source (actions/runner, src/Runner.Worker).
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { filledIn, holds, statusFunctions } from './expressions.mjs'
import { readYaml } from './tools.mjs'

const MINUTES = 60_000
const STEP_LIMIT = 4 * MINUTES // a test never waits for a step longer than that

class Unknown extends Error {} // something that this program cannot do

const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        workspace: { type: 'string', default: process.cwd() },
        temp: { type: 'string', default: path.join(os.tmpdir(), 'runner') },
        context: { type: 'string', multiple: true, default: [] },
        with: { type: 'string', multiple: true, default: [] },
        uses: { type: 'string', multiple: true, default: [] },
        job: { type: 'string' },
        record: { type: 'string' },
    },
})

const pairs = list => list.map(text => {
    const at = text.indexOf('=')
    if (at < 1)
        throw new Unknown(`NAME=VALUE is needed, not ${text}`)
    return [text.slice(0, at), text.slice(at + 1)]
})
const standIns = new Map(pairs(options.uses))
const workspace = path.resolve(options.workspace)
const temp = path.resolve(options.temp)

function record(row) {
    if (options.record)
        fs.appendFileSync(options.record, JSON.stringify(row) + '\n')
}

function onlyKnown(map, known, where) {
    for (const key of Object.keys(map))
        if (!known.includes(key))
            throw new Unknown(`${where}: \`${key}\` is not done here`)
}

// ---- contexts ----

const GITHUB = {
    action: '__run', actor: 'author', api_url: 'https://api.github.com', base_ref: '', event: {},
    event_name: 'push', graphql_url: 'https://api.github.com/graphql', head_ref: '', job: '',
    ref: 'refs/heads/main', ref_name: 'main', ref_type: 'branch', repository: 'example/shop',
    repository_owner: 'example', run_attempt: '1', run_id: '1', run_number: '1',
    server_url: 'https://github.com', sha: '', token: 'the-token', triggering_actor: 'author',
    workflow: 'workflow', workspace,
}
// What of it the runner hands to programs: not `event` and `token`.
const GITHUB_ENV = [
    'action', 'action_path', 'actor', 'api_url', 'base_ref', 'event_name', 'event_path',
    'graphql_url', 'head_ref', 'job', 'ref', 'ref_name', 'ref_type', 'repository',
    'repository_owner', 'run_attempt', 'run_id', 'run_number', 'server_url', 'sha',
    'triggering_actor', 'workflow', 'workspace',
]
const ARCHITECTURES = { x64: 'X64', arm64: 'ARM64' }

function contextsOfRun() {
    const contexts = {
        github: GITHUB, vars: {}, secrets: {}, needs: {}, inputs: {},
        runner: { os: 'Linux', arch: ARCHITECTURES[process.arch], temp, environment: 'github-hosted' },
    }
    for (const [name, file] of pairs(options.context)) {
        if (!(name in contexts))
            throw new Unknown(`there is no context ${name}`)
        contexts[name] = { ...contexts[name], ...JSON.parse(fs.readFileSync(file, 'utf8')) }
    }
    contexts.secrets = { GITHUB_TOKEN: contexts.github.token, ...contexts.secrets }
    return contexts
}

// ---- files of commands: GITHUB_OUTPUT and the like ----

// NAME=VALUE lines, and NAME<<WORD with lines up to WORD.
function readPairs(text) {
    const found = [], lines = text.split('\n')
    if (lines.at(-1) === '')
        lines.pop()
    for (let i = 0; i < lines.length; i++) {
        const [, name, mark] = /^([^=<]*)(=|<<)/.exec(lines[i]) ?? []
        if (lines[i] === '')
            continue
        if (!name)
            throw new Error(`Invalid format '${lines[i]}'`)
        const rest = lines[i].slice(name.length + mark.length)
        if (mark === '=') {
            found.push([name, rest])
            continue
        }
        const end = lines.indexOf(rest, i + 1)
        if (end < 0)
            throw new Error(`Matching delimiter not found '${rest}'`)
        found.push([name, lines.slice(i + 1, end).join('\n')])
        i = end
    }
    return found
}

function commandFiles() {
    const folder = path.join(temp, '_runner_file_commands')
    fs.mkdirSync(folder, { recursive: true })
    const files = {}
    for (const name of ['output', 'env', 'path', 'step_summary', 'state']) {
        files[name] = path.join(folder, `${name}_${randomUUID()}`)
        fs.writeFileSync(files[name], '')
    }
    return files
}

// ---- the log ----

const decoded = text => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n')
    .replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%')

// The workflow commands of a step's output, on either stream; the runner takes blanks away
// in front of them.
function readCommands(log) {
    const found = []
    let stopped = null
    for (const line of log.split('\n')) {
        const [, name, properties, value] = /^\s*::([^ :]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
        if (stopped !== null) {
            stopped = name === stopped ? null : stopped
        } else if (name === 'stop-commands') {
            stopped = value
        } else if (['error', 'warning', 'notice'].includes(name)) {
            const row = { annotation: name, message: decoded(value) }
            for (const [key, text] of pairs((properties ?? '').split(',').filter(p => p !== '')))
                row[key] = decoded(text)
            found.push(row)
        } else if (name !== undefined) {
            found.push({ command: name, value })
        }
    }
    return found
}

function inGroup(title, log) {
    process.stdout.write(`##[group]${title}\n${log}${log === '' || log.endsWith('\n') ? '' : '\n'}##[endgroup]\n`)
}

// ---- steps ----

const SHELLS = {
    undefined: ['bash', '-e'],
    bash: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'],
    sh: ['sh', '-e'],
}

// `scope` is what the steps of a job or of a composite action share: contexts, the
// environment of the job, the status so far, and names for the log.
function environmentOf(scope, files) {
    const { github, runner } = scope.contexts
    const env = { ...process.env, CI: 'true', GITHUB_ACTIONS: 'true' }
    for (const key of GITHUB_ENV)
        if (github[key] !== undefined)
            env[`GITHUB_${key.toUpperCase()}`] = String(github[key])
    for (const [key, file] of Object.entries(files))
        env[`GITHUB_${key.toUpperCase()}`] = file
    for (const [key, value] of Object.entries(runner))
        env[`RUNNER_${key.toUpperCase()}`] = String(value)
    Object.assign(env, scope.shared.env, scope.contexts.env)
    env.PATH = [...scope.shared.path, env.PATH].join(':')
    return env
}

function spawnLogged(command, settings) {
    const file = path.join(temp, `log_${randomUUID()}`)
    const log = fs.openSync(file, 'w')
    const { status, signal, error } = spawnSync(command[0], command.slice(1), {
        ...settings, stdio: ['ignore', log, log], timeout: STEP_LIMIT, killSignal: 'SIGKILL',
    })
    fs.closeSync(log)
    const text = fs.readFileSync(file, 'utf8')
    fs.rmSync(file)
    return { status: status ?? 128, log: text + (error ? `${error}\n` : '') + (signal ? `killed: ${signal}\n` : '') }
}

// Runs a program as a step: what it wrote into the files of commands takes effect.
function runProgram(scope, command, { cwd, env = {} }) {
    const files = commandFiles()
    const { status, log } = fs.existsSync(cwd)
        ? spawnLogged(command, { cwd, env: { ...environmentOf(scope, files), ...env } })
        : { status: 1, log: `No such file or directory: the working directory '${cwd}'\n` }
    const read = name => fs.readFileSync(files[name], 'utf8')
    const outputs = Object.fromEntries(readPairs(read('output')))
    Object.assign(scope.shared.env, Object.fromEntries(readPairs(read('env'))))
    scope.shared.path.unshift(...read('path').split('\n').filter(line => line !== '').reverse())
    return { status, log, outputs, summary: read('step_summary') }
}

function runScript(scope, step, defaults) {
    const fill = value => filledIn(value, scope.contexts)
    const shell = SHELLS[step.shell ?? defaults.shell]
    if (!shell)
        throw new Unknown(`shell ${step.shell}`)
    const script = path.join(temp, `${randomUUID()}.sh`)
    fs.writeFileSync(script, fill(step.run))
    const folder = fill(step['working-directory'] ?? defaults['working-directory'])
    const done = runProgram(scope, [...shell, script], { cwd: path.resolve(workspace, folder) })
    fs.rmSync(script)
    return done
}

function runStandIn(scope, program, given) {
    const env = { WITH: JSON.stringify(given) }
    for (const [name, value] of Object.entries(given))
        env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] = value
    return runProgram(scope, [path.resolve(program)], { cwd: workspace, env })
}

// The folder or program that a `uses` means.
function usedBy(uses) {
    const name = uses.replace(/@[^@]*$/, '')
    if (name.startsWith('./'))
        return path.join(workspace, name)
    if (!standIns.has(name))
        throw new Unknown(`nobody stands in for \`uses: ${uses}\``)
    return standIns.get(name)
}

function runUses(scope, step) {
    const place = usedBy(step.uses)
    const given = {}
    for (const [name, value] of Object.entries(step.with ?? {}))
        given[name] = filledIn(value, scope.contexts)
    return fs.statSync(place).isDirectory()
        ? runAction(scope, place, given)
        : runStandIn(scope, place, given)
}

const STEP_KEYS = ['name', 'id', 'if', 'env', 'run', 'shell', 'working-directory', 'uses', 'with',
    'continue-on-error', 'timeout-minutes']

function nameOf(step, contexts) {
    return step.name ? filledIn(step.name, contexts) : step.uses ?? String(step.run).split('\n')[0]
}

function runStep(scope, step, defaults) {
    onlyKnown(step, STEP_KEYS, `a step of ${scope.name}`)
    const outer = scope.contexts
    const env = { ...outer.env, ...scope.shared.env, ...scope.env }
    for (const [key, value] of Object.entries(step.env ?? {}))
        env[key] = filledIn(value, outer)
    const own = { ...scope, env, contexts: { ...outer, env } }
    const title = nameOf(step, outer)
    const functions = statusFunctions(scope.status)
    if (!holds(step.if, own.contexts, functions))
        return { title, outcome: 'skipped', conclusion: 'skipped', outputs: {} }
    const done = step.uses ? runUses(own, step) : runScript(own, step, defaults)
    const outcome = done.status === 0 ? 'success' : 'failure'
    const tolerated = filledIn(step['continue-on-error'], outer) === 'true'
    return { ...done, title, outcome, conclusion: tolerated ? 'success' : outcome }
}

function tell(scope, step, done) {
    record({
        job: scope.job, in: scope.name, step: step.id ?? null, name: done.title,
        outcome: done.outcome, conclusion: done.conclusion, exit: done.status ?? null,
        outputs: done.outputs, summary: done.summary ?? null,
    })
    if (done.log === undefined)
        return
    inGroup(`${scope.name}: ${done.title}`, done.log)
    for (const row of readCommands(done.log))
        record({ job: scope.job, name: done.title, ...row })
    if (done.outcome === 'failure')
        process.stdout.write(`##[error]Process completed with exit code ${done.status}.\n`)
}

// Runs the steps one after the other. A failure changes the status, which the steps' `if`
// sees; it does not stop the loop.
function runSteps(scope, steps, defaults = {}) {
    for (const step of steps) {
        const done = runStep(scope, step, defaults)
        tell(scope, step, done)
        if (step.id)
            scope.contexts.steps[step.id] = { outputs: done.outputs, outcome: done.outcome, conclusion: done.conclusion }
        if (done.conclusion === 'failure') {
            scope.status = 'failure'
            scope.contexts.job = { ...scope.contexts.job, status: 'failure' }
        }
    }
}

// ---- composite actions ----

function inputsOf(action, given, contexts) {
    const inputs = {}
    for (const [name, input] of Object.entries(action.inputs ?? {}))
        inputs[name] = name in given ? given[name] : filledIn(input?.default, contexts)
    for (const name of Object.keys(given))
        if (!(name in inputs))
            process.stdout.write(`##[warning]Unexpected input(s) '${name}'\n`)
    return inputs
}

function readAction(folder) {
    const file = ['action.yml', 'action.yaml'].map(name => path.join(folder, name)).find(fs.existsSync)
    if (!file)
        throw new Unknown(`${folder} has no action.yml`)
    const action = readYaml(file)
    if (action.runs.using !== 'composite')
        throw new Unknown(`${file} is not a composite action`)
    return action
}

// An action sees neither secrets nor the steps around it; its outputs are there even when
// it failed.
function runAction(outer, folder, given) {
    const action = readAction(folder)
    const { secrets: _, ...contexts } = outer.contexts
    const scope = {
        ...outer, name: action.name, status: 'success',
        contexts: {
            ...contexts, steps: {}, inputs: inputsOf(action, given, contexts),
            github: { ...contexts.github, action_path: path.resolve(folder) },
        },
    }
    runSteps(scope, action.runs.steps)
    const outputs = {}
    for (const [name, output] of Object.entries(action.outputs ?? {}))
        outputs[name] = filledIn(output.value, scope.contexts)
    return { status: scope.status === 'success' ? 0 : 1, outputs }
}

// ---- jobs ----

const JOB_KEYS = ['name', 'needs', 'if', 'runs-on', 'permissions', 'environment', 'concurrency',
    'outputs', 'env', 'defaults', 'steps', 'timeout-minutes', 'services']
// "on" and the rest of what says when a workflow runs is the test's affair.
const WORKFLOW_KEYS = ['name', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs']

function filledMap(map, contexts) {
    return Object.fromEntries(Object.entries(map ?? {}).map(([k, v]) => [k, filledIn(v, contexts)]))
}

// The status that a job's `if` sees: skipped and failed needs both stop it.
function statusOfNeeds(needs) {
    const results = Object.values(needs).map(need => need.result)
    return results.includes('failure') ? 'failure' : results.includes('skipped') ? 'skipped' : 'success'
}

function runJob(run, workflow, id, job) {
    onlyKnown(job, JOB_KEYS, `job ${id}`)
    const needs = Object.fromEntries([job.needs ?? []].flat().map(name => [name, run.needs[name] ?? { result: 'skipped', outputs: {} }]))
    const contexts = { ...run.contexts, needs, github: { ...run.contexts.github, job: id } }
    if (!holds(job.if, contexts, statusFunctions(statusOfNeeds(needs))))
        return { result: 'skipped', outputs: {} }
    fs.rmSync(temp, { recursive: true, force: true })
    fs.mkdirSync(temp, { recursive: true })
    contexts.github.event_path = path.join(temp, 'event.json')
    fs.writeFileSync(contexts.github.event_path, JSON.stringify(contexts.github.event))
    const env = filledMap(workflow.env, contexts)
    Object.assign(env, filledMap(job.env, { ...contexts, env }))
    const scope = {
        job: id, name: id, status: 'success', env, shared: { env: {}, path: [] },
        contexts: { ...contexts, env, steps: {}, job: { status: 'success' } },
    }
    runSteps(scope, job.steps, { ...workflow.defaults?.run, ...job.defaults?.run })
    return { result: scope.status, outputs: filledMap(job.outputs, scope.contexts) }
}

function inOrder(jobs) {
    const order = [], rest = new Set(Object.keys(jobs))
    while (rest.size > 0) {
        const ready = [...rest].filter(id => [jobs[id].needs ?? []].flat().every(need => !rest.has(need)))
        if (ready.length === 0)
            throw new Unknown('jobs that need each other')
        for (const id of ready) {
            order.push(id)
            rest.delete(id)
        }
    }
    return order
}

function runWorkflow(workflow, contexts) {
    onlyKnown(workflow, WORKFLOW_KEYS, 'the workflow')
    const run = { contexts, needs: { ...contexts.needs } }
    for (const id of options.job ? [options.job] : inOrder(workflow.jobs)) {
        if (!workflow.jobs[id])
            throw new Unknown(`there is no job ${id}`)
        run.needs[id] = runJob(run, workflow, id, workflow.jobs[id])
        record({ job: id, ...run.needs[id] })
    }
    return Object.values(run.needs).some(need => need.result === 'failure') ? 1 : 0
}

// An action alone is a job with one step.
const jobOf = folder => ({
    jobs: { action: { steps: [{ id: 'action', uses: folder, with: Object.fromEntries(pairs(options.with)) }] } },
})

function main() {
    if (positionals.length !== 1)
        throw new Unknown('one FILE is needed')
    const document = readYaml(positionals[0])
    if (document.runs === undefined)
        return runWorkflow(document, contextsOfRun())
    standIns.set('the-action', path.dirname(positionals[0]))
    return runWorkflow(jobOf('the-action'), contextsOfRun())
}

try {
    process.exitCode = main()
} catch (error) {
    process.stderr.write(`run-steps: ${error instanceof Unknown ? error.message : error.stack}\n`)
    process.exitCode = 2
}
