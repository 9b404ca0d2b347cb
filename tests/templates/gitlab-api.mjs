// SPDX-License-Identifier: Apache-2.0
// A stand-in for GitLab's API (the user, and the notes of one merge request) and for the
// server that has the releases:
//
//   node gitlab-api.mjs DIR
//
// It serves the files of DIR/files, and the notes from and to DIR/notes.json; server.mjs
// says where, and how long. The token is "secret".
// https://docs.gitlab.com/api/notes/#merge-requests
import fs from 'node:fs'
import path from 'node:path'
import { fileAnswer, serve } from './server.mjs'

const folder = process.argv[2]
const notesFile = path.join(folder, 'notes.json')
const ME = 7
const NOTES = /^\/api\/v4\/projects\/70\/merge_requests\/3\/notes(?:\/(\d+))?$/

const refusal = (status, message) => ({ status, body: { message: `${status} ${message}` } })

function list(notes, query) {
    const size = Math.min(Number(query.get('per_page') ?? 20), 100)
    const page = Number(query.get('page') ?? 1)
    const more = page * size < notes.length
    return {
        status: 200, body: notes.slice((page - 1) * size, page * size),
        headers: { 'X-Page': page, 'X-Next-Page': more ? page + 1 : '' },
    }
}

function write(method, notes, id, text) {
    let note = notes.find(one => one.id === id)
    if (!text)
        return refusal(400, 'Bad request - body is missing')
    if (method === 'PUT' && !note)
        return refusal(404, 'Not found')
    if (method === 'PUT' && note.author.id !== ME)
        return refusal(403, 'Forbidden')
    if (method === 'POST')
        notes.push((note = { id: 1000 + notes.length, author: { id: ME } }))
    note.body = text
    fs.writeFileSync(notesFile, JSON.stringify(notes))
    return { status: method === 'POST' ? 201 : 200, body: note }
}

function answerApi(request, url, text) {
    if (request.headers['private-token'] !== 'secret')
        return refusal(401, 'Unauthorized')
    if (url.pathname === '/api/v4/user')
        return { status: 200, body: { id: ME, username: 'bot' } }
    const match = NOTES.exec(url.pathname)
    if (!match)
        return refusal(404, 'Not Found')
    const notes = JSON.parse(fs.readFileSync(notesFile, 'utf8'))
    return request.method === 'GET'
        ? list(notes, url.searchParams)
        : write(request.method, notes, Number(match[1]), new URLSearchParams(text).get('body'))
}

serve(folder, (request, url, text) => url.pathname.startsWith('/api/')
    ? answerApi(request, url, text)
    : fileAnswer(path.join(folder, 'files', url.pathname)) ?? refusal(404, 'Not Found'))
