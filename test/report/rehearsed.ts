import type { Handshake, Rehearsal, RehearsedWorkload } from '../../src/restart/rehearsal/rehearsal-verdict.ts';

/** One handshake of curl's, which accepted. */
export function handshake(unusual: Partial<Handshake> = {}): Handshake {
  return {
    client: 'curl',
    ofServicesFamily: true,
    name: 'vault:8200',
    address: 'vault',
    user: 'app',
    program: '/usr/bin/curl',
    outcome: 'accepted',
    text: 'appconnect 0.003',
    ...unusual,
  };
}

/** One workload whose client did what was predicted. */
export function rehearsed(service: string, unusual: Partial<RehearsedWorkload> = {}): RehearsedWorkload {
  return {
    service,
    store: 'vault-main',
    client: 'curl',
    prediction: 'accepts',
    predictedBecause: 'a path to an anchor of its trust store',
    reality: 'accepts',
    result: 'agrees',
    handshakes: [handshake()],
    ...unusual,
  };
}

/** A rehearsal in which every kind of result is there. */
export function everyRehearsal(): Rehearsal {
  const rejected = handshake({ outcome: 'rejected', text: 'curl: (60) SSL certificate problem\nmore' });
  return {
    asked: 3,
    agree: 2,
    disagree: 1,
    notComparable: 1,
    hosts: [
      {
        id: 'i-1',
        name: 'web-1',
        transport: 'ssh',
        workloads: [
          rehearsed('web'),
          rehearsed('api', {
            result: 'disagrees',
            reality: 'rejects',
            handshakes: [rejected],
            why: 'rehearsed as app, and the unit runs as web',
          }),
        ],
      },
      {
        id: 'i-2',
        name: 'db-1',
        transport: 'ssm',
        workloads: [
          rehearsed('db', {
            prediction: 'rejects',
            reality: 'rejects',
            expectedError: 'curl: (60) SSL',
            expectedErrorSeen: true,
            handshakes: [rejected],
          }),
          rehearsed('go', {
            result: 'not-comparable',
            reality: 'unknown',
            why: 'Go is part of the program',
            handshakes: [handshake({ client: 'openssl', ofServicesFamily: false })],
          }),
        ],
      },
      { id: 'i-3', name: 'gone-1', reason: 'timed out: not logged in within 10 s', workloads: [] },
    ],
  };
}
