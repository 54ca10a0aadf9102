import { beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { auditFleet, type FleetAudit } from './audit-fleet.ts';

const needs = [
  'sshd',
  'ssh',
  'busybox',
  'unshare',
  'ip',
  'nsenter',
  'setpriv',
  'curl',
  '/usr/bin/python3',
  '/usr/bin/node',
  '/usr/bin/go',
  'javac',
];

// A small fleet; `npm run e2e:ssh -- --hosts 60` has the large one.
describeWith(needs, 'an audit of real sshd hosts with every fault', () => {
  let audit: FleetAudit;

  beforeAll(async () => {
    audit = await auditFleet(36, { timed: false, say: () => undefined });
  }, 400_000);

  it('gives every host the verdict that it was built with', () => {
    expect(audit.mistakes).toEqual([]);
    expect(audit.answering).toBeGreaterThan(audit.hosts / 2);
  });

  it('goes on after kill -9 without asking a host again that was seen, and says the same', () => {
    expect(audit.seenBeforeKill).toBeGreaterThan(5);
    expect(audit.askedTwice).toEqual([]);
    expect(audit.differencesAfterResume).toEqual([]);
  });

  it('shows no secret of any host anywhere', () => {
    expect(audit.seenFromInside).toBeGreaterThan(3);
    expect(audit.leaks).toEqual([]);
  });

  it('leaves neither processes nor sockets', () => {
    expect(audit.leftBehind).toEqual([]);
  });
});
