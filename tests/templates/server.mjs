// SPDX-License-Identifier: Apache-2.0
// What the stand-ins for servers have in common: a server at a free port of 127.0.0.1,
// which FOLDER/port tells.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

// Answers each request with what handle(request, url, text) returns, text being the body
// that came: { status, body, headers } with a value that is sent as JSON, or raw bytes in
// its place. It ends when FOLDER/port is gone, or after ten minutes, when the test that
// started it was killed.
export function serve(folder, handle) {
    const port = path.join(folder, 'port')
    const server = http.createServer((request, response) => {
        const chunks = []
        request.on('data', chunk => chunks.push(chunk))
        request.on('end', () => {
            const url = new URL(request.url, `http://${request.headers.host}`)
            const { status, body, raw, headers } = handle(request, url, Buffer.concat(chunks).toString())
            const type = raw ? 'application/octet-stream' : 'application/json; charset=utf-8'
            response.writeHead(status, { 'content-type': type, ...headers })
            response.end(raw ?? JSON.stringify(body ?? {}))
        })
    })
    server.listen(0, '127.0.0.1', () => {
        fs.writeFileSync(`${port}.new`, String(server.address().port))
        fs.renameSync(`${port}.new`, port) // whole, when it is there
    })
    setInterval(() => server.listening && !fs.existsSync(port) && process.exit(), 500)
    setTimeout(() => process.exit(), 600_000)
}

// A file as an answer; null: it is not there.
export const fileAnswer = file =>
    fs.existsSync(file) ? { status: 200, raw: fs.readFileSync(file) } : null
