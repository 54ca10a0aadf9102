import type { AuditReport } from '../../src/report/audit-report.ts';
import { auditReport, digest, finding, host, hosts, lost, onlyOldCa, unseen, workload } from './fleet.ts';

const siblings = ['accounts', 'billing', 'catalog', 'checkout', 'feeds', 'gateway', 'mail', 'media', 'profiles', 'search', 'sessions'];
const needing = ['gateway', 'accounts', 'billing', 'checkout', 'profiles', 'sessions'];

/** The incident that snowline exists for, hours before the redeploy: twelve services, of which one lives from memory. */
export function incident(): AuditReport {
  const outside = {
    ruleId: 'stack/managed-by-platform',
    stack: 'platform',
    message: 'launched from an image of its own, not from the platform image',
  };
  const reason = { code: 'SNOWFLAKE_IN_ROTATION_SCOPE', severity: 'high', proof: { summary: 'no CA agent on the host' } } as const;
  const permissions = { ...lost('permissions'), reasons: [onlyOldCa, reason] };
  const snowflakes = hosts('permissions', 8, [permissions], { stack: 'snowflake', deviations: [outside] });
  const standard = siblings.flatMap((name) => (name === 'search' || name === 'feeds' ? [] : hosts(name, 8, [workload(name)])));
  const feeds = hosts('feeds', 8, [
    workload('feeds', {
      client: 'java',
      verdict: 'at-risk',
      safeUntil: '2026-12-04T00:00:00Z',
      reasons: [
        {
          code: 'PATH_EXPIRES',
          severity: 'high',
          proof: { summary: 'the path over "CN=Corp Cross CA" ends on 2026-12-04' },
          remedy: 'add "CN=Corp Root G2" to the Java trust store /opt/feeds/trust.jks',
        },
      ],
    }),
  ]);
  const search = [...hosts('search', 6, [workload('search')]), host('search-7', [unseen('search')]), host('search-8', [unseen('search')])];
  return auditReport([...snowflakes, ...standard, ...feeds, ...search], {
    risks: {
      permissions: {
        owner: 'team-identity',
        deploy: { strategy: 'all-at-once' },
        blastRadius: needing,
        unaffected: siblings.filter((name) => !needing.includes(name)),
        since: '2026-06-21T09:00:00Z',
        canary:
          'a canary would have halted on its first host: permissions-1 would have lost its credentials, with 7 of 8 hosts still working',
        rollback: 'rolling back does not help: the older release starts on the same host and reads the same trust store',
      },
    },
    rotation: [
      {
        store: 'vault-main',
        pair: 'previous-current',
        phases: { neither: 0, 'old-only': 8, both: 86, 'new-only': 0, unknown: 2 },
        failAfterSwitch: snowflakes.map((one) => ({ host: one.name, service: 'permissions', phase: 'old-only' })),
        unknown: ['search-7', 'search-8'].map((name) => ({ host: name, service: 'search', reason: 'no recorded evidence' })),
      },
    ],
    certificates: [
      {
        sha256: digest('Corp Cross CA'),
        subject: 'CN=Corp Cross CA,OU=Public Key Infrastructure,O=Corp',
        role: 'intermediate',
        notBefore: '2021-12-04T00:00:00Z',
        notAfter: '2026-12-04T00:00:00Z',
        onPath: true,
        hosts: 8,
      },
      {
        sha256: digest('Corp Root G1'),
        subject: 'CN=Corp Root G1,O=Corp',
        role: 'anchor',
        notBefore: '2016-11-30T00:00:00Z',
        notAfter: '2026-11-30T00:00:00Z',
        onPath: false,
        hosts: 94,
      },
    ],
    findings: [
      ...snowflakes.map((one) => finding('ONLY_OLD_CA', 'critical', 'a restart now loses the secrets of permissions', { host: one.name })),
      finding('NO_SURVIVOR', 'critical', 'no host of permissions would survive if all restarted at once', { service: 'permissions' }),
      finding('ALL_AT_ONCE_DEPLOY', 'high', 'permissions is deployed to all hosts at once', { service: 'permissions' }),
      finding('NO_ROLLBACK', 'high', 'rolling permissions back does not help', { service: 'permissions' }),
      finding('UNKNOWN_EVIDENCE', 'medium', 'search-7: no recorded evidence', { host: 'search-7' }),
      finding('UNKNOWN_EVIDENCE', 'medium', 'search-8: no recorded evidence', { host: 'search-8' }),
    ],
  });
}
