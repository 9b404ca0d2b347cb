// SPDX-License-Identifier: Apache-2.0
// node yaml-at.mjs FILE KEY...: what a YAML file has at that place. A text is printed as it
// is, the texts of a list one after the other, all else as JSON. Exit status 1: there is
// nothing.
import { readYaml } from './tools.mjs'

const [file, ...keys] = process.argv.slice(2)
const value = keys.reduce((at, key) => at?.[key], readYaml(file, { merge: true }))
if (value === undefined)
    throw new Error(`${file}: nothing at ${keys.join(' ')}`)
const text = item => typeof item === 'string' ? item : JSON.stringify(item)
console.log([value].flat().map(text).join('\n'))
