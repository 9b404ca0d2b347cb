// SPDX-License-Identifier: Apache-2.0
// The npm packages that the tests of templates work with, from build/tools, where `import`
// does not look by itself.
import { readFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('../../build/tools/node_modules', import.meta.url))

// GitHub's own parser imports its schemas as JSON without saying so, as bundlers allow.
const JSON_TOO = `export async function load(url, context, next) {
    if (!url.endsWith('.json')) return next(url, context)
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(new URL(url), 'utf8')
    return { format: 'module', source: 'export default ' + text, shortCircuit: true }
}`
register('data:text/javascript,' + encodeURIComponent(JSON_TOO), import.meta.url)

const require = createRequire(pathToFileURL(`${folder}/`))
export const requireFile = path => require(`${folder}/${path}`)
export const load = path => import(pathToFileURL(`${folder}/${path}`))

export const yaml = require('yaml')
// A file of YAML as a value; `options` are the parser's. Keys that are there twice are
// refused.
export function readYaml(file, options = {}) {
    const document = yaml.parseDocument(readFileSync(file, 'utf8'), { prettyErrors: true, ...options })
    const fault = document.errors[0] // tags of a CI system are warnings
    if (fault)
        throw new Error(`${file}: ${fault.message}`)
    return document.toJS()
}
