// SPDX-License-Identifier: Apache-2.0
// catalog.mjs DUMP NAME=SOCKET FOLDER|FILE...: runs whole histories on a server, and compares
// what its information_schema then tells with what DUMP (dump_catalog) prints for the same
// files. A folder is a history: its files named *.sql, in order, and those of its folders.
// Ends with 1 when a line differs.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { connect } from './client.mjs';

const CHARSET = 'utf8mb4', COLLATION = 'utf8mb4_unicode_ci'; // of the database

// Lines that one side alone has, of which history, and why.
const PERIOD = 'a period is shown as its columns, and as a check';
const UNDERSTOOD = [
    { of: 'dumped-by-mariadb', line: 'index\trents\trents_stay\tunique\tbtree\t\troom,stay', why: PERIOD },
    { of: 'dumped-by-mariadb', line: 'index\trents\trents_stay\tunique\tbtree\t\troom,ends,starts', why: PERIOD },
    { of: 'dumped-by-mariadb', line: 'check\trents\tstay', why: PERIOD },
];

function sqlFiles(where) {
    if (!fs.statSync(where).isDirectory())
        return [where];
    return fs.readdirSync(where, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(entry => (entry.isDirectory() ? sqlFiles(path.join(where, entry.name))
            : entry.name.endsWith('.sql') ? [path.join(where, entry.name)] : []));
}

// ---- one spelling for what both sides spell in their own way ----

const words = text => text.toLowerCase().replaceAll('`', '').replace(/\s+/g, '');

// Display widths, and spellings of defaults, say nothing.
function type(text, mariadb) {
    const lower = text.toLowerCase().replace(/\s*\/\*m!.*?\*\//, '').replace(/\s*([(,])\s*/g, '$1').replace(/\s+\)/g, ')')
        .replace(/^(bool|boolean)$/, 'tinyint(1)').replace(/^integer/, 'int').replace(/^(dec|numeric|fixed)\b/, 'decimal')
        .replace(/^((?:tiny|small|medium|big)?int|year)\(\d+\)/, '$1').replace(/^(decimal)\((\d+)\)/, '$1($2,0)')
        .replace(/^decimal($| )/, 'decimal(10,0)$1').replace(/^double precision/, 'double').replace(/^real$/, 'double');
    return mariadb ? lower.replace(/^json$/, 'longtext') : lower;
}

function value(text) {
    let plain = words(text ?? '');
    while (/^\(.*\)$/.test(plain))
        plain = plain.slice(1, -1);
    plain = plain.replace(/^_utf8mb4/, '').replace(/(:\d\d)\.0+(?='?$)/, '$1').replace(/\\+'|(?<=.)''(?=.)/g, "'").replace(/^(['"])(.*)\1$/, '$2');
    if (plain === 'null')
        return '';
    return plain.replace(/^(now|current_timestamp|localtimestamp|localtime)(\(\))?$/, 'current_timestamp')
        .replace(/^now\(/, 'current_timestamp(').replace(/^true$/, '1').replace(/^false$/, '0');
}

const number = text => (/^-?[0-9.]+$/.test(text) ? String(Number(text)) : text);
const action = text => words(text).replace(/^(noaction|restrict)?$/, 'none');

// ---- what the server has ----

async function serverLines(server, mariadb) {
    const lines = [];
    const ask = (sql, line) => server.run(sql).then(rows => rows.forEach(row => lines.push(line(row).join('\t'))));
    await ask(`SELECT table_name, table_collation FROM information_schema.tables
        WHERE table_schema = 'shop' AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`, ([name, collation]) => ['table', name, collation]);
    await ask(`SELECT table_name FROM information_schema.views WHERE table_schema = 'shop'`, ([name]) => ['view', name]);
    await ask(`SELECT c.table_name, column_name, column_type, is_nullable, column_default, extra, collation_name
        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'shop' AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY c.table_name, ordinal_position`,
    ([table, name, text, nullable, preset, extra, collation]) => {
        const generated = /(VIRTUAL|STORED) GENERATED/i.exec(extra)?.[1].toLowerCase() ?? '';
        const update = /on update (\S+)/i.exec(extra)?.[1] ?? '';
        return ['column', table, name, type(text, mariadb), nullable, generated ? '' : number(value(preset)),
            /auto_increment/.test(extra) ? 'auto_increment' : '', generated, /INVISIBLE/i.test(extra) ? 'invisible' : '',
            value(update), collation ?? ''];
    });
    const hidden = mariadb ? "IF(ignored = 'YES', 'invisible', '')" : "IF(is_visible = 'NO', 'invisible', '')";
    const part = mariadb ? 'column_name' : "IF(column_name IS NULL, 'expression', column_name)";
    await ask(`SELECT table_name, index_name, IF(MAX(non_unique), '', 'unique'), LOWER(MAX(index_type)), MAX(${hidden}),
        GROUP_CONCAT(CONCAT(${part}, IF(collation = 'D', ' desc', ''),
            IF(sub_part IS NULL OR index_type = 'SPATIAL', '', CONCAT('(', sub_part, ')'))) ORDER BY seq_in_index)
        FROM information_schema.statistics WHERE table_schema = 'shop' GROUP BY table_name, index_name`, row => ['index', ...row]);
    await ask(`SELECT k.table_name, k.constraint_name, GROUP_CONCAT(k.column_name ORDER BY ordinal_position), k.referenced_table_name,
        GROUP_CONCAT(k.referenced_column_name ORDER BY ordinal_position), MAX(r.delete_rule), MAX(r.update_rule)
        FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
        ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
        WHERE k.table_schema = 'shop' GROUP BY k.table_name, k.constraint_name, k.referenced_table_name`,
    row => ['foreign-key', ...row.slice(0, 5), action(row[5]), action(row[6])]);
    await ask(`SELECT t.table_name, constraint_name FROM information_schema.table_constraints t
        JOIN information_schema.check_constraints c USING (constraint_schema, constraint_name)
        WHERE table_schema = 'shop' AND constraint_type = 'CHECK' ${mariadb ? 'AND c.table_name = t.table_name' : ''}`,
    row => ['check', ...row]);
    return lines;
}

// ---- what we have, with what a server fills in ----

async function ourLines(dump, name, text, server, mariadb) {
    const presets = new Map((await server.run('SELECT character_set_name, default_collate_name FROM information_schema.character_sets'))
        .map(([charset, collation]) => [charset.toLowerCase(), collation]));
    const collationOf = (charset, collation, inherited) =>
        charset === 'database' ? COLLATION : collation || (charset ? presets.get(charset.toLowerCase().replace(/^utf8$/, 'utf8mb3')) ?? charset : inherited);
    const tables = new Map();
    return execFileSync(dump, [name], { input: text, encoding: 'utf8' }).split('\n').filter(line => line !== '').flatMap(line => {
        const [kind, table, ...rest] = line.split('\t');
        if (kind === 'table') {
            tables.set(table, collationOf(rest[0], rest[1], COLLATION));
            return [[kind, table, tables.get(table)]];
        }
        if (kind === 'column') {
            const [column, text, nullable, preset, auto, generated, invisible, update, charset, collation] = rest;
            const isText = /^(char|varchar|n?char|tinytext|text|mediumtext|longtext|enum|set)\b/.test(type(text, false));
            const json = mariadb && /^json$/i.test(text);
            const parts = [kind, table, column, type(text, mariadb), nullable, generated ? '' : number(value(preset)), auto, generated, invisible,
                value(update), json ? 'utf8mb4_bin' : isText ? collationOf(charset, collation, tables.get(table)) : ''];
            // MariaDB's JSON is a text with a constraint that nobody wrote.
            return json ? [parts, ['check', table, column]] : [parts];
        }
        if (kind === 'foreign-key')
            return [[kind, table, ...rest.slice(0, 4), action(rest[4]), action(rest[5])]];
        return [[kind, table, ...rest]];
    }).map(parts => parts.join('\t'));
}

const refusal = ({ code, message }) => (code === 0 || code === 1065 ? '' : `${code} ${message}`);

// Delimiters are the client's to understand.
function feed(socket, text) {
    const arguments_ = ['--no-defaults', '--comments', '--default-character-set=utf8mb4', '-S', socket, '-u', 'root', 'shop'];
    return spawnSync('mariadb', arguments_, { input: text, encoding: 'utf8' }).stderr.trim();
}

async function compare(dump, name, socket, where) {
    const mariadb = name.startsWith('mariadb');
    const files = sqlFiles(where);
    const server = await connect(socket, true);
    await server.run('DROP DATABASE IF EXISTS shop');
    await server.run(`CREATE DATABASE shop CHARACTER SET ${CHARSET} COLLATE ${COLLATION}`);
    await server.run('USE shop');
    let differences = 0, all = '';
    for (const file of files) {
        const text = fs.readFileSync(file, 'utf8').replaceAll('--> statement-breakpoint', '');
        all += text.trimEnd() + (/;\s*$/.test(text) ? '\n' : ';\n');
        const refused = /^DELIMITER /m.test(text) ? feed(socket, text) : refusal(await server.query(text));
        if (refused !== '') {
            console.log(`${file}: ${name} refuses it: ${refused}`);
            differences++;
        }
    }
    const theirs = new Set(await serverLines(server, mariadb));
    const ours = new Set(await ourLines(dump, name, all, server, mariadb));
    server.close();
    const rows = UNDERSTOOD.filter(row => where.includes(row.of));
    const differ = [...ours].filter(line => !theirs.has(line)).map(line => ['has not:', line])
        .concat([...theirs].filter(line => !ours.has(line)).map(line => ['has:    ', line]));
    for (const [words, line] of differ.filter(([, one]) => !rows.some(row => row.line === one))) {
        console.log(`${where}: ${name} ${words} ${line}`);
        differences++;
    }
    for (const row of rows.filter(one => !differ.some(([, line]) => line === one.line))) {
        console.log(`${where}: ${name} does not differ at ${row.line}: ${row.why}`);
        differences++;
    }
    return { lines: theirs.size, differences };
}

const [dump, ...rest] = process.argv.slice(2);
let lines = 0, differences = 0;
for (const server of rest.filter(word => word.includes('=')))
    for (const where of rest.filter(word => !word.includes('='))) {
        const at = server.indexOf('=');
        const result = await compare(dump, server.slice(0, at), server.slice(at + 1), where);
        lines += result.lines;
        differences += result.differences;
    }
console.log(`catalogs: ${lines} lines compared, ${differences} differ`);
process.exit(differences > 0 ? 1 : 0);
