// SPDX-License-Identifier: Apache-2.0
// node parse.mjs FILE...: says which files are no YAML, or have a key twice.
import { readYaml } from './tools.mjs'

for (const file of process.argv.slice(2))
    try {
        readYaml(file)
    } catch (error) {
        console.log(error.message)
        process.exitCode = 1
    }
