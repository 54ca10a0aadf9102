import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { tableReport } from '../../src/report/table.ts';
import { everything } from './everything.ts';
import { auditReport, finding, host, hosts, lost, now, onlyOldCa, unseen, workload } from './fleet.ts';
import { incident } from './incident.ts';
import { describeReporter } from './reporter-contract.ts';

const plain = { color: false, width: 80 };
const escape = String.fromCodePoint(0x1b);
const ownSgr = new RegExp(`${escape}\\[(?:1;31|32|33|35|0)m`, 'g');

describeReporter({ name: 'the coloured table', render: (report) => tableReport(report, { color: true, width: 80 }), width: 80, ownSgr });
describeReporter({
  name: 'the narrow ASCII table',
  render: (report) => tableReport(report, { color: false, width: 20, unicode: false }),
  width: 60,
});

/** The report as one line, so that a sentence can be found wherever it was wrapped. */
function said(report: AuditReport): string {
  return tableReport(report, plain).replaceAll(/\s+/g, ' ');
}

describe('the table of the incident', () => {
  const text = said(incident());

  it.each([
    ['which service would not survive', '1 of 12 services would not survive a restart now: permissions (8 of 8 hosts lost)'],
    ['what not to do', 'do not restart, redeploy or roll back'],
    ['that it still works from memory', '8 still working from memory'],
    ['whose it is and how it is deployed', 'owner team-identity · deployed all at once'],
    ['why', 'the trust store holds the previous CA of the store but not the current one (ONLY_OLD_CA, 8 hosts)'],
    ['what shows it', 'no anchor named "CN=Corp Root G2,O=Corp" with key 5f1d02c4'],
    ['since when', 'Since 2026-06-21 09:00 UTC, 154 days ago'],
    ['what else falls', 'Falls with it gateway, accounts, billing, checkout, profiles, sessions'],
    ['what goes on', 'Goes on catalog, feeds, mail, media, search'],
    ['what the log will say', 'The log will say x509: certificate signed by unknown authority'],
    [
      'what it is not',
      'Not the cause the database will then refuse the service\'s login ("invalid credentials"): this is not a database user, password or grant',
    ],
    ['what to do', 'Do do not restart it cp vault-main-current-ca.pem \\ /usr/local'],
    ['where a canary would have halted', 'Canary a canary would have halted on its first host'],
    ['why no roll-back helps', 'Roll-back rolling back does not help'],
    ['who stops later', 'AT RISK 2026-12-04 8 feeds in 11 days'],
    ['who was not judged', '2 no recorded evidence search-7, search-8'],
    ['how much was judged', 'coverage 97.9%: 94 of 96 workloads judged'],
    ['that there may be more', 'there may be more: 2 of 96 workloads could not be judged'],
    ['who is left behind by the rotation', '8 workloads cannot come back since the switch: permissions (8)'],
    ['which certificate in use expires', '2026-12-04 11 days intermediate CN=Corp Cross C…ructure,O=Corp 8 yes'],
    ['which certificate expires unused', '2026-11-30 7 days anchor CN=Corp Root G1,O=Corp 94 no'],
    ['which hosts are snowflakes', '88 standard · 8 snowflakes · 0 unclassified'],
    ['what makes them so', '8 launched from an image of its own'],
  ])('says %s', (_what, sentence) => {
    expect(text).toContain(sentence);
  });

  it('gives the verdict, the reason and the victims on the first screen', () => {
    const screen = tableReport(incident(), plain).split('\n').slice(0, 24).join('\n');
    for (const word of ['permissions', 'ONLY_OLD_CA', '154 days ago', 'Falls with it', 'The log will say']) expect(screen).toContain(word);
  });

  it('colours severity words and nothing else', () => {
    const colored = tableReport(incident(), { color: true, width: 80 });
    const words = [...colored.matchAll(new RegExp(`${escape}\\[[0-9;]+m([^${escape}]*)${escape}\\[0m`, 'g'))].map((match) => match[1]);
    const severityWords = ['OUTAGE', 'AT RISK', 'NOT JUDGED', 'critical', 'high', 'medium', 'ready', 'at risk', 'will fail', 'not judged'];
    expect(new Set(words)).toEqual(new Set(severityWords));
    expect(colored.replace(ownSgr, '')).toBe(tableReport(incident(), plain));
  });

  it('draws with ASCII alone where the terminal has nothing else', () => {
    expect(tableReport(everything(), { ...plain, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe('the all-clear', () => {
  const ready = hosts('web', 4, [workload('web')]);

  it('is given where every workload was judged and is ready', () => {
    expect(said(auditReport([...ready, ...hosts('api', 2, [workload('api')])]))).toMatch(
      /^all 2 services would survive a restart now \(6 of 6 workloads judged\) Coverage 100%/,
    );
  });

  const full = auditReport(ready);
  const almost = { ...full.coverage, expected: 1_000_000, judged: 999_999, percent: 99.9999 };
  it.each<[string, AuditReport]>([
    ['nobody was judged', auditReport(hosts('web', 4, [unseen('web')]))],
    ['one workload of one host was not judged', auditReport([...ready, host('web-9', [workload('web'), unseen('web')])])],
    ['one of a million workloads was not judged', { ...full, coverage: almost }],
    ['an account could not be listed', { ...full, coverage: { ...full.coverage, gaps: [{ scope: '123456789012', reason: 'denied' }] } }],
    ['the evidence was cut off', { ...full, complete: false, remarks: ['no end record'] }],
    ['a service is unknown although no host is', { ...full, services: full.services.map((one) => ({ ...one, risk: 'unknown' as const })) }],
    ['the counts disagree with the hosts', { ...full, summary: { ...full.summary, unknown: 1 } }],
    ['no host was found', auditReport([])],
  ])('is not given where %s', (_name, report) => {
    const text = said(report);
    expect(text).toContain('no all-clear');
    expect(text).not.toMatch(/would survive a restart now/);
  });

  it('says of each gap what it is', () => {
    const gaps = [
      { scope: '123456789012', reason: 'denied' },
      { kind: 'fetch-log' as const, scope: 'trail.json', reason: 'fetches of secrets: no such file' },
      { kind: 'service' as const, scope: 'service billing', reason: 'it is declared to use a store' },
    ];
    const text = said({ ...full, coverage: { ...full.coverage, gaps } });
    expect(text).toContain(
      '1 part of the inventory could not be listed; 1 log of fetches could not be read whole; 1 declared service was seen on no host',
    );
    expect(text).toContain('could not be listed: 123456789012: denied');
    expect(text).toContain('could not be read whole: trail.json: fetches of secrets: no such file');
    expect(text).toContain('seen on no host: service billing');
    expect(text).not.toContain('could not be listed: trail.json');
  });

  it('never rounds the coverage up to 100%', () => {
    expect(said({ ...full, coverage: almost })).toContain('coverage 99.9%');
  });

  it('is not given where a host is lost whose service no report lists', () => {
    const report = { ...auditReport([host('stray', [lost('stray')])]), services: [] };
    expect(said(report)).toContain('1 of 1 host would lose');
    expect(said(report)).toContain('LOST now 1 stray');
  });

  it('names those that stop within the horizon', () => {
    const soon = workload('web', { verdict: 'at-risk', safeUntil: '2026-11-23T02:00:00Z' });
    expect(said(auditReport(hosts('web', 2, [soon])))).toContain(
      '1 service stops surviving it within 30 days, the first from 2026-11-23: web',
    );
  });

  it('says that nothing is lost where nobody uses a store', () => {
    const idle = workload('web', { verdict: 'not-applicable', consumer: 'not-detected' });
    expect(said(auditReport(hosts('web', 3, [idle])))).toMatch(/^a restart now loses no secrets: 3 hosts looked at, none of them uses/);
  });
});

describe('the table of a troubled fleet', () => {
  const names = Array.from({ length: 40 }, (_, index) => `service-${String(index + 1).padStart(2, '0')}`);

  it('tells a cause once and groups the services that share it', () => {
    const text = tableReport(auditReport(names.flatMap((name) => hosts(name, 3, [lost(name)]))), plain);
    expect(text.match(/The log will say/g)).toHaveLength(1);
    expect(text.match(/^OUTAGE: service/gm)).toHaveLength(5);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('the same cause as service-01 above');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('OUTAGE now 105 service-06, service-07');
    expect(text.split('\n').length).toBeLessThan(80);
  });

  it('puts an outage before a degraded service, and the one that takes most with it first', () => {
    const fleet = [
      ...hosts('aa', 9, [lost('aa')]),
      host('aa-ok', [workload('aa')]),
      ...hosts('bb', 2, [lost('bb')]),
      ...hosts('cc', 1, [lost('cc')]),
    ];
    const text = tableReport(auditReport(fleet, { risks: { cc: { blastRadius: ['x', 'y'] } } }), plain);
    expect([...text.matchAll(/^(?:OUTAGE|DEGRADED): (\w+),/gm)].map((match) => match[1])).toEqual(['cc', 'bb', 'aa']);
  });

  it('shows each cause of a service whose hosts fail for different reasons', () => {
    const other = { ...onlyOldCa, code: 'CLIENT_CERT_EXPIRED', expectedError: 'tls: expired certificate' } as const;
    const text = said(auditReport([...hosts('a', 3, [lost('web')]), ...hosts('b', 2, [lost('web', other)])]));
    expect(text).toContain('(ONLY_OLD_CA, 3 hosts)');
    expect(text).toContain('(CLIENT_CERT_EXPIRED, 2 hosts)');
    expect(text).toContain('x509: certificate signed by unknown authority (go, 3 hosts) tls: expired certificate (go, 2 hosts)');
  });

  it('says probably where no date shows that the process has its secrets from before', () => {
    const dated = said(auditReport(hosts('a', 2, [lost('web')]), { risks: { web: { since: '2026-06-21T09:00:00Z' } } }));
    expect(dated).toContain(' 2 still working from memory');
    const undated = said(auditReport(hosts('a', 2, [lost('web')])));
    expect(undated).toContain(' 2 probably still working from memory');
    expect(undated).toContain('Since not known; probably unnoticed, because running processes may still hold');
  });

  it('counts a host once that has two lost workloads of one service', () => {
    const second = { ...lost('web'), store: 'vault-two' };
    expect(said(auditReport(hosts('a', 3, [lost('web'), second])))).toContain('(ONLY_OLD_CA, 3 hosts)');
  });

  it('names the lost hosts of a service that is lost in part, also where the cause was told above', () => {
    const fleet = [
      ...hosts('aa', 3, [lost('aa')]),
      host('aa-ok', [workload('aa')]),
      host('bb-1', [workload('bb')]),
      host('bb-2', [lost('bb')]),
    ];
    const text = said(auditReport(fleet));
    expect(text).toContain('(ONLY_OLD_CA, 3 hosts) on aa-1, aa-2, aa-3 no anchor named');
    expect(text).toContain('the same remedy (ONLY_OLD_CA) on bb-2');
    expect(said(auditReport(hosts('aa', 3, [lost('aa')])))).not.toContain('on aa-1');
  });

  it('names the hosts of each cause', () => {
    const other = { ...onlyOldCa, code: 'CLIENT_CERT_EXPIRED' } as const;
    const text = said(auditReport([...hosts('a', 2, [lost('web')]), host('b', [lost('web', other)])]));
    expect(text).toContain('(ONLY_OLD_CA, 2 hosts) on a-1, a-2 no anchor');
    expect(text).toContain('(CLIENT_CERT_EXPIRED, 1 host) on b no anchor');
  });

  it('says which trust store a lost service reads, and why that one', () => {
    const trustStore = ['/opt/ca.pem', '/etc/ssl/cert.pem', '/etc/ssl/certs', '/etc/more'];
    const read = { trustStore, trustStoreBecause: ['SSL_CERT_FILE', 'default of curl', 'default of curl', 'default of curl'] };
    expect(said(auditReport([host('web-1', [{ ...lost('web'), ...read }])]))).toContain(
      'it reads /opt/ca.pem (SSL_CERT_FILE), /etc/ssl/cert.pem and /etc/ssl/certs (default of curl) and 1 more',
    );
    // of a certificate that the store serves no file of the host is the cause
    const served = { ...onlyOldCa, code: 'NAME_MISMATCH' } as const;
    expect(said(auditReport([host('web-1', [{ ...lost('web', served), ...read }])]))).not.toContain('it reads');
  });

  it('tells a cause of the host from the same one in containers, and names those', () => {
    const inContainer = (root: string) => {
      const summary = `no anchor in /etc/ssl/certs in container ${root}`;
      return { ...lost('web', { ...onlyOldCa, proof: { summary } }), root };
    };
    const [one, two, three] = ['0123456789ab', '123456789abc', '23456789abcd'].map(inContainer);
    if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');
    const text = said(auditReport([host('a', [lost('web'), one]), host('b', [two, three])]));
    expect(text).toContain(
      '(ONLY_OLD_CA, 3 containers) on a (container 0123456789ab), b (containers 123456789abc and 23456789abcd) no anchor in /etc/ssl/certs the',
    );
    expect(text).toContain('(ONLY_OLD_CA, 1 host) on a no anchor');
  });

  it('claims no outage where a host was not judged', () => {
    const text = said(auditReport([...hosts('web', 2, [lost('web')]), host('web-3', [unseen('web')])]));
    expect(text).toContain('1 of 1 service may not survive a restart now: web (2 of 3 hosts lost, 1 not judged)');
    expect(text).toContain('OUTAGE POSSIBLE: web, 2 of 3 hosts lost');
    const many = names.flatMap((name) => [host(`${name}-1`, [lost(name)]), host(`${name}-2`, [unseen(name)])]);
    const fleet = said(auditReport([...many, host('sure-1', [lost('sure')])]));
    expect(fleet).toContain('1 of 41 services would not survive a restart now: sure (1 of 1 host lost); 40 more may not: service-01 (1 of');
    expect(fleet).toContain('OUTAGE? now 36 service-05');
  });

  it('tells hosts of one name apart by their id', () => {
    const alike = (id: string, own = lost('web')) => host('web', [own], { id });
    const text = said(auditReport([alike('i-1'), alike('i-2'), host('db', [workload('web')]), alike('i-3', unseen('web'))]));
    expect(text).toContain('on web (i-1), web (i-2)');
    expect(text).toContain('no recorded evidence web (i-3)');
    expect(text).not.toContain('db (');
  });

  it('counts what was not judged in containers together, and names them', () => {
    const open = (root: string) => {
      const reason = { code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: `in container ${root}: not read` } } as const;
      return workload('web', { verdict: 'unknown', root, reasons: [reason] });
    };
    const text = said(auditReport([host('a', [open('0123456789ab')]), host('b', [open('123456789abc')])]));
    expect(text).toContain(' 2 not read a (container 0123456789ab), b (container 123456789abc)');
  });

  it('keeps a host with a verdict but no workload', () => {
    const bare = host('web-1', [], { services: ['web'] });
    const report = auditReport([{ ...bare, restart: { ...bare.restart, verdict: 'will-fail', reasons: [onlyOldCa] } }]);
    expect(said(report)).toContain('1 of 1 service would not survive a restart now: web');
    expect(said(report)).toContain('(ONLY_OLD_CA, 1 host)');
  });

  it('counts containers of a service, names those that come back, and begins with a setting that was passed over', () => {
    const inRoot = (root: string, more: Partial<ReturnType<typeof workload>> = {}) => workload('web', { root, ...more });
    const passedOver = {
      code: 'TRUST_STORE_PASSED_OVER',
      severity: 'medium',
      proof: { summary: 'in container b7: X names /none' },
    } as const;
    const read = (because: string) => ({ trustStore: ['/etc/ssl/certs in container b7'], trustStoreBecause: [because] });
    const failing = (because: string) => inRoot('b7', { ...read(because), verdict: 'will-fail', reasons: [onlyOldCa, passedOver] });
    const report = (because: string) => {
      const instances = {
        noun: 'container',
        total: 4,
        ready: 2,
        atRisk: 0,
        willFail: 1,
        unknown: 1,
        notApplicable: 0,
        latent: 0,
        survivors: 2,
      } as const;
      const own = [inRoot('b4'), inRoot('b5'), failing(because), inRoot('b6', { verdict: 'unknown' })];
      return auditReport([host('a', own)], { risks: { web: { risk: 'degraded', instances } } });
    };
    const text = said(report('default of curl'));
    expect(text).toContain(
      '1 of 1 service would lose some of its containers in a restart now: web (1 of 4 containers lost, 2 ready, 1 not judged)',
    );
    expect(text).toContain(
      'DEGRADED: web, 1 of 4 containers lost at the next restart 2 ready · 1 not judged Why X names /none the trust store',
    );
    expect(text).toContain('(ONLY_OLD_CA, 1 container) on a (container b7)');
    expect(text).toContain('it reads /etc/ssl/certs (default of curl)');
    expect(text).toContain('Comes back a (containers b4 and b5)');
    expect(said(report('SSL_CERT_FILE'))).not.toContain('Why X names /none');
  });

  it('claims no outage of containers where one of them was not judged', () => {
    const instances = {
      noun: 'container',
      total: 2,
      ready: 0,
      atRisk: 0,
      willFail: 1,
      unknown: 1,
      notApplicable: 0,
      latent: 0,
      survivors: 0,
    } as const;
    const own = [
      { ...lost('web'), root: 'a' },
      { ...unseen('web'), root: 'b' },
    ];
    expect(said(auditReport([host('a', own)], { risks: { web: { instances } } }))).toContain(
      'OUTAGE POSSIBLE: web, 1 of 2 containers lost',
    );
  });

  it('tells the remedy of one container by its name, and of several once', () => {
    const failing = (root: string) => ({
      ...lost('web', { ...onlyOldCa, remedy: `put it into /ca.pem in container ${root}, by a mount` }),
      root,
    });
    expect(said(auditReport([host('a', [failing('b1')])]))).toContain('Do put it into /ca.pem in container b1, by a mount');
    expect(said(auditReport([host('a', [failing('b1'), failing('b2')])]))).toMatch(
      /Do put it into \/ca.pem in each container, by a mount (?!put)/,
    );
    // the same of services that stop later, which have no block of their own
    const ending = (root: string) => ({ ...failing(root), verdict: 'at-risk' as const });
    expect(said(auditReport([host('a', [ending('b1')])]))).toContain('do: put it into /ca.pem in container b1, by a mount');
    expect(said(auditReport([host('a', [ending('b1')]), host('b', [ending('b2')])]))).toContain(
      'do: put it into /ca.pem in each container,',
    );
  });

  it('begins with hosts that could not be asked, each reason with its hosts, however many others there are', () => {
    const unasked = (name: string, summary: string) =>
      host(
        name,
        [workload('web', { verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary } }] })],
        {
          evidence: { collector: 'none', missing: [] },
        },
      );
    const unread = (root: string) =>
      workload('api', {
        root,
        verdict: 'unknown',
        reasons: [
          { code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: `odd ${'abcdefghijkl'.charAt(Number(root.slice(1)))}` } },
        ],
      });
    const roots = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const text = said(
      auditReport([
        ...hosts('web', 2, roots.map(unread)),
        unasked('bad-key', 'permission denied'),
        unasked('closed', 'connection refused'),
      ]),
    );
    expect(text).toMatch(/─ 1 connection refused closed 1 permission denied bad-key 2 odd a web-1 \(container c\d+\), web-2/);
    expect(text).toMatch(/and 4 more reasons on 2 hosts: web-1 \(containers c8, c9 and 2 more\), web-2 \(/);
  });

  it('names the hosts whose reasons have no room', () => {
    const unread = (index: number): AuditReport['hosts'][number] =>
      host(`web-${index}`, [
        workload('web', {
          verdict: 'unknown',
          reasons: [{ code: 'STORE_UNREADABLE', severity: 'medium', proof: { summary: `cannot read /srv/${index}/ca.pem` } }],
        }),
      ]);
    const text = said(auditReport(Array.from({ length: 50 }, (_, index) => unread(index))));
    expect(text).toContain('1 cannot read /srv/0/ca.pem web-0 1 cannot read /srv/1/ca.pem web-1');
    expect(text).toMatch(/and 42 more reasons on 42 hosts: web-16, .* and \d+ more /);
  });

  it('says of which hosts not everything was seen, and what to do, also where all that was seen is judged', () => {
    const partly = (name: string, reason: string, fact = 'workloads') =>
      host(name, [workload('web')], { evidence: { collector: 'probe 1', observedAt: now, missing: [{ fact, reason }] } });
    const hidden = (count: number): string => `the sockets and environments of ${count} processes cannot be seen without root`;
    const text = said(
      auditReport([
        partly('web-1', hidden(97)),
        partly('web-2', hidden(12)),
        partly('web-3', 'looked at without root: becoming root failed: it asks for a password', 'root'),
        partly('web-4', 'no agent', 'deploy.agent'),
        host('web-5', [workload('web')]),
      ]),
    );
    expect(text).toContain('SEEN IN PART: services may be missing from the list');
    expect(text).toContain(
      '2 the sockets and environments of … processes cannot be seen without root web-1, web-2 do: look as root there: run snowline as root, or set become in collection.ssh',
    );
    expect(text).toContain(
      '1 looked at without root: becoming root failed: it asks for a password web-3 do: let the user who logs in become root there without',
    );
    expect(text).not.toMatch(/web-[45]/);
    expect(said(auditReport([partly('web-1', hidden(97))]))).toContain('of 97 processes cannot be seen');
    expect(said(auditReport(hosts('web', 2, [workload('web')])))).not.toContain('SEEN IN PART');
  });

  it('does not advise what was tried: become where that failed, root where it is root of a container', () => {
    const hidden = 'the sockets and environments of 9 processes cannot be seen without root (in a container: without CAP_SYS_PTRACE)';
    const failed = (name: string): string =>
      `looked at without root: becoming root failed: it asks for a password; tried audit@${name} port 22: let audit run sh there as root without one`;
    const partly = (name: string, facts: readonly (readonly [string, string])[]) =>
      host(name, [workload('web')], {
        evidence: { collector: 'probe 1', observedAt: now, missing: facts.map(([fact, reason]) => ({ fact, reason })) },
      });
    const both = (name: string) =>
      partly(name, [
        ['root', failed(name)],
        ['workloads', hidden],
      ]);
    const text = said(auditReport([both('web-1'), both('web-2'), partly('web-3', [['workloads', hidden]])]));
    expect(text).toContain(
      '2 looked at without root: becoming root failed: it asks for a password web-1, web-2 do: let audit run sh there as root without one',
    );
    expect(text).toMatch(/CAP_SYS_PTRACE\) web-1, web-2 do: mend how root is had there \(become in collection\.ssh\), which failed/);
    expect(text).toMatch(/CAP_SYS_PTRACE\) web-3 do: look as root there: .*; where it is root, give its container that capability/);
  });

  it('does not grow with the number of hosts', () => {
    const fleet = (size: number): string =>
      tableReport(
        auditReport([...hosts('a', size, [lost('a')]), ...hosts('b', size, [unseen('b')]), ...hosts('c', size, [workload('c')])]),
        plain,
      );
    expect(fleet(4_000).split('\n').length).toBeLessThanOrEqual(fleet(100).split('\n').length + 2);
  });

  it('shows findings of rules that no other section speaks of', () => {
    const findings = [
      finding('site/no-agent', 'low', 'the agent does not run', { host: 'web-1' }),
      finding('STORE_NODES_DIFFER', 'high', 'two nodes of vault-main serve different chains'),
    ];
    const text = tableReport(auditReport(hosts('web', 1, [workload('web')]), { findings }), plain);
    expect(text.indexOf('STORE_NODES_DIFFER')).toBeGreaterThan(0);
    expect(text.indexOf('site/no-agent')).toBeGreaterThan(text.indexOf('STORE_NODES_DIFFER'));
  });

  it('begins with what limits the whole report', () => {
    expect(tableReport(everything(), plain)).toMatch(/^INCOMPLETE: .*\n {2}- the evidence file ends without its end record/);
  });

  it('names a store whose chain is not known', () => {
    expect(said(everything())).toContain('vault-old old.corp.example:8200: served chain not known: connection refused');
  });
});

describe('a reason of what is not judged', () => {
  it('is told to its end, where the cure stands', () => {
    const summary = `${'nobody has looked at what this program proves itself with, '.repeat(9)}declare it with identity:`;
    const open = workload('web', { verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary } }] });
    const text = tableReport(auditReport([host('web-1', [open])]), { color: false, width: 60 });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('itself with, declare it with identity: web-1');
  });
});

describe('a service that lacks several things', () => {
  const restart = 'then restart one host alone and look before the next';
  const lacks = (
    code: 'CLIENT_CERT_UNTRUSTED' | 'CLIENT_KEY_MISMATCH' | 'IDENTITY_UNUSABLE' | 'SECRET_DENIED' | 'UNIT_WOULD_NOT_START',
  ) => ({
    code,
    severity: 'critical' as const,
    proof: { summary: code },
    remedy: `do not restart it; mend ${code}, ${restart}`,
  });
  const others = [
    lacks('CLIENT_CERT_UNTRUSTED'),
    lacks('CLIENT_KEY_MISMATCH'),
    lacks('IDENTITY_UNUSABLE'),
    lacks('SECRET_DENIED'),
    lacks('UNIT_WOULD_NOT_START'),
  ];

  it('has every cause named and mended, numbered, before the restart', () => {
    const one = workload('web', { verdict: 'will-fail', reasons: [{ ...onlyOldCa }, ...others] });
    const text = said(auditReport([host('web-1', [one])]));
    for (const { code } of others) expect(text).toMatch(new RegExp(`also .*${code}`));
    expect(text).toMatch(
      /do not restart it 1\. cp vault-main-current-ca.* 2\. mend CLIENT_CERT_UNTRUSTED .*6\. mend UNIT_WOULD_NOT_START 7\. restart one host alone/i,
    );
    expect(text.match(/restart one host alone/g)).toHaveLength(1);
  });
});
