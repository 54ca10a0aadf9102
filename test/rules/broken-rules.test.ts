import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { parseRule } from '../../src/rules/parse-rule.ts';
import { ruleText } from './sample.ts';

function refusal(text: string, file = 'stack/rule.yaml'): { at: string; message: string } {
  try {
    parseRule(text, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { at: `${error.line ?? '-'}:${error.column ?? '-'}`, message: error.message };
  }
  throw new Error(`accepted:\n${text}`);
}

/** Line and column of the one-line value that starts behind `assert: ` in ruleText. */
const assertLine = 6;
const assertColumn = 9;

describe('a broken assertion is refused at the word that is wrong', () => {
  // In each expression ‸ stands before the word that must be pointed at.
  it.each<[string, string]>([
    ['‸host.imagId == "ami-1"', 'unknown fact host.imagId; did you mean host.imageId?'],
    ['host.id == "i-1" && ‸hots.id == "i-1"', 'unknown fact hots.id; did you mean host.id?'],
    ['‸host.typo == "x"', 'unknown fact host.typo'],
    ['has(‸host.typo)', 'unknown fact host.typo'],
    ['has(‸host.launchTemplate.ide)', 'unknown fact host.launchTemplate.ide; did you mean host.launchTemplate.id?'],
    ['has(‸s.x)', 'unknown fact s.x'],
    ['‸imageId == "ami-1"', 'unknown fact imageId'],
    ['host.services.exists(s, s == ‸host.nam)', 'unknown fact host.nam; did you mean host.name?'],
    ['‸host.servces.exists(s, s == "web")', 'unknown fact host.servces; did you mean host.services?'],
    ['‸host.id.prefix == "i"', 'unknown fact host.id.prefix: host.id is a string with nothing inside'],
    ['‸host == "i-1"', 'host is a group of facts: name one of them, such as host.id'],
    ['‸host["id"] == "i-1"', 'host is a group of facts: name one of them, such as host.id'],
    ['size(‸host.launchTemplate) == 2', 'host.launchTemplate is a group of facts: name one of them, such as host.launchTemplate.id'],
    ['host.id.‸matches("^i-")', 'matches() may backtrack for hours: write re(text, "pattern")'],
    ['host.services.all(s, s.‸matches("(a+)+$"))', 'matches() may backtrack for hours: write re(text, "pattern")'],
    ['re(host.id, ‸"a(b")', 'invalid pattern "a(b": missing closing )'],
    ['re(host.id, ‸"(?=x)")', 'invalid pattern "(?=x)": invalid or unsupported Perl syntax in "(?="'],
    ['re(host.id, ‸host.name)', 'the pattern of re() must be a text in quotes, never a fact'],
    ['re(host.id, ‸"i" + "-")', 'the pattern of re() must be a text in quotes, never a fact'],
    ['host.id.‸startWith("i")', 'unknown function startWith(); did you mean startsWith()?'],
    ['‸length(host.id) > 1', 'unknown function length()'],
    ['cel.‸bind(x, "a", x == x)', 'unknown function bind()'],
    ['host.id.‸split("").all(c, c == "i")', 'unknown function split()'],
    ['host.services.exists(‸host, host == "web")', 'the variable host of exists() is called like a fact'],
    ['host.services.exists(‸fact_host_id, true)', 'the variable fact_host_id of exists() is called like a fact'],
    ['host.services.all(a, host.services.all(b, host.services.‸all(c, a == b)))', 'all() is nested more than 2 deep'],
    ['‸host.name.all(c, c == "i")', 'all() ranges over something that is not a list'],
    ['host.services.all(s, ‸s.all(c, c == "i"))', 'all() ranges over something that is not a list'],
    ['size(‸host.services + host.services) == 2', 'lists cannot be added up here'],
    ['host.services.exists(s, has(‸s.x))', 'has() takes the name of a fact or a tag'],
    ['‸host.id == 1', 'no such overload: string == int'],
    ['host.id in ["i-1", ‸1]', "list elements must have the same type, expected type 'string' but found 'int'"],
    ['‸host.launchedAt < "2026-01-01"', 'no such overload: timestamp < string'],
    ['‸host.id', 'the expression yields string, not true or false'],
    ['host.id ‸= "i-1"', 'a single = is no operator: equality is =='],
    ['image.golden ‸& image.golden', 'a single & is no operator: write &&'],
    ['(host.id == "i-1"‸', 'the expression ends too early'],
    ['host.id == ‸) && true', 'unexpected token: )'],
    ['host.id == ‸"i-1', 'unterminated string'],
    ['‸b"i" == b"i"', 'bytes and unsigned numbers are not supported here'],
    ["{‸'a': 1}['a'] == 1", 'mappings cannot be written out here'],
  ])('%s', (marked, message) => {
    const offset = marked.indexOf('‸');
    // A block scalar takes any expression as it is; its text starts in column 3 of the next line.
    const { at, message: found } = refusal(ruleText({ assert: `|\n  ${marked.replace('‸', '')}` }));
    expect(found.split('\n')[0]).toBe(message);
    expect(at).toBe(`${assertLine + 1}:${3 + offset}`);
  });
});

describe('the position of a word holds in every style of YAML', () => {
  it.each<[string, string, string]>([
    ['plain', 'host.id == "x" && host.typo', `${assertLine}:${assertColumn + 18}`],
    ['plain over two lines', 'host.id == "x" &&\n    host.typo', `${assertLine + 1}:5`],
    ['single quotes', `'host.id == ''x'' && host.typo'`, `${assertLine}:${assertColumn + 21}`],
    ['double quotes', '"host.id == \\"x\\" && host.typo"', `${assertLine}:${assertColumn + 21}`],
    ['folded', '>-\n  host.id == "x"\n  && host.typo', `${assertLine + 2}:6`],
    ['folded with a blank line', '>\n  host.id == "x"\n\n  && host.typo', `${assertLine + 3}:6`],
    ['folded with deeper lines', '>-\n  host.id == "x" &&\n      host.typo', `${assertLine + 2}:7`],
    ['literal', '|\n  host.id == "x" &&\n  host.typo', `${assertLine + 2}:3`],
    ['literal after a blank line', '|\n\n  host.typo', `${assertLine + 2}:3`],
    ['escapes that cannot be followed: the value', '"host.id == \\x22x\\x22 && host.typo"', `${assertLine}:${assertColumn}`],
  ])('%s', (_, assert, at) => {
    expect(refusal(ruleText({ assert }))).toEqual({ at, message: 'unknown fact host.typo' });
  });
});

describe('a broken rule file is refused', () => {
  it.each<[string, string, string, string]>([
    ['without a title', ruleText({ title: undefined }), '1:1', 'the file has no "title": expected text'],
    [
      'with a misspelt key',
      ruleText({ severity: undefined, severty: 'low' }),
      '7:1',
      'unknown key "severty" at the top level; did you mean "severity"?',
    ],
    [
      'of an unknown kind',
      ruleText({ kind: 'standrd' }),
      '2:7',
      'kind: expected one of "standard", "finding", "context", found "standrd"; did you mean "standard"?',
    ],
    ['of kind standard without a stack', ruleText({ kind: 'standard' }), '1:1', 'the file has no "stack": expected text'],
    [
      'of kind finding with a stack',
      ruleText({ stack: 'web' }),
      '8:1',
      'unknown key "stack" at the top level; valid keys: kind, title, severity, rationale, source, applies-to, assert, message, remediation, cases',
    ],
    [
      'with an unknown severity',
      ruleText({ severity: 'hihg' }),
      '3:11',
      'severity: expected one of "critical", "high", "medium", "low", "info", found "hihg"; did you mean "high"?',
    ],
    ['without a source', ruleText({ source: '[]' }), '5:9', 'source: expected at least one item, found an empty list'],
    ['with a source that is no address', ruleText({ source: '[the manual]' }), '5:10', 'source[0]: expected an url, found "the manual"'],
    [
      'with a source that is a file',
      ruleText({ source: '["file:///etc/passwd"]' }),
      '5:10',
      'source[0]: expected an url, found "file:///etc/passwd"',
    ],
    ['with an empty message', ruleText({ message: '""' }), '7:10', 'message: expected text that is not empty, found ""'],
    [
      'with an unknown fact in its message',
      ruleText({ message: 'it is {host.stat} now' }),
      '7:17',
      'unknown fact host.stat; did you mean host.state?',
    ],
    ['with an assertion that is no text', ruleText({ assert: 'true' }), '6:9', 'assert: expected text, found true; put it in quotes'],
    ['with an empty assertion', ruleText({ assert: '""' }), '6:9', 'the expression is empty'],
    [
      'with a broken applies-to',
      ruleText({ 'applies-to': 'host.sorce == "ec2"' }),
      '8:13',
      'unknown fact host.sorce; did you mean host.source?',
    ],
    [
      'with an unknown fact in a case',
      ruleText({ cases: '{ fire: [{ host.stat: x }] }' }),
      '8:19',
      'unknown fact host.stat; did you mean host.state?',
    ],
    [
      'with a fact of another type in a case',
      ruleText({ cases: '{ fire: [{ image.golden: "yes" }] }' }),
      '8:33',
      'image.golden wants true or false',
    ],
    [
      'with a time that is none in a case',
      ruleText({ cases: '{ fire: [{ now: yesterday }] }' }),
      '8:24',
      'now wants an ISO 8601 time in quotes',
    ],
    ['with an unknown kind of case', ruleText({ cases: '{ fires: [{}] }' }), '8:10', 'unknown key "fires" in cases; did you mean "fire"?'],
    [
      'that mixes a service and a host',
      ruleText({ assert: 'host.id == service.name' }),
      '6:20',
      'service.name is about a service and cannot stand beside host.id',
    ],
    [
      'that classifies by a service',
      ruleText({ kind: 'standard', stack: 'web', assert: 'service.owner != ""', message: 'm' }),
      '6:9',
      'service.owner is about a service, but a standard rule is about hosts',
    ],
    [
      'of kind context with a severity',
      ruleText({ kind: 'context', severity: 'high' }),
      '3:11',
      'a context rule has severity info: it states no fault',
    ],
    ['with a key twice', `${ruleText()}title: again\n`, '8:1', 'key "title" stands twice in the same mapping'],
    ['with an alias', ruleText({ title: '&t a title', rationale: '*t' }), '4:12', 'alias "*t" is not supported here: write the value out'],
    ['with a tag of its own', ruleText({ title: '!!js/function "x"' }), '1:8', 'not valid YAML: unresolved tag'],
    ['that is empty', '', '-:-', 'the file is empty'],
  ])('%s', (_, text, at, message) => {
    expect(refusal(text)).toEqual({ at, message: expect.stringContaining(message) as string });
  });

  it('whose name is no id', () => {
    expect(refusal(ruleText(), 'Stack/My Rule.yaml').message).toBe(
      '"Stack/My Rule" is no rule id: lower-case words with - between them, and / between folders',
    );
  });

  it('with everything that is wrong with it, in the order of the file', () => {
    const { at, message } = refusal(ruleText({ assert: 'host.typo == host.nam', message: "'{os.idd}'", 'applies-to': 'matches(host.id)' }));
    expect(at).toBe('6:9');
    expect(message.split('\n')).toEqual([
      'unknown fact host.typo',
      'stack/rule.yaml:6:22: unknown fact host.nam; did you mean host.name?',
      'stack/rule.yaml:7:12: unknown fact os.idd; did you mean os.id?',
      'stack/rule.yaml:8:13: matches() may backtrack for hours: write re(text, "pattern")',
    ]);
  });
});
