// SPDX-License-Identifier: Apache-2.0
// fixtures.mjs DUMP NAME=SOCKET...: puts every statement of the project's fixtures, examples
// and samples for MySQL's family, which DUMP (dump_statements) prints, to servers, as its
// bytes are and one after the other. What parser, effects and rules say is refused the server
// must refuse, and nothing else. A difference that is understood stands in UNDERSTOOD; a row
// there that explains none is one itself.
import { execFileSync } from 'node:child_process';
import { connect } from './client.mjs';

// The server's answer (0: it takes the statement), a piece of the statement, and why what is
// believed may differ there.
const NAMES = 'variables are not known by name';
const MENDED = 'what follows from an earlier refusal is not said again';
const FILES = 'the files of a table are put there by hand';
const DOUBT = 'what a variable or a procedure runs before it is not known';
const UNDERSTOOD = [
    { code: 1193, sql: 'tidb_enable_check_constraint', why: NAMES },
    { code: 1193, sql: 'restrict_fk_on_non_standard_key', why: NAMES },
    { code: 1193, sql: 'system_versioning_alter_history', why: NAMES },
    { code: 1030, sql: 'IMPORT TABLESPACE', why: FILES },
    { code: 1812, sql: 'IMPORT TABLESPACE', why: FILES },
    { code: 1025, sql: 'RENAME TABLE users TO archive.users', why: 'no file makes the database' },
    { code: 1067, sql: "name varchar(20) DEFAULT 'K", why: 'bytes that are not UTF-8: file-encoding says it' },
    { code: 1091, sql: 'ALTER TABLE notes DROP FOREIGN KEY notes_user', why: MENDED },
    { code: 1068, sql: 'ALTER TABLE users ADD PRIMARY KEY (id, tenant)', why: MENDED },
    { code: 1061, sql: 'ALTER TABLE notes ADD INDEX notes_user (user_id, id)', why: MENDED },
    { code: 1072, sql: 'ALTER TABLE users ADD INDEX users_age (age)', why: MENDED },
    { code: 1068, sql: 'ALTER TABLE notes ADD PRIMARY KEY (body), ALGORITHM=INPLACE', why: DOUBT },
];

// The grammar's own answers. MariaDB's 4161: an unknown type.
const SYNTAX = new Set([1064, 1149, 4161]);
const EMPTY = 1065; // nothing but comments
// About what no file of the project makes: its history begins before its first file, and what
// there was is presumed to be there. The message names it.
const NOT_THERE = new Set([1, 1008, 1049, 1051, 1109, 1146, 1243, 1305, 1824, 3503, 4092]);
// Rules that say nothing but that the server refuses.
const REFUSALS = ['algorithm-impossible', 'fk-incompatible', 'statement-refused', 'syntax-error', 'syntax-not-on-target'];

const BY_THE_SERVER = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);

class Server {
    static async at(name, socket) {
        const server = new Server();
        Object.assign(server, { name, understood: new Set(), statements: 0, differences: 0, unmade: 0 });
        server.connection = await connect(socket);
        server.settings = new Map(await server.connection.run('SHOW GLOBAL VARIABLES'));
        return server;
    }

    // Nothing is left of the project before.
    async begin() {
        await this.connection.reset();
        await this.connection.run('SET foreign_key_checks = 0');
        for (const [database] of await this.connection.run('SHOW DATABASES'))
            if (!BY_THE_SERVER.has(database))
                await this.connection.run(`DROP DATABASE \`${database.replaceAll('`', '``')}\``);
        for (const [setting, value] of await this.connection.run("SHOW GLOBAL VARIABLES LIKE 'foreign_key_checks'"))
            if (value !== this.settings.get(setting))
                await this.connection.run(`SET GLOBAL ${setting} = ${this.settings.get(setting)}`);
        await this.connection.run('CREATE DATABASE fixture CHARACTER SET utf8mb4');
    }

    async run(project) {
        await this.begin();
        const before = [];
        for (const file of project.files) {
            await this.connection.reset();
            await this.connection.run('USE fixture');
            for (const statement of file.statements) {
                const bytes = Buffer.from(statement.sql, 'hex'), sql = bytes.toString();
                const answer = await this.connection.query(bytes);
                this.compare(`${project.name}: ${this.name}`, { ...statement, sql }, answer, before);
                if (answer.code === 0)
                    before.push(sql);
            }
        }
    }

    compare(where, { sql, refused, syntax, rules }, { code, message }, before) {
        const refuses = code !== 0 && code !== EMPTY;
        const rule = rules.find(one => REFUSALS.includes(one));
        const believed = refused ?? rule ?? null;
        const said = [];
        this.statements++;
        if (believed === null && refuses && isUnmade(code, message, sql, before)) {
            this.unmade++;
            return;
        }
        if (refuses !== (believed !== null))
            said.push(refuses ? 'not believed to be refused' : `believed to be refused: ${believed}`);
        else if (refuses && !syntax && SYNTAX.has(code))
            said.push(`believed to be refused, and not for its syntax: ${believed}`);
        if (refused !== null && rules.length === 0)
            said.push(`no rule says that it is refused: ${refused}`);
        if (said.length === 0)
            return;
        const row = UNDERSTOOD.find(one => one.code === code && sql.includes(one.sql));
        if (row) {
            this.understood.add(row);
            return;
        }
        this.differences += said.length;
        for (const words of said)
            console.log(`${where} ${refuses ? `answers ${code} (${message})` : 'takes'}, ${words}:\n    ${sql.replaceAll('\n', '\n    ')}`);
    }
}

// What the message names, or the parents of a foreign key, which MariaDB leaves out.
function namedBy(code, message, sql) {
    if (code === 1005)
        return [...sql.matchAll(/\bREFERENCES\s+[`"]?(\w+)/gi)].map(match => match[1]);
    const found = NOT_THERE.has(code) && /'(?:[^']*[./])?([^'./]+)'|\((\w+)\)|\w+\.(\w+) does not/.exec(message);
    return found ? found.slice(1).filter(part => part) : [];
}

const makes = (sql, name) => /^\W*(CREATE|RENAME|ALTER\b.*\bRENAME)\b/is.test(sql) && new RegExp(`\\b${name}\\b`).test(sql);

// `taken`: the statements before it that the server took.
function isUnmade(code, message, sql, taken) {
    return namedBy(code, message, sql).some(name => !taken.some(one => makes(one, name)) &&
        !(code === 1005 && makes(sql, name) && new RegExp(`^\\W*CREATE\\s+TABLE\\s+\\W?${name}\\b`, 'i').test(sql)));
}

async function ask(dump, name, socket) {
    const server = await Server.at(name, socket);
    const projects = execFileSync(dump, [name], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').map(line => JSON.parse(line));
    for (const project of projects)
        await server.run(project);
    await server.begin();
    server.connection.close();
    console.log(`fixtures: ${name}, ${projects.length} projects, ${server.statements} statements: ` +
        `${server.unmade} about what no file makes, ${server.differences} differ`);
    return server;
}

const [dump, ...words] = process.argv.slice(2);
const servers = await Promise.all(words.map(word => {
    const at = word.indexOf('=');
    return ask(dump, word.slice(0, at), word.slice(at + 1));
}));
const understood = new Set(servers.flatMap(server => [...server.understood]));
const families = new Set(servers.map(server => server.name.split('@')[0]));
let failed = servers.some(server => server.differences > 0 || server.statements === 0);
// A row can be about one family alone.
for (const row of families.size > 1 ? UNDERSTOOD.filter(one => !understood.has(one)) : []) {
    console.log(`UNDERSTOOD: nothing differs at "${row.sql}", ${row.code}: ${row.why}`);
    failed = true;
}
process.exit(failed ? 1 : 0);
