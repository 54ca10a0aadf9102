import { describe, expect, it } from 'vitest';
import { evaluateRules } from '../../src/rules/evaluate.ts';
import { factsOf, serviceFactsOf } from '../../src/rules/facts.ts';
import { findOnHost, findOnService } from '../../src/rules/find.ts';
import { findingSchema } from '../../src/rules/finding.ts';
import { fingerprint } from '../../src/rules/fingerprint.ts';
import { parsePack } from '../../src/rules/load-pack.ts';
import { parseMessage, writeMessage } from '../../src/rules/message.ts';
import { parseRule } from '../../src/rules/parse-rule.ts';
import { facts, host, now, ruleText, shippedPack } from './sample.ts';

const rules = parsePack(shippedPack());

describe('findings on a host', () => {
  it('carry the rule, the host and a fingerprint, and leave services and standard rules out', () => {
    const stopped = factsOf({ host: host({ state: 'stopped' }), evidence: undefined, services: [], now });
    const { findings, unjudged } = findOnHost(rules, 'i-1', stopped);
    expect(findings).toEqual([
      {
        ruleId: 'host/stopped',
        severity: 'medium',
        host: 'i-1',
        message: 'the instance is stopped: when it is started it has to fetch its secrets',
        remedy: expect.stringContaining('terminate the instance') as string,
        fingerprint: fingerprint('host/stopped', { host: 'i-1' }),
        status: 'new',
      },
    ]);
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
    expect(unjudged).toEqual([{ ruleId: 'host/os-past-support', missing: ['os.id'], reason: 'missing: os.id' }]);
  });

  it('say as context that a migration is deferred', () => {
    const tagged = factsOf({ host: host({ state: 'running', tags: { migration: 'deferred' } }), evidence: undefined, services: [], now });
    expect(findOnHost(rules, 'i-1', tagged).findings).toMatchObject([{ ruleId: 'migration/deferred', severity: 'info' }]);
  });
});

describe('findings on a service', () => {
  it('are made once a service, with its name', () => {
    const atOnce = serviceFactsOf({ name: 'checkout', deploy: { strategy: 'all-at-once' } }, now);
    expect(findOnService(rules, 'checkout', atOnce).findings).toMatchObject([
      { ruleId: 'deploy/all-at-once', severity: 'medium', service: 'checkout' },
    ]);
    expect(findOnService(rules, 'checkout', serviceFactsOf({ name: 'checkout' })).unjudged).toMatchObject([
      { missing: ['service.deploy.strategy'] },
    ]);
  });
});

describe('the outcome of a rule', () => {
  const rule = parseRule(ruleText({ 'applies-to': 'host.source == "ec2"' }), 'a/b.yaml');

  it.each([
    [{ 'host.source': 'ec2', 'host.state': 'running' }, { kind: 'pass' }],
    [
      { 'host.source': 'ec2', 'host.state': 'stopped' },
      { kind: 'fail', message: 'it is stopped' },
    ],
    [{ 'host.source': 'ansible', 'host.state': 'stopped' }, { kind: 'not-applicable' }],
    [{ 'host.source': 'ansible' }, { kind: 'not-applicable' }],
    [{ 'host.state': 'running' }, { kind: 'unknown', missing: ['host.source'] }],
    [{ 'host.source': 'ec2' }, { kind: 'unknown', missing: ['host.state'] }],
  ])('for %o is %o', (values, outcome) => {
    expect(evaluateRules([rule], facts(values))).toMatchObject([{ rule: { id: 'a/b' }, outcome }]);
  });
});

describe('a fingerprint', () => {
  it('is a SHA-256 that differs by rule, host, service and subject, whatever separators the names hold', () => {
    const all = [
      fingerprint('a', { host: 'b' }),
      fingerprint('a', { service: 'b' }),
      fingerprint('a', { host: 'b', subject: 'c' }),
      fingerprint('a', { host: 'b","c' }),
      fingerprint('a,b', {}),
      fingerprint('a', {}),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it('never changes, since baselines hold it', () => {
    expect(fingerprint('SNOWFLAKE', { host: 'i-1' })).toBe('b8f01b47711fdd78c061aebe8a4b5680cb1f1000ab69dcc4b71c3d4e8093bf00');
  });
});

describe('a message', () => {
  it('shows facts of every type, and says unknown for a missing one', () => {
    const message = parseMessage(
      '{host.id} {host.services} {host.tags} {now} {image.golden} {service.deploy.batch} {os.id} {host.name} {}',
    );
    expect('faults' in message && message.faults).toEqual([{ message: 'unknown fact ', start: expect.any(Number) as number }]);
    const good = parseMessage('{host.id}|{host.services}|{host.tags}|{now}|{image.golden}|{service.deploy.batch}|{os.id}|{host.name}');
    if ('faults' in good) throw new Error('refused');
    const values = {
      'host.id': 'i-1',
      'host.services': ['a', 'b'],
      'host.tags': { k: 'v', l: 'w' },
      now: '2026-11-22T14:00:00.5Z',
      'image.golden': false,
      'service.deploy.batch': 3,
      'host.name': '',
    };
    expect(writeMessage(good, facts(values))).toBe('i-1|a, b|k=v, l=w|2026-11-22T14:00:00Z|false|3|unknown|none');
  });

  it('shortens what a host says, and takes $& and braces from it as they are', () => {
    const message = parseMessage('{host.name}');
    if ('faults' in message) throw new Error('refused');
    expect(writeMessage(message, facts({ 'host.name': 'x'.repeat(200) }))).toBe(`${'x'.repeat(80)}…`);
    expect(writeMessage(message, facts({ 'host.name': '$& {host.id}' }))).toBe('$& {host.id}');
  });
});
