// SPDX-License-Identifier: Apache-2.0
// ${{ … }} as GitHub evaluates it, by GitHub's own evaluator.
import { load } from './tools.mjs'

const { Lexer, Parser, Evaluator, data } = await load('@actions/expressions/dist/index.js')
const { truthy } = await load('@actions/expressions/dist/result.js')

// The status functions of a step: `status` is that of the job, or of the composite action.
export function statusFunctions(status) {
    const of = (name, value) => ({
        name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value),
    })
    return [
        of('success', status === 'success'),
        of('failure', status === 'failure'),
        of('cancelled', status === 'cancelled'),
        of('always', true),
    ]
}

function evaluated(text, contexts, functions) {
    const names = Object.keys(contexts)
    const tokens = new Lexer(text).lex().tokens
    const tree = new Parser(tokens, names, functions).parse()
    const values = JSON.parse(JSON.stringify(contexts), data.reviver)
    return new Evaluator(tree, values, new Map(functions.map(f => [f.name, f]))).evaluate()
}

// Where the "}}" of an expression that begins at `from` is: not the one inside '…'.
function endOf(text, from) {
    for (let i = from, quoted = false; i < text.length; i++) {
        if (text[i] === "'")
            quoted = !quoted
        else if (!quoted && text.startsWith('}}', i))
            return i
    }
    throw new Error(`an expression has no end: ${text}`)
}

// Every expression in a text, without its braces.
export function expressionsIn(text) {
    const found = []
    for (let at = text.indexOf('${{'); at >= 0; at = text.indexOf('${{', at)) {
        const end = endOf(text, at + 3)
        found.push(text.slice(at + 3, end))
        at = end
    }
    return found
}

// A value of the YAML with its expressions replaced, as text.
export function filledIn(value, contexts, functions = []) {
    if (value === null || value === undefined)
        return ''
    let text = String(value), result = ''
    for (let at = text.indexOf('${{'); at >= 0; at = text.indexOf('${{')) {
        const end = endOf(text, at + 3)
        result += text.slice(0, at)
        result += evaluated(text.slice(at + 3, end), contexts, functions).coerceString()
        text = text.slice(end + 2)
    }
    return result + text
}

const asks = text => /\b(success|failure|cancelled|always)\s*\(/i.test(text.replace(/'[^']*'/g, ''))

// An `if:`: without a status function it means success() and the rest.
export function holds(condition, contexts, functions) {
    let text = condition === undefined ? 'success()' : String(condition).trim()
    if (text.startsWith('${{') && endOf(text, 3) === text.length - 2)
        text = text.slice(3, -2)
    if (text.includes('${{'))
        throw new Error(`true whatever it says, since it is text: if: ${text}`)
    if (!asks(text))
        text = `success() && (${text})`
    return truthy(evaluated(text, contexts, functions))
}
