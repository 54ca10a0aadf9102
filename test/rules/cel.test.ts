import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/rules/cel.ts';
import { evaluate } from './sample.ts';

const known = (value: boolean) => ({ kind: 'known', value });
const missing = (...facts: string[]) => ({ kind: 'unknown', missing: facts, reason: `missing: ${facts.join(', ')}` });

describe('an expression over facts that are all known', () => {
  it.each<[string, boolean]>([
    ['host.id == "i-1"', true],
    ['host.id != "i-1"', false],
    ['host.launchTemplate.version == "7"', true],
    ['(host.id) in ["i-1", "i-2"]', true],
    ['host.name.startsWith("web") && host.name.endsWith("-1") && host.name.contains("b-")', true],
    ['host.name.upperAscii() == "WEB-1" ? host.id == "i-1" : false', true],
    ['size(host.services) == 2 && host.services[1] == "db"', true],
    ['"db" in host.services', true],
    ['host.services.exists(name, name.startsWith("d"))', true],
    ['host.services.all(name, host.tags.exists(tag, tag == name))', false],
    ['host.services.exists_one(name, name == "db")', true],
    ['host.services.filter(name, name != "db").map(name, name + "!").all(name, name == "web!")', true],
    ['host.tags["team"] == "payments" && host.tags.team == "payments"', true],
    ['"team" in host.tags && !("golden" in host.tags)', true],
    ['service.deploy.batch + 1 > 3 && service.deploy.batch * 2 - 6 == 0 && service.deploy.batch % 2 == 1', true],
    ['double(os.version) < 20.1 && -1.5 < 0.0', true],
    ['now - evidence.observedAt == duration("2h") && now > timestamp("2026-11-22T13:59:59Z")', true],
    ['image.golden && !false', true],
    ['re(host.id, "^i-[0-9]+$") && !re(host.id, "x")', true],
    ['re(host.id, r"\\d$")', true],
    ['host.name == "a\\u0001\\"b" || host.name == \'web-1\'', true],
  ])('%s is %s', (text, value) => {
    const values = {
      'host.id': 'i-1',
      'host.name': 'web-1',
      'host.launchTemplate.version': '7',
      'host.services': ['web', 'db'],
      'host.tags': { team: 'payments', web: 'yes' },
      'service.deploy.batch': 3,
      'os.version': '20.04',
      'image.golden': true,
      now: '2026-11-22T14:00:00Z',
      'evidence.observedAt': '2026-11-22T12:00:00Z',
    };
    expect(evaluate(text, values)).toEqual(known(value));
  });
});

describe('a missing fact', () => {
  it.each<[string, ReturnType<typeof known> | ReturnType<typeof missing>]>([
    ['host.imageId == "ami-1"', missing('host.imageId')],
    ['host.imageId != "ami-1"', missing('host.imageId')],
    ['!(host.imageId == "ami-1")', missing('host.imageId')],
    ['has(host.imageId)', missing('host.imageId')],
    ['!has(host.imageId)', missing('host.imageId')],
    ['host.imageId == "ami-1" || host.id == "i-1"', known(true)],
    ['host.id == "i-1" || host.imageId == "ami-1"', known(true)],
    ['host.imageId == "ami-1" && host.id == "i-2"', known(false)],
    ['host.id == "i-2" && host.imageId == "ami-1"', known(false)],
    ['host.imageId == "ami-1" || host.id == "i-2"', missing('host.imageId')],
    ['host.imageId == "ami-1" && host.id == "i-1"', missing('host.imageId')],
    ['os.id == "debian" || host.imageId == "ami-1"', missing('host.imageId', 'os.id')],
    ['host.imageId == "ami-1" ? true : true', missing('host.imageId')],
    ['host.id == "i-1" ? true : host.imageId == "ami-1"', known(true)],
    ['host.services.exists(name, name == "db")', missing('host.services')],
    ['!host.services.exists(name, name == "db")', missing('host.services')],
    ['["a", "b"].all(name, name == host.imageId)', missing('host.imageId')],
    ['["a", "b"].exists(name, name == host.imageId || name == "b")', known(true)],
    ['host.tags["team"] == ""', missing('host.tags')],
    ['"team" in host.tags', missing('host.tags')],
    ['size(host.services) == 0', missing('host.services')],
    ['re(host.imageId, ".*")', missing('host.imageId')],
    ['image.golden', missing('image.golden')],
  ])('%s is decided only by what is known', (text, outcome) => {
    expect(evaluate(text, { 'host.id': 'i-1' })).toEqual(outcome);
  });
});

describe('a fact that is known to be empty', () => {
  it('is no value to has(), and compares as empty text', () => {
    const empty = { 'host.autoScalingGroup': '', 'host.services': [], 'host.tags': {}, 'image.golden': false };
    expect(evaluate('has(host.autoScalingGroup)', empty)).toEqual(known(false));
    expect(evaluate('host.autoScalingGroup == "web"', empty)).toEqual(known(false));
    expect(evaluate('has(host.services) || has(host.tags) || has(host.tags.team)', empty)).toEqual(known(false));
    expect(evaluate('host.tags["team"] == "" && host.tags.team != "x"', empty)).toEqual(known(true));
    expect(evaluate('has(image.golden)', empty)).toEqual(known(true));
  });
});

describe('an evaluation that fails', () => {
  it.each([
    ['int(host.id) == 1', 'cannot convert to int'],
    ['host.services[5] == "db"', 'index out of bounds'],
    ['timestamp(host.id) < now', 'timestamp() requires a string in ISO 8601 format'],
    ['1 / service.deploy.batch == 1', 'division by zero'],
  ])('%s is unknown and says why', (text, reason) => {
    const values = { 'host.id': 'i-1', 'host.services': ['web'], now: '2026-11-22T14:00:00Z', 'service.deploy.batch': 0 };
    const outcome = evaluate(text, values);
    expect(outcome).toMatchObject({ kind: 'unknown', missing: [] });
    expect(outcome.kind === 'unknown' && outcome.reason).toContain(reason);
  });
});

it('names every fact of an expression once, sorted, those inside has() and macros too', () => {
  const expression = compileExpression('has(os.id) && host.services.all(name, name == host.id || name == host.id) && host.tags.team == ""');
  expect('faults' in expression ? expression.faults : expression.facts).toEqual(['host.id', 'host.services', 'host.tags', 'os.id']);
});
