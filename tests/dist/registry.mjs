// SPDX-License-Identifier: Apache-2.0
// registry.mjs DIR: an npm registry of the packages (*.tgz) in DIR, and of no other. It
// writes its port to DIR/port, and each path that is asked for to DIR/log.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const dir = process.argv[2];
const packages = new Map();
for (const file of readdirSync(dir).filter((name) => name.endsWith('.tgz'))) {
    const bytes = readFileSync(join(dir, file));
    const manifest = JSON.parse(execFileSync('tar', ['-xzOf', join(dir, file), 'package/package.json']));
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    packages.set(manifest.name, { file, bytes, manifest, integrity });
}

function page(found, host) {
    const { name, version } = found.manifest;
    const dist = { tarball: `http://${host}/-/${found.file}`, integrity: found.integrity };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...found.manifest, dist } } };
}

const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.slice(1));
    appendFileSync(join(dir, 'log'), `${request.method} ${path}\n`);
    const file = [...packages.values()].find((each) => path === `-/${each.file}`);
    if (file) {
        response.end(file.bytes);
    } else if (packages.has(path)) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(page(packages.get(path), request.headers.host)));
    } else {
        response.statusCode = 404;
        response.end('{}');
    }
});
server.listen(0, '127.0.0.1', () => {
    writeFileSync(join(dir, 'port.new'), String(server.address().port));
    renameSync(join(dir, 'port.new'), join(dir, 'port'));
});
