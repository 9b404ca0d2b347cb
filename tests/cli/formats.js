// SPDX-License-Identifier: Apache-2.0
// node formats.js ROOT FOLDER...: holds the reports in each folder (report.sarif,
// report.gitlab.json, report.junit.xml, report.checkstyle.xml) against the schemas of JSON
// and against report.json, and prints what is wrong. The XML is valid by then.
const fs = require('fs');
const Ajv = require('ajv');
const Ajv2020 = require('ajv/dist/2020');
const formats = require('ajv-formats');

const [root, ...folders] = process.argv.slice(2);

// Of JSON Schema's draft 4, of which ajv lacks these two words alone.
function sarifSchema() {
    const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    delete schema.id;
    delete schema.$schema;
    return schema;
}

function compiled(Kind, schema) {
    const ajv = new Kind({ strict: false, allErrors: true, unicodeRegExp: false });
    formats(ajv);
    return ajv.compile(schema);
}

const isSarif = compiled(Ajv, sarifSchema());
const isGitlab = compiled(Ajv2020, JSON.parse(
    fs.readFileSync(`${root}/linter/report/schema/gitlab-code-quality.json`, 'utf8')));

function judge(folder) {
    const refuse = (what, ok) => ok || console.log(`${folder}: ${what}`);
    const equal = (what, a, b) => refuse(`${what}: ${a}, not ${b}`, a === b);
    const text = name => fs.readFileSync(`${folder}/report.${name}`, 'utf8');
    const read = name => JSON.parse(text(name));
    const valid = (what, check, value) =>
        check(value) || refuse(`${what}: ${JSON.stringify(check.errors.slice(0, 3))}`, false);

    const ours = read('json').findings;
    const open = ours.filter(finding => !finding.suppressed);
    checkSarif(read('sarif'), ours, { refuse, equal, valid });
    checkGitlab(read('gitlab.json'), open, { refuse, equal, valid });
    checkXml(text('junit.xml'), text('checkstyle.xml'), ours, open, equal);
}

// What the schema cannot say, and what GitHub asks for.
function checkSarif(log, ours, { refuse, equal, valid }) {
    valid('SARIF', isSarif, log);
    const [run] = log.runs;
    const { rules } = run.tool.driver;
    const results = run.results || [];
    refuse('tags of a rule', rules.every(rule => rule.properties.tags.length <= 20));
    equal('ids of rules', new Set(rules.map(rule => rule.id)).size, rules.length);
    refuse('words of a rule', rules.every(rule =>
        rule.shortDescription.text && rule.shortDescription.text.length <= 1024 &&
        rule.fullDescription.text && rule.help.text && rule.help.markdown &&
        new URL(rule.helpUri).protocol === 'https:'));
    for (const result of results) {
        const { artifactLocation, region } = result.locations[0].physicalLocation;
        const path = decodeURIComponent(artifactLocation.uri);
        refuse('index of a rule', rules[result.ruleIndex].id === result.ruleId);
        refuse(`path ${path}`, path !== '' && !artifactLocation.uri.includes(':') && path[0] !== '/');
        refuse('base of a path', artifactLocation.uriBaseId in run.originalUriBaseIds);
        refuse('region', region.endLine > region.startLine ||
            (region.endLine === region.startLine && region.endColumn >= region.startColumn));
        refuse('message', result.message.text.length > 1);
    }
    const said = results.map(result => [result.partialFingerprints['tidegate/v1'],
        result.suppressions.length > 0, result.locations[0].physicalLocation.region.startLine]);
    equal('results', JSON.stringify(said), JSON.stringify(
        ours.map(finding => [finding.fingerprint, !!finding.suppressed, finding.line])));
}

function checkGitlab(issues, open, { equal, valid }) {
    valid('GitLab', isGitlab, issues);
    equal('fingerprints', new Set(issues.map(issue => issue.fingerprint)).size, issues.length);
    equal('issues', issues.filter(issue => issue.check_name !== 'not-judged').length, open.length);
}

// "<" is nowhere but in tags.
function checkXml(junit, checkstyle, ours, open, equal) {
    const count = (xml, tag) => xml.split(tag).length - 1;
    const [suite] = junit.match(/<testsuite [^>]*>/);
    equal('tests', count(junit, '<testcase '), ours.length + 1);
    for (const [attribute, tag] of [['tests', '<testcase '], ['failures', '<failure '],
        ['errors', '<error '], ['skipped', '<skipped>']])
        equal(attribute, +suite.match(`${attribute}="([0-9]+)"`)[1], count(junit, tag));
    equal('errors', count(checkstyle, '<error ') - count(checkstyle, '"tidegate.not-judged"'), open.length);
}

folders.forEach(judge);
