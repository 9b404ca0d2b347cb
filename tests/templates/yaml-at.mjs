// SPDX-License-Identifier: Apache-2.0
// yaml.js FILE KEY...: what a YAML file has at that place. A text is printed as it is, the
// texts of a list one after the other, all else as JSON. Exit status 1: there is nothing.
'use strict';
const fs = require('fs');
const YAML = require('yaml');

const [file, ...keys] = process.argv.slice(2);
const document = YAML.parseDocument(fs.readFileSync(file, 'utf8'), { merge: true });
for (const problem of [...document.errors, ...document.warnings]) {
    console.error(`${file}: ${problem.message}`);
    process.exitCode = 1;
}
let value = document.toJS();
for (const key of keys) value = value?.[key];
if (value === undefined) {
    console.error(`${file}: nothing at ${keys.join(' ')}`);
    process.exit(1);
}
const text = (item) => (typeof item === 'string' ? item : JSON.stringify(item));
console.log((Array.isArray(value) ? value.map(text) : [text(value)]).join('\n'));
