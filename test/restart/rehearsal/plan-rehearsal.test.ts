import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../../src/evidence/runtime.ts';
import type { Subject } from '../../../src/restart/check.ts';
import { judgeByItsClock } from '../../../src/restart/judge-by-its-clock.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { distinctTasks, planRehearsal } from '../../../src/restart/rehearsal/plan-rehearsal.ts';
import { bundle, current, moment, previous, running, storeOf, trusting, workload } from '../scene.ts';

const started = running('2026-03-01T00:00:00Z');
const runtimes: Readonly<Record<string, Runtime>> = {
  curl: { family: 'curl', version: '7.88.1', path: '/usr/bin/curl' },
  libcurl: { family: 'curl', version: '7.88.1', path: '/usr/bin/php' },
  python: { family: 'python', version: '3.11.7', path: '/opt/app/bin/python3' },
  node: { family: 'node', version: '20.20.2', path: '/usr/bin/node' },
  java: { family: 'java', version: '17.0.15', home: '/usr/lib/jvm/17' },
  go: { family: 'go', version: '1.22', path: '/usr/bin/app' },
};

interface Unusual {
  readonly client?: string;
  readonly runtime?: Runtime | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly evidence?: Partial<WorkloadEvidence>;
  readonly trusts?: typeof current;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
}

function subject({ client = 'curl', runtime = runtimes['curl'], environment = {}, options = {}, ...more }: Unusual = {}): Subject {
  const evidence: WorkloadEvidence = {
    ...started,
    ...(runtime === undefined ? {} : { runtime }),
    nextStart: { environment, options },
    ...more.evidence,
  };
  const store = storeOf({ served: [current.leaf], current: [current.root], ...(more.names ? { names: more.names } : {}) });
  const addressed = more.addresses === undefined ? store : { ...store, state: { ...store.state, addresses: [...more.addresses] } };
  return {
    workload: workload({ evidence }),
    store: addressed,
    effective: trusting([(more.trusts ?? current).root], {}, client),
  };
}

const planned = (one: Subject) => planRehearsal(one, moment, judgeWorkload(one, moment));
const own = (unusual: Unusual) =>
  planned(subject(unusual))
    ?.tasks.filter((one) => one.own)
    .map(({ task }) => task);

describe('the plan of a rehearsal', () => {
  it('predicts by the trust check alone', () => {
    expect(planned(subject())?.prediction).toMatchObject({ makes: 'accepts' });
    expect(planned(subject({ trusts: previous }))?.prediction).toMatchObject({
      makes: 'rejects',
      because: expect.stringContaining('no anchor named'),
      expectedError: expect.stringContaining('curl: (60)'),
    });
  });

  it('has the verdict of the audit stand beside it, whatever the handshake alone would make of it', () => {
    const judged = judgeByItsClock(subject(), moment, 'not-known');
    expect(planRehearsal(subject(), moment, judged)).toMatchObject({
      prediction: { makes: 'accepts' },
      verdict: 'unknown',
      verdictCode: 'UNKNOWN_EVIDENCE',
    });
  });

  it('knows the whole verdict, of which the handshake is a part, and why a host was not seen', () => {
    expect(planned(subject())).toMatchObject({ verdict: 'ready' });
    expect(planned(subject({ trusts: previous }))).toMatchObject({ verdict: 'will-fail', verdictCode: 'CURRENT_CA_MISSING' });
    const unreached = {
      ...subject(),
      effective: undefined,
      workload: workload({ evidence: undefined, reason: 'ssh: connection refused' }),
    };
    expect(planned(unreached)).toMatchObject({
      verdict: 'unknown',
      prediction: { makes: 'unknown', because: 'ssh: connection refused' },
    });
  });

  it('starts the program of the next start with its variables and options, and no others', () => {
    expect(
      own({
        environment: { CURL_CA_BUNDLE: '/etc/a.pem', AWS_REGION: 'eu-west-1', VAULT_ADDR: 'https://vault' },
        options: { '--cacert': '/etc/b.pem', '--insecure': '' },
        evidence: { unit: { name: 'web.service', state: 'running', user: 'app' } },
      }),
    ).toEqual([
      {
        client: 'curl',
        program: '/usr/bin/curl',
        user: 'app',
        name: 'vault.corp.internal',
        port: 443,
        addresses: ['vault.corp.internal'],
        environment: { CURL_CA_BUNDLE: '/etc/a.pem' },
        options: ['--cacert', '/etc/b.pem', '--insecure'],
      },
    ]);
  });

  it.each([
    ['boto3', 'python', { '--ca-bundle': '/a.pem', ca_bundle: '/b.pem' }, 'boto3', ['given=/a.pem', 'profile=/b.pem']],
    ['boto3', 'python', { '--no-verify-ssl': '' }, 'boto3', ['unverified']],
    ['requests', 'python', {}, 'requests', []],
    ['python', 'python', {}, 'python', []],
    ['node-20', 'node', { '--use-openssl-ca': '' }, 'node', ['--use-openssl-ca']],
    [
      'java',
      'java',
      { 'javax.net.ssl.trustStore': '/t.jks', 'javax.net.ssl.trustStorePassword': 'default' },
      'java',
      ['-J-Djavax.net.ssl.trustStore=/t.jks', '-J-Djavax.net.ssl.trustStorePassword=changeit'],
    ],
  ] as const)('starts %s as it reads its own trust store', (client, family, options, started, words) => {
    const [task] = own({ client, runtime: runtimes[family], options }) ?? [];
    expect(task).toMatchObject({ client: started, options: words });
    expect(task?.program).toBe(runtimes[family]?.path ?? '/usr/lib/jvm/17/bin/java');
  });

  it.each([
    ['a Go program', { client: 'go', runtime: runtimes['go'] }, 'no other program speaks TLS as it does'],
    ['a library of another program', { runtime: runtimes['libcurl'] }, 'is a library of /usr/bin/php'],
    [
      'a Java with a password',
      { client: 'java', runtime: runtimes['java'], options: { 'javax.net.ssl.trustStorePassword': 'set' } },
      'password',
    ],
    [
      'a service behind a proxy',
      { environment: { HTTPS_PROXY: 'http://proxy.corp.test:3128' } },
      'through the proxy http://proxy.corp.test:3128',
    ],
    ['a container', { evidence: { root: '0123456789ab' } }, 'does not enter'],
  ])('has no client of its own for %s, and says why', (_, unusual, why) => {
    const plan = planned(subject(unusual));
    expect(plan?.tasks.filter((one) => one.own)).toEqual([]);
    expect(plan?.why).toContain(why);
  });

  it('asks openssl for a second opinion with the same file, which is not its own client', () => {
    const plan = planned(subject({ client: 'node-20', runtime: runtimes['node'] }));
    expect(plan?.tasks.filter((one) => !one.own).map(({ task }) => task)).toMatchObject([
      { client: 'openssl', options: ['-CAfile', bundle] },
    ]);
  });

  it('tries every name, and every address behind the first', () => {
    const addresses = ['10.0.0.1:443', '10.0.0.2:443'];
    const names = ['vault.corp.internal', 'vault'];
    expect(own({ names, addresses })?.map(({ name, addresses: at }) => [name, at])).toEqual([
      ['vault.corp.internal', ['vault.corp.internal', '10.0.0.1', '10.0.0.2']],
      ['vault', ['vault.corp.internal']],
    ]);
    expect(own({ client: 'java', runtime: runtimes['java'], addresses })?.map(({ addresses: at }) => at)).toEqual([
      ['vault.corp.internal'],
    ]);
  });

  it('tries only the name that the settings of the service ask for, where that leads', () => {
    const one = subject({ names: ['vault.corp.internal', 'vault'] });
    const plan = planned({ ...one, workload: { ...one.workload, names: ['vault'] } });
    expect(plan?.tasks.map(({ task }) => [task.name, task.addresses])).toEqual(plan?.tasks.map(() => ['vault', ['vault']]));
    expect(plan?.tasks.length).toBeGreaterThan(0);
  });

  it('is none for a service that uses no store', () => {
    const { workload: used, ...rest } = subject();
    expect(planned({ ...rest, workload: { ...used, consumer: 'not-detected' } })).toBeUndefined();
  });

  it('does the same handshake once for all services that would', () => {
    const plans = [subject(), subject(), subject({ options: { '--insecure': '' } })].flatMap((one) => planned(one) ?? []);
    const { tasks, indexOf } = distinctTasks(plans);
    expect(tasks).toHaveLength(new Set(plans.flatMap((plan) => plan.tasks.map(({ task }) => JSON.stringify(task)))).size);
    expect(plans.map((plan) => plan.tasks.map(({ task }) => indexOf(task)))[0]).toEqual(
      plans.map((plan) => plan.tasks.map(({ task }) => indexOf(task)))[1],
    );
  });
});
