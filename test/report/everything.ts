import type { AuditReport } from '../../src/report/audit-report.ts';
import { auditReport, digest, finding, host, hosts, lost, unseen, workload } from './fleet.ts';
import { incident } from './incident.ts';
import { everyRehearsal } from './rehearsed.ts';

/** A report in which every section of every format has something to say. */
export function everything(): AuditReport {
  const base = incident();
  const unclassified = host('legacy-1', [unseen('legacy')], { stack: 'unclassified', missingFacts: ['imageId', 'launchTemplate'] });
  const degraded = [
    ...hosts('ledger', 2, [workload('ledger')]),
    host('ledger-3', [
      lost('ledger', { code: 'WRONG_STORE', severity: 'high', proof: { summary: 'the CA lies in /etc/pki, which java does not read' } }),
    ]),
  ];
  const unlisted = host('stray-1', [lost('a service that no inventory names')], {
    evidence: {
      collector: 'probe 1',
      observedAt: base.now,
      missing: [{ fact: 'workloads', reason: '3 processes cannot be seen without root' }],
    },
  });
  const all = auditReport([...base.hosts, ...degraded, unclassified, unlisted]);
  const listed = all.services.filter((service) => !service.name.startsWith('a service'));
  return {
    ...all,
    services: listed.map((service) => base.services.find((one) => one.name === service.name) ?? service),
    complete: false,
    remarks: ['the evidence file ends without its end record: it was cut off after 97 hosts'],
    coverage: {
      ...all.coverage,
      gaps: [
        { scope: '123456789012/eu-west-1', reason: 'ec2:DescribeInstances was denied (UnauthorizedOperation)' },
        { scope: '/srv/inventory/hosts.yaml', reason: 'no such file', hosts: 3 },
      ],
    },
    stores: [
      {
        name: 'vault-main',
        endpoint: 'vault.corp.example:8200',
        names: ['vault.corp.example'],
        servedChain: { state: 'known', certificates: [digest('leaf'), digest('Corp Root G2')], observedAt: base.now, from: 'handshake' },
        generations: { previous: { certificates: [digest('Corp Root G1')] }, current: { certificates: [digest('Corp Root G2')] } },
        gaps: ['the previous generation could not be read: AccessDeniedException'],
      },
      {
        name: 'vault-old',
        endpoint: 'old.corp.example:8200',
        names: ['old.corp.example'],
        servedChain: { state: 'unknown', reason: 'connection refused' },
        generations: {},
        gaps: [],
      },
    ],
    certificates: base.certificates,
    rotation: [
      ...base.rotation,
      {
        store: 'vault-old',
        pair: 'current-pending',
        phases: { neither: 1, 'old-only': 2, both: 3, 'new-only': 4, unknown: 5 },
        switchAt: '2026-12-01T00:00:00Z',
        failAfterSwitch: [{ host: 'ledger-1', service: 'ledger', phase: 'neither' }],
        unknown: [{ host: 'legacy-1', service: 'legacy', reason: 'no recorded evidence' }],
      },
      {
        store: 'vault-test',
        pair: 'none',
        phases: { neither: 0, 'old-only': 0, both: 0, 'new-only': 0, unknown: 0 },
        failAfterSwitch: [],
        unknown: [],
      },
    ],
    findings: [
      ...base.findings,
      { ...finding('stack/agent-missing', 'low', 'the agent does not run', { host: 'ledger-1' }), status: 'resolved' },
      { ...finding('COVERAGE_GAP', 'medium', 'account 123456789012 could not be listed'), status: 'known' },
    ],
    rehearsal: everyRehearsal(),
  };
}
