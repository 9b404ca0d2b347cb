// SPDX-License-Identifier: Apache-2.0
// fixtures.mjs TIDEGATE NAME=SOCKET...: runs the SQL of the project's fixtures for MySQL's
// family on the servers of their family. What `tidegate locks` says is refused the server must
// refuse, and nothing else. A difference that is understood stands in UNDERSTOOD.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { connect } from './client.mjs';

// A piece of the statement, the server's answer, and why the two may differ there.
const UNDERSTOOD = [];

function walk(folder) {
    return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(entry => (entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

// The SQL files of a .tree: those of the base, and those that the change adds.
function readTree(text) {
    const tree = { engine: '', base: [], change: [] };
    let lines = null;
    for (const line of text.split('\n')) {
        const head = line.match(/^@ (?:(base|gone|broken|branch|commit|nobase|layout|runner|engine|expect)\b ?)?(.*)$/);
        if (!head) {
            lines?.push(line);
            continue;
        }
        lines = null;
        if (head[1] === 'engine')
            tree.engine = head[2];
        if ((head[1] === undefined || head[1] === 'base') && head[2].endsWith('.sql')) {
            lines = [];
            tree[head[1] ?? 'change'].push({ name: head[2], lines });
        }
    }
    return tree;
}

const textOf = files => files.sort((a, b) => (a.name < b.name ? -1 : 1)).map(file => file.lines.join('\n')
    .replaceAll('--> statement-breakpoint', '')).join('\n;\n');

// Columns count characters.
function cut(text, place) {
    const lines = text.split('\n').slice(place.line - 1, place.end_line).map(line => [...line]);
    lines[lines.length - 1] = lines[lines.length - 1].slice(0, place.end_column - 1);
    lines[0] = lines[0].slice(place.column - 1);
    return lines.map(line => line.join('')).join('\n');
}

function forecast(tidegate, engine, base, change) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tidegate-fixtures.'));
    try {
        const given = path.join(folder, 'given.sql'), file = path.join(folder, 'change.sql');
        fs.writeFileSync(given, base);
        fs.writeFileSync(file, change);
        const printed = execFileSync(tidegate, ['locks', '--engine', engine, '--given', given, '--format', 'json', file],
            { cwd: folder, encoding: 'utf8' });
        return JSON.parse(printed).statements;
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

async function fresh(socket) {
    const server = await connect(socket, true);
    await server.run('DROP DATABASE IF EXISTS scratch');
    await server.run('CREATE DATABASE scratch');
    await server.run('USE scratch');
    return server;
}

async function compare(tidegate, name, socket, file, tree) {
    const base = textOf(tree.base), change = textOf(tree.change);
    const server = await fresh(socket);
    const given = base.trim() === '' ? { code: 0 } : await server.query(base);
    const count = { statements: 0, differences: 0 };
    if (given.code !== 0 && given.code !== 1065) {
        console.log(`${file}: ${name} refuses what is given: ${given.code} ${given.message}`);
        count.differences++;
    }
    for (const statement of forecast(tidegate, name, base, change)) {
        const sql = cut(change, statement);
        const { code, message } = await server.query(sql);
        const refused = code !== 0 && code !== 1065;
        count.statements++;
        if (refused === (statement.refused !== null) || UNDERSTOOD.some(row => sql.includes(row.sql) && row.code === code))
            continue;
        count.differences++;
        console.log(`${file}: ${name} ${refused ? `refuses (${code} ${message})` : 'takes'}, tidegate ` +
            `${statement.refused === null ? 'does not refuse' : `refuses (${statement.refused})`}: ${sql}`);
    }
    server.close();
    return count;
}

const [tidegate, ...servers] = process.argv.slice(2);
const trees = walk('fixtures').filter(file => file.endsWith('.tree'))
    .map(file => ({ file, ...readTree(fs.readFileSync(file, 'utf8')) }))
    .filter(tree => /^(mysql|mariadb)\b/.test(tree.engine) && tree.change.length > 0);
let statements = 0, differences = 0;
for (const word of servers) {
    const at = word.indexOf('='), name = word.slice(0, at), socket = word.slice(at + 1);
    for (const tree of trees.filter(one => one.engine.split('@')[0] === name.split('@')[0])) {
        const count = await compare(tidegate, name, socket, tree.file, tree);
        statements += count.statements;
        differences += count.differences;
    }
}
console.log(`fixtures: ${trees.length} trees, ${statements} statements compared, ${differences} differ`);
process.exit(differences > 0 ? 1 : 0);
