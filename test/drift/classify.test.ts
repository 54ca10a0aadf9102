import { describe, expect, it } from 'vitest';
import { classificationSchema } from '../../src/drift/classification.ts';
import { classify } from '../../src/drift/classify.ts';
import { hostEvidenceSchema } from '../../src/evidence/host-evidence.ts';
import { factsOf } from '../../src/rules/facts.ts';
import { parsePack } from '../../src/rules/load-pack.ts';
import { parseRule } from '../../src/rules/parse-rule.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { facts, host, now, ruleText, shippedPack } from '../rules/sample.ts';

/** A standard rule `<stack>/<name>` that wants the host's tag of that name to be `yes`. */
function wants(stack: string, name: string, appliesTo?: string): Rule {
  const lines = { kind: 'standard', stack, assert: `host.${name} == "yes"`, message: `${name} is not yes`, 'applies-to': appliesTo };
  return parseRule(ruleText(lines), `${stack}/${name.toLowerCase()}.yaml`);
}

const ab = [wants('one', 'name'), wants('one', 'state'), wants('two', 'region')];

describe('a host is standard', () => {
  it('when all rules of one stack pass, whatever the other stacks say', () => {
    const found = classify(ab, facts({ 'host.name': 'yes', 'host.state': 'yes', 'host.region': 'no' }));
    expect(found).toEqual({ stack: 'standard', stackName: 'one', deviations: [], missingFacts: [] });
    expect(classify(ab, facts({ 'host.name': 'no', 'host.region': 'yes' }))).toMatchObject({ stack: 'standard', stackName: 'two' });
  });

  it('when the rules that do not apply are left out and at least one applies', () => {
    const rules = [wants('one', 'name'), wants('one', 'state', 'host.source == "ec2"')];
    expect(classify(rules, facts({ 'host.name': 'yes', 'host.source': 'ansible' })).stack).toBe('standard');
  });

  it('never when something of the stack is unknown', () => {
    const found = classify([wants('one', 'name'), wants('one', 'state')], facts({ 'host.name': 'yes' }));
    expect(found).toEqual({ stack: 'unclassified', stackName: 'one', deviations: [], missingFacts: ['host.state'] });
  });

  it('never when it is not known whether a rule applies', () => {
    const rules = [wants('one', 'name'), wants('one', 'state', 'host.source == "ec2"')];
    const found = classify(rules, facts({ 'host.name': 'yes', 'host.state': 'yes' }));
    expect(found).toMatchObject({ stack: 'unclassified', missingFacts: ['host.source'] });
  });
});

describe('a host is a snowflake', () => {
  it('when every stack has a failure, even where other facts are missing', () => {
    const found = classify(ab, facts({ 'host.name': 'no', 'host.region': 'no' }));
    expect(found.stack).toBe('snowflake');
    expect(found.missingFacts).toEqual([]);
  });

  it('and its deviations are those of the stack with the fewest failures', () => {
    const found = classify(ab, facts({ 'host.name': 'no', 'host.state': 'no', 'host.region': 'no' }));
    expect(found).toEqual({
      stack: 'snowflake',
      stackName: 'two',
      deviations: [{ ruleId: 'two/region', stack: 'two', message: 'region is not yes' }],
      missingFacts: [],
    });
    expect(classificationSchema.parse(found)).toEqual(found);
  });

  it('and of equally many failures the stack where more is right is the nearest', () => {
    expect(classify(ab, facts({ 'host.name': 'no', 'host.state': 'yes', 'host.region': 'no' })).stackName).toBe('one');
  });
});

describe('a host is unclassified', () => {
  it('when no rule is declared', () => {
    expect(classify([], facts({}))).toEqual({ stack: 'unclassified', deviations: [], missingFacts: [] });
  });

  it('when there are only rules of other kinds', () => {
    expect(classify([parseRule(ruleText(), 'a/b.yaml')], facts({ 'host.state': 'running' })).stack).toBe('unclassified');
  });

  it('when no rule of a stack applies, even if every other stack fails', () => {
    const rules = [wants('one', 'name', 'host.source == "ec2"'), wants('two', 'region')];
    const found = classify(rules, facts({ 'host.source': 'ansible', 'host.region': 'no' }));
    expect(found).toEqual({ stack: 'unclassified', stackName: 'one', deviations: [], missingFacts: [] });
  });

  it('when one stack failed and the other lacks facts', () => {
    const found = classify(ab, facts({ 'host.name': 'no' }));
    expect(found).toEqual({ stack: 'unclassified', stackName: 'two', deviations: [], missingFacts: ['host.region'] });
  });
});

describe('with the shipped pack', () => {
  const rules = parsePack(shippedPack());
  const observed = (more: object) =>
    hostEvidenceSchema.parse({
      id: 'i-1',
      collector: 'test',
      observedAt: '2026-11-22T12:00:00Z',
      runtimes: [],
      trustFiles: [],
      workloads: [
        {
          name: 'checkout',
          origin: 'systemd-unit',
          unit: { name: 'checkout.service', state: 'active' },
          nextStart: { environment: {}, options: {} },
        },
      ],
      missing: [],
      ...more,
    });
  const launched = host({ autoScalingGroup: 'web', launchTemplate: { id: 'lt-1', version: '7' }, imageId: 'ami-1' });

  it('an instance of the golden-image stack is standard', () => {
    const evidence = observed({
      facts: {
        'deploy.agent': 'codedeploy-agent',
        'image.golden': true,
        'configManagement.tool': 'chef',
        'configManagement.lastRunAt': '2026-11-22T11:00:00Z',
      },
    });
    expect(classify(rules, factsOf({ host: launched, evidence, services: [], now }))).toMatchObject({
      stack: 'standard',
      stackName: 'ec2-golden-image',
    });
  });

  it('a machine under Ansible is standard in the other stack', () => {
    const evidence = observed({ facts: { 'configManagement.tool': 'ansible', 'configManagement.lastRunAt': '2026-11-21T04:00:00Z' } });
    const listed = host({ source: 'ansible' });
    expect(classify(rules, factsOf({ host: listed, evidence, services: [], now }))).toMatchObject({
      stack: 'standard',
      stackName: 'systemd-config-management',
    });
  });

  it('an instance that was launched by hand is a snowflake, with the reasons', () => {
    const evidence = observed({ facts: { 'deploy.agent': '', 'image.golden': false, 'configManagement.tool': '' } });
    const found = classify(rules, factsOf({ host: host(), evidence, services: [], now }));
    expect(found).toEqual({
      stack: 'snowflake',
      stackName: 'systemd-config-management',
      deviations: [
        {
          ruleId: 'systemd-config-management/configured-by-tool',
          stack: 'systemd-config-management',
          message: 'no configuration management that we know is at work here (found: none)',
        },
      ],
      missingFacts: [],
    });
  });

  it('an instance that nobody could look into is unclassified, never standard', () => {
    const found = classify(rules, factsOf({ host: launched, evidence: undefined, services: [], now }));
    expect(found.stack).toBe('unclassified');
    expect(found.missingFacts).toContain('image.golden');
  });

  it("a developer's machine is not standard", () => {
    const laptop = host({ source: 'localhost', reach: 'local', services: [] });
    const found = classify(
      rules,
      factsOf({ host: laptop, evidence: observed({ os: { id: 'debian', version: '12' } }), services: [], now }),
    );
    expect(found.stack).toBe('unclassified');
    const bare = observed({ workloads: [], facts: { 'configManagement.tool': '', 'deploy.agent': '' } });
    expect(classify(rules, factsOf({ host: laptop, evidence: bare, services: [], now })).stack).toBe('snowflake');
  });
});
