// SPDX-License-Identifier: Apache-2.0
// A stand-in for GitHub's REST API (pull requests and their comments) and for the downloads
// of its releases:
//
//   node github-api.mjs DIR
//
// server.mjs says where, and how long. All else is in DIR, and read anew for each request,
// so that tests set it up and look at it as files:
//   comments.json   the comments, an array; made when it is not there
//   pulls.json      the pull requests, as GET …/pulls/7 answers; `brought` (the commits that
//                   each has brought) and `own` (its own ones) are for the other two
//   faults.json     [{method, path, times, status, body, headers, then}]: such a request
//                   (path: a regular expression) is answered so, `times` times. then:
//                   "deleted" also deletes the comments, "done" does what was asked first
//   requests        a line of JSON for each request
//   releases/       what /releases/download/… serves
// Statuses, bodies and headers are those that docs.github.com and GitHub's users tell.
import fs from 'node:fs'
import path from 'node:path'
import { fileAnswer, serve } from './server.mjs'

const folder = process.argv[2]
const at = name => path.join(folder, name)
const LONGEST = 65536 // characters of a comment

const readJson = (name, otherwise) =>
    fs.existsSync(at(name)) ? JSON.parse(fs.readFileSync(at(name), 'utf8')) : otherwise
const writeJson = (name, value) => fs.writeFileSync(at(name), JSON.stringify(value, null, 1))
const docs = 'https://docs.github.com/rest/issues/comments'
const refusal = (status, message, more = {}) =>
    ({ status, body: { message, ...more, documentation_url: docs, status: String(status) } })

function list(request, url) {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
    const page = Number(url.searchParams.get('page') ?? 1)
    const all = readJson('comments.json', [])
    const link = (to, rel) => {
        const target = new URL(url)
        target.searchParams.set('page', to)
        return `<${target}>; rel="${rel}"`
    }
    const last = Math.max(1, Math.ceil(all.length / size))
    const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : []
    if (page > 1)
        links.unshift(link(page - 1, 'prev'), link(1, 'first'))
    return {
        status: 200, body: all.slice((page - 1) * size, page * size),
        headers: links.length > 0 ? { link: links.join(', ') } : {},
    }
}

function wrongBody(body) {
    if (typeof body?.body !== 'string')
        return refusal(422, 'Invalid request.\n\n"body" wasn\'t supplied.')
    if ([...body.body].length <= LONGEST)
        return null
    return refusal(422, 'Validation Failed', {
        errors: [{
            resource: 'IssueComment', code: 'unprocessable', field: 'data',
            message: `Body is too long (maximum is ${LONGEST} characters)`,
        }],
    })
}

function create(request, url, body) {
    const wrong = wrongBody(body)
    if (wrong)
        return wrong
    const all = readJson('comments.json', [])
    const comment = {
        id: Math.max(1000, ...all.map(c => c.id)) + 1, body: body.body,
        user: { login: 'github-actions[bot]', type: 'Bot' },
    }
    writeJson('comments.json', [...all, comment])
    return { status: 201, body: comment }
}

function update(request, url, body) {
    const all = readJson('comments.json', [])
    const comment = all.find(c => url.pathname.endsWith(`/${c.id}`))
    if (!comment)
        return refusal(404, 'Not Found')
    const wrong = wrongBody(body)
    if (wrong)
        return wrong
    comment.body = body.body
    writeJson('comments.json', all)
    return { status: 200, body: comment }
}

// ---- pull requests ----

const known = ({ brought, own, ...pull }) => pull

function pull(request, url) {
    const found = readJson('pulls.json', []).find(p => url.pathname.endsWith(`/pulls/${p.number}`))
    return found ? { status: 200, body: known(found) } : refusal(404, 'Not Found')
}

function ownCommits(request, url) {
    const found = readJson('pulls.json', []).find(p => url.pathname.endsWith(`/pulls/${p.number}/commits`))
    return found ? { status: 200, body: found.own ?? [] } : refusal(404, 'Not Found')
}

// Lists have no `merged` in them, but `merged_at`.
function pullsOfCommit(request, url) {
    const commit = url.pathname.split('/').at(-2)
    const found = readJson('pulls.json', []).filter(p => p.brought?.includes(commit))
    return { status: 200, body: found.map(({ merged, ...row }) => known(row)) }
}

function asset(request, url) {
    return fileAnswer(at(url.pathname.replace('/releases/download/', 'releases/'))) ??
        refusal(404, 'Not Found')
}

const ROUTES = [
    { method: 'GET', path: /^\/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments$/, answer: list },
    { method: 'POST', path: /^\/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments$/, answer: create },
    { method: 'PATCH', path: /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/\d+$/, answer: update },
    { method: 'GET', path: /^\/repos\/[^/]+\/[^/]+\/pulls\/\d+$/, answer: pull },
    { method: 'GET', path: /^\/repos\/[^/]+\/[^/]+\/pulls\/\d+\/commits$/, answer: ownCommits },
    { method: 'GET', path: /^\/repos\/[^/]+\/[^/]+\/commits\/[0-9a-f]+\/pulls$/, answer: pullsOfCommit },
    { method: 'GET', path: /^\/releases\/download\/v[^/]+\/[^/]+$/, answer: asset, open: true },
]

function routed(request, url, body) {
    const route = ROUTES.find(r => r.method === request.method && r.path.test(url.pathname))
    if (!route)
        return refusal(404, 'Not Found')
    if (!route.open && !/^(token|bearer) the-token$/i.test(request.headers.authorization ?? ''))
        return refusal(401, 'Bad credentials')
    return route.answer(request, url, body)
}

// The next fault that was ordered for this request, which then is one less.
function faultFor(request, url) {
    const faults = readJson('faults.json', [])
    const fault = faults.find(f => f.times > 0 && f.method === request.method && new RegExp(f.path).test(url.pathname))
    if (fault) {
        fault.times--
        writeJson('faults.json', faults)
    }
    return fault
}

function answer(request, url, body) {
    const fault = faultFor(request, url)
    if (!fault)
        return routed(request, url, body)
    if (fault.then === 'deleted')
        writeJson('comments.json', [])
    if (fault.then === 'done')
        routed(request, url, body)
    return fault
}

serve(folder, (request, url, text) => {
    let body = null
    try {
        body = text === '' ? null : JSON.parse(text)
    } catch {
        body = text
    }
    const said = answer(request, url, body)
    const row = { method: request.method, path: url.pathname, query: url.search, status: said.status, body }
    fs.appendFileSync(at('requests'), JSON.stringify(row) + '\n')
    return said
})
