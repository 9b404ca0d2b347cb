// SPDX-License-Identifier: Apache-2.0
// A client of MySQL's protocol for tests: one connection over a Unix socket, as root without
// a password. It sends a statement's bytes as they are, which the servers' own clients do
// not: these look for delimiters, comments and commands of theirs in it.
import net from 'node:net';

const CAPABILITIES =
    0x1 /* long password */ | 0x200 /* protocol 41 */ | 0x2000 /* transactions */ |
    0x8000 /* secure connection */ | 0x20000 /* several results */ | 0x80000 /* plugins */;
const MULTI_STATEMENTS = 0x10000;
const UTF8MB4 = 45;
const MORE_RESULTS = 8;
const COM_QUERY = 3, COM_PREPARE = 0x16, COM_CLOSE = 0x19, COM_RESET = 0x1f;

// Reads the parts of a packet.
class Reader {
    constructor(packet) {
        this.packet = packet;
        this.at = 0;
    }
    byte() { return this.packet[this.at++]; }
    integer(size) {
        const value = this.packet.readUIntLE(this.at, size);
        this.at += size;
        return value;
    }
    length() { // null: an SQL NULL
        const first = this.byte();
        if (first < 0xfb)
            return first;
        if (first === 0xfb)
            return null;
        const size = { 0xfc: 2, 0xfd: 3, 0xfe: 8 }[first];
        const value = this.packet.readUIntLE(this.at, Math.min(size, 6));
        this.at += size;
        return value;
    }
    text() {
        const length = this.length();
        if (length === null)
            return null;
        this.at += length;
        return this.packet.toString('utf8', this.at - length, this.at);
    }
    untilNul() {
        const end = this.packet.indexOf(0, this.at);
        const value = this.packet.toString('latin1', this.at, end);
        this.at = end + 1;
        return value;
    }
}

const isError = packet => packet[0] === 0xff;
const isEnd = packet => packet[0] === 0xfe && packet.length < 9;

function readError(packet) {
    const code = packet.readUInt16LE(1);
    return { code, message: packet.toString('utf8', packet[3] === 0x23 ? 9 : 3), rows: [] };
}

class Connection {
    constructor(stream) {
        this.stream = stream;
        this.bytes = Buffer.alloc(0);
        this.waiting = null;
        this.broken = null;
        stream.on('data', chunk => {
            this.bytes = Buffer.concat([this.bytes, chunk]);
            this.wake();
        });
        const fail = why => {
            this.broken = why instanceof Error ? why : new Error('the server closed the connection');
            this.wake();
        };
        stream.on('error', fail);
        stream.on('close', fail);
    }

    wake() {
        const waiting = this.waiting;
        this.waiting = null;
        if (waiting)
            waiting();
    }

    async packet() {
        for (;;) {
            if (this.bytes.length >= 4) {
                const size = this.bytes.readUIntLE(0, 3);
                if (this.bytes.length >= 4 + size) {
                    const packet = this.bytes.subarray(4, 4 + size);
                    this.sequence = this.bytes[3] + 1;
                    this.bytes = this.bytes.subarray(4 + size);
                    return packet;
                }
            }
            if (this.broken)
                throw this.broken;
            await new Promise(resolve => { this.waiting = resolve; });
        }
    }

    send(payload) {
        const head = Buffer.alloc(4);
        head.writeUIntLE(payload.length, 0, 3);
        head[3] = this.sequence;
        this.stream.write(Buffer.concat([head, payload]));
    }

    command(number, text = '') {
        this.sequence = 0;
        this.send(Buffer.concat([Buffer.from([number]), Buffer.from(text)]));
    }

    async greet(capabilities) {
        const greeting = await this.packet();
        if (isError(greeting))
            throw new Error(readError(greeting).message);
        this.version = new Reader(greeting.subarray(1)).untilNul();
        const answer = Buffer.alloc(32);
        answer.writeUInt32LE(capabilities, 0);
        answer.writeUInt32LE(0xffffff, 4);
        answer[8] = UTF8MB4;
        this.send(Buffer.concat([answer, Buffer.from('root\0\0mysql_native_password\0')]));
        for (;;) {
            const reply = await this.packet();
            if (isError(reply))
                throw new Error(readError(reply).message);
            if (reply[0] === 0)
                return this;
            if (reply[0] === 0xfe) // another plugin: its answer to no password is empty too
                this.send(Buffer.alloc(0));
        }
    }

    async definitions(count) {
        const names = [];
        for (let i = 0; i < count; i++) {
            const reader = new Reader(await this.packet());
            for (let skipped = 0; skipped < 4; skipped++)
                reader.text();
            names.push(reader.text());
        }
        if (count > 0)
            await this.packet();
        return names;
    }

    // What the statement came to: code 0, or the error's; the rows of its last result, as
    // arrays of texts. Without an answer before the deadline (in ms) the connection is given
    // up.
    async query(sql, deadline = 600000) {
        const timer = setTimeout(() => this.stream.destroy(new Error('no answer')), deadline);
        try {
            return await this.results(sql);
        } finally {
            clearTimeout(timer);
        }
    }

    async results(sql) {
        this.command(COM_QUERY, sql);
        for (let result = { code: 0, message: '', rows: [] };;) {
            const head = await this.packet();
            if (isError(head))
                return readError(head);
            if (head[0] === 0) {
                const reader = new Reader(head.subarray(1));
                reader.length();
                reader.length();
                if (!(reader.integer(2) & MORE_RESULTS))
                    return result;
                continue;
            }
            const width = (await this.definitions(new Reader(head).length())).length;
            result = { code: 0, message: '', rows: [] };
            for (;;) {
                const packet = await this.packet();
                if (isError(packet))
                    return readError(packet);
                if (isEnd(packet)) {
                    if (!(packet.readUInt16LE(3) & MORE_RESULTS))
                        return result;
                    break;
                }
                const reader = new Reader(packet);
                result.rows.push(Array.from({ length: width }, () => reader.text()));
            }
        }
    }

    // Has the server parse and resolve it, and run nothing.
    async prepare(sql) {
        this.command(COM_PREPARE, sql);
        const head = await this.packet();
        if (isError(head))
            return readError(head);
        const reader = new Reader(head.subarray(1));
        const statement = reader.integer(4), columns = reader.integer(2), parameters = reader.integer(2);
        await this.definitions(parameters);
        await this.definitions(columns);
        const id = Buffer.alloc(4);
        id.writeUInt32LE(statement);
        this.command(COM_CLOSE, id);
        return { code: 0, message: '', rows: [] };
    }

    // The session as it was at first: transactions, locks and variables are gone.
    async reset() {
        this.command(COM_RESET);
        await this.packet();
    }

    // What must not fail.
    async run(sql) {
        const result = await this.query(sql);
        if (result.code !== 0)
            throw new Error(`${sql}: ${result.code} ${result.message}`);
        return result.rows;
    }

    close() { this.stream.destroy(); }
}

// With `scripts` a query may hold several statements; the server tells them apart by
// semicolons.
export function connect(socket, scripts = false) {
    return new Connection(net.connect(socket)).greet(CAPABILITIES | (scripts ? MULTI_STATEMENTS : 0));
}
