// SPDX-License-Identifier: Apache-2.0
// measure.mjs [--compare] NAME=SOCKET... FILE...: asks servers what they make of the
// statements of the corpus, and writes it into the files. A row is
//
//   0 0 1064<TAB>statement
//
// one answer for each server that the file's first line names: 0, or the error's number. A
// row without answers is new. In a statement ␤ stands for a line's end and ␉ for a tab.
//
// NAME is as servers.sh prints it: mysql@9.7. Every statement is run, as its bytes are, in a
// database that holds the same tables each time; statements that would end the server are
// only prepared. With --compare nothing is written: rows that a server of the same release
// answers otherwise are printed, and the exit status is 1.
import fs from 'node:fs';
import { connect } from './client.mjs';

const SCHEMA = [
    'CREATE DATABASE scratch',
    'USE scratch',
    `CREATE TABLE u (id INT PRIMARY KEY, a INT, b VARCHAR(20), UNIQUE KEY ua (a))`,
    `CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(20),
        c INT NOT NULL DEFAULT 0, d DATETIME, KEY ka (a), UNIQUE KEY kb (b),
        CONSTRAINT fk1 FOREIGN KEY (c) REFERENCES u (id), CONSTRAINT ck1 CHECK (a > 0))`,
    `CREATE TABLE p (id INT NOT NULL, k INT NOT NULL, PRIMARY KEY (id, k)) PARTITION BY RANGE (k)
        (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))`,
    'CREATE VIEW v AS SELECT id, a FROM t',
];
const LEFT_BEHIND = [
    "DROP USER IF EXISTS 'x'@'localhost', 'y'@'localhost', 'x'@'%', 'y'@'%'",
    "DROP ROLE IF EXISTS r, s",
    'DROP SERVER IF EXISTS s',
    'DROP DATABASE IF EXISTS scratch2',
    'DROP RESOURCE GROUP x',
    'DROP SPATIAL REFERENCE SYSTEM IF EXISTS 1000000',
];
// What must not be run on the server that is asked.
const DANGEROUS = /^\W*(SHUTDOWN|RESTART|KILL|CLONE|RESET|PURGE|INSTALL|UNINSTALL|ALTER INSTANCE|LOCK INSTANCE|BACKUP|(CREATE|ALTER|DROP) (UNDO )?TABLESPACE|FLUSH TABLES|CHANGE|STOP|START (REPLICA|SLAVE|GROUP)|SET PASSWORD|SET DEFAULT ROLE|ALTER USER USER\(|DROP USER root|XA|CREATE FUNCTION .* SONAME)/i;
const DEADLINE = 20000; // ms: a loop that never ends is the corpus's mistake
const REFUSED = new Set([1064, 1149]);

const decode = text => text.replaceAll('␤', '\n').replaceAll('␉', '\t');

class Server {
    static async at(name, socket) {
        const server = new Server();
        Object.assign(server, { name, socket, dirty: true, asked: 0 });
        server.connection = await connect(socket);
        const release = (await server.connection.run('SELECT VERSION()'))[0][0].match(/^[0-9.]+/)[0];
        server.release = `${name.split('@')[0]}@${release}`;
        await server.forget();
        return server;
    }

    async forget() {
        for (const sql of LEFT_BEHIND)
            await this.connection.query(sql);
    }

    async begin() {
        await this.connection.reset();
        if (this.dirty) {
            await this.connection.run('SET foreign_key_checks = 0');
            await this.connection.run('DROP DATABASE IF EXISTS scratch');
            await this.connection.run('SET foreign_key_checks = 1');
            await this.forget();
            for (const sql of SCHEMA)
                await this.connection.run(sql);
            this.dirty = false;
        }
        await this.connection.run('USE scratch');
    }

    // Some statements end their connection: what comes next is asked on a new one.
    async ask(sql) {
        for (let tries = 0; tries < 2; tries++) {
            try {
                return await this.answer(sql);
            } catch (error) {
                this.connection.close();
                this.connection = await connect(this.socket);
                this.dirty = true;
                if (tries > 0)
                    console.error(`${this.name}: ${error.message}: ${sql}`);
            }
        }
        return 'lost';
    }

    async answer(sql) {
        await this.begin();
        if (DANGEROUS.test(sql))
            return (await this.connection.prepare(sql)).code;
        const { code } = await this.connection.query(sql, DEADLINE);
        this.dirty = !REFUSED.has(code) && !/^\W*(SELECT|SHOW|WITH|TABLE|VALUES|DO|HANDLER)\b/i.test(sql);
        return code;
    }
}

function readRows(file) {
    return fs.readFileSync(file, 'utf8').split('\n').filter(line => line !== '').map(line => {
        if (line.startsWith('#'))
            return { comment: line };
        const tab = line.indexOf('\t');
        return { answers: tab < 0 ? [] : line.slice(0, tab).split(' '), statement: line.slice(tab + 1) };
    });
}

// The servers that the file's first line names; a new file has all of them.
function columnsOf(rows, servers) {
    if (rows.length > 0 && /^# \w+@/.test(rows[0].comment ?? ''))
        return rows.shift().comment.slice(2).split(' ');
    return servers.map(server => server.release);
}

async function measure(file, servers, compare) {
    const rows = readRows(file);
    const columns = columnsOf(rows, servers);
    let differences = 0;
    const same = (column, server) => column === server.release ||
        (!compare && column.split('.').slice(0, -1).join('.') === server.release.split('.').slice(0, -1).join('.'));
    await Promise.all(servers.map(async server => {
        const at = columns.findIndex(column => same(column, server));
        if (at < 0)
            return;
        if (!compare)
            columns[at] = server.release;
        for (const row of rows) {
            if (!row.statement)
                continue;
            const answer = String(await server.ask(decode(row.statement)));
            server.asked++;
            if (compare && answer !== row.answers[at]) {
                differences++;
                console.log(`${file}: ${server.release}: ${row.answers[at]} is now ${answer}: ${row.statement}`);
            }
            if (!compare)
                row.answers[at] = answer;
        }
    }));
    if (!compare)
        fs.writeFileSync(file, [`# ${columns.join(' ')}`,
            ...rows.map(row => row.comment ?? `${row.answers.join(' ')}\t${row.statement}`), ''].join('\n'));
    return differences;
}

const words = process.argv.slice(2);
const compare = words[0] === '--compare';
if (compare)
    words.shift();
const servers = [];
for (const word of words.filter(text => text.includes('=')))
    servers.push(await Server.at(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)));
let differences = 0;
for (const file of words.filter(text => !text.includes('=')))
    differences += await measure(file, servers, compare);
for (const server of servers) {
    console.log(`asked: ${server.release}, ${server.asked} statements`);
    server.connection.close();
}
process.exit(differences > 0 ? 1 : 0);
