// SPDX-License-Identifier: Apache-2.0
// stand-in.js DIR: a server at a free port of 127.0.0.1, which DIR/port tells. It serves the
// files of DIR/files; and, as GitLab documents it, the user and the notes of one merge
// request under /api/v4, from and to DIR/notes.json. The token is "secret".
// https://docs.gitlab.com/api/notes/#merge-requests
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');

const dir = process.argv[2];
const notesFile = path.join(dir, 'notes.json');
const ME = 7;

function sendJson(answer, status, value, headers = {}) {
    answer.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    answer.end(JSON.stringify(value));
}

function listNotes(answer, notes, query) {
    const size = Math.min(Number(query.get('per_page') ?? 20), 100);
    const page = Number(query.get('page') ?? 1);
    const more = page * size < notes.length;
    sendJson(answer, 200, notes.slice((page - 1) * size, page * size), {
        'X-Page': page,
        'X-Next-Page': more ? page + 1 : '',
    });
}

function answerApi(request, answer, url, body) {
    if (request.headers['private-token'] !== 'secret')
        return sendJson(answer, 401, { message: '401 Unauthorized' });
    if (url.pathname === '/api/v4/user') return sendJson(answer, 200, { id: ME, username: 'bot' });
    const match = /^\/api\/v4\/projects\/70\/merge_requests\/3\/notes(?:\/(\d+))?$/.exec(url.pathname);
    if (!match) return sendJson(answer, 404, { message: '404 Not Found' });
    const notes = JSON.parse(fs.readFileSync(notesFile, 'utf8'));
    if (request.method === 'GET') return listNotes(answer, notes, url.searchParams);
    const text = new URLSearchParams(body).get('body');
    if (!text) return sendJson(answer, 400, { message: '400 Bad request - body is missing' });
    let note = notes.find((one) => one.id === Number(match[1]));
    if (request.method === 'PUT' && !note) return sendJson(answer, 404, { message: '404 Not found' });
    if (request.method === 'PUT' && note.author.id !== ME)
        return sendJson(answer, 403, { message: '403 Forbidden' });
    if (request.method === 'POST') notes.push((note = { id: 1000 + notes.length, author: { id: ME } }));
    note.body = text;
    fs.writeFileSync(notesFile, JSON.stringify(notes));
    return sendJson(answer, request.method === 'POST' ? 201 : 200, note);
}

function answerFile(answer, name) {
    const file = path.join(dir, 'files', path.normalize(`/${name}`));
    if (!fs.existsSync(file)) return answer.writeHead(404).end('Not Found');
    answer.writeHead(200);
    return fs.createReadStream(file).pipe(answer);
}

const server = http.createServer((request, answer) => {
    const url = new URL(request.url, 'http://stand-in');
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        if (url.pathname.startsWith('/api/')) answerApi(request, answer, url, Buffer.concat(chunks).toString());
        else answerFile(answer, url.pathname);
    });
});
server.listen(0, '127.0.0.1', () => {
    fs.writeFileSync(path.join(dir, 'port.new'), String(server.address().port));
    fs.renameSync(path.join(dir, 'port.new'), path.join(dir, 'port'));
});
