import { describe, expect, it } from 'vitest';
import type { HandshakeAnswer } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { compareWorkload, countRehearsal } from '../../../src/restart/rehearsal/compare.ts';
import type { PlannedTask, PlannedWorkload } from '../../../src/restart/rehearsal/plan-rehearsal.ts';

const place = { name: 'vault', port: 443, addresses: ['vault', '10.0.0.1'], environment: {}, options: [] } as const;
const own: PlannedTask = { own: true, task: { client: 'curl', ...place } };
const other: PlannedTask = { own: false, task: { client: 'openssl', ...place } };
const planned: PlannedWorkload = {
  service: 'web',
  store: 'secrets',
  prediction: { makes: 'accepts', because: 'a path' },
  verdict: 'ready',
  tasks: [own, other],
};
const answer = (outcome: HandshakeAnswer['outcome'], unusual: Partial<HandshakeAnswer> = {}): HandshakeAnswer => ({
  task: 0,
  address: 'vault',
  user: 'root',
  program: '/usr/bin/curl',
  outcome,
  text: '',
  ...unusual,
});
const compare = (answers: readonly HandshakeAnswer[], unusual: Partial<PlannedWorkload> = {}, ofOthers: readonly HandshakeAnswer[] = []) =>
  compareWorkload({ ...planned, ...unusual }, (task) => (task.client === 'curl' ? answers : ofOthers));
const rejects = { prediction: { makes: 'rejects', because: 'no anchor', expectedError: 'unable to get' } } as const;

describe('prediction and reality', () => {
  it.each([
    ['accepted as predicted', [answer('accepted')], {}, 'agrees'],
    ['rejected as predicted', [answer('rejected')], rejects, 'agrees'],
    ['rejected against the prediction', [answer('rejected')], {}, 'disagrees'],
    ['accepted against the prediction', [answer('accepted')], rejects, 'disagrees'],
    ['rejected at one of the addresses', [answer('accepted'), answer('rejected', { address: '10.0.0.1' })], {}, 'disagrees'],
    ['an address out of reach', [answer('accepted'), answer('no-connection', { address: '10.0.0.1' })], {}, 'agrees'],
    ['a name out of reach', [answer('no-connection'), answer('accepted', { address: '10.0.0.1' })], {}, 'not-comparable'],
    ['no connection', [answer('no-connection')], {}, 'not-comparable'],
    ['no connection where a rejection was predicted', [answer('no-connection')], rejects, 'not-comparable'],
    ['no time', [answer('timed-out')], {}, 'not-comparable'],
    ['no client', [answer('no-client', { address: '' })], {}, 'not-comparable'],
    ['no answer', [], {}, 'not-comparable'],
    ['no prediction', [answer('accepted')], { prediction: { makes: 'unknown', because: 'not seen' } as const }, 'not-comparable'],
  ])('where it is %s', (_, answers, unusual, result) => {
    expect(compare(answers, unusual).result).toBe(result);
  });

  it('are never compared by another client, which is shown', () => {
    const compared = compare([], {}, [answer('rejected', { program: '/usr/bin/openssl' })]);
    expect(compared).toMatchObject({ result: 'not-comparable', reality: 'unknown' });
    expect(compared.handshakes).toMatchObject([{ client: 'openssl', ofServicesFamily: false, outcome: 'rejected' }]);
    expect(compare([answer('accepted')], {}, [answer('rejected')]).result).toBe('agrees');
    expect(compare([answer('accepted')], {}, [answer('no-client')]).handshakes).toHaveLength(1);
  });

  it('tell whether the expected error was seen', () => {
    expect(compare([answer('rejected', { text: 'x: unable to get it' })], rejects).expectedErrorSeen).toBe(true);
    expect(compare([answer('rejected', { text: 'other' })], rejects).expectedErrorSeen).toBe(false);
    expect(compare([answer('no-connection')], rejects).expectedErrorSeen).toBeUndefined();
  });

  it('say why they cannot be compared, and as whom it was rehearsed', () => {
    expect(compare([answer('no-connection', { text: 'refused\nmore' })]).why).toBe('no handshake that tells at vault: refused');
    expect(compare([], { why: 'it is a Go program' }).why).toBe('it is a Go program');
    expect(compare([answer('accepted', { user: 'audit' })], { user: 'app' }).why).toContain('rehearsed as audit, and the unit runs as app');
    expect(compare([answer('accepted', { user: 'app' })], { user: 'app' }).why).toBeUndefined();
  });

  it('keep the verdict, of which they are a part', () => {
    const lost = { verdict: 'will-fail', verdictCode: 'CLIENT_CERT_UNTRUSTED' } as const;
    expect(compare([answer('accepted')], lost)).toMatchObject({ result: 'agrees', ...lost });
  });

  it('are counted over all hosts', () => {
    const workloads = [compare([answer('accepted')]), compare([answer('rejected')]), compare([])];
    expect(
      countRehearsal([
        { id: 'a', name: 'a', workloads },
        { id: 'b', name: 'b', reason: 'no', workloads: [] },
      ]),
    ).toMatchObject({
      asked: 2,
      agree: 1,
      disagree: 1,
      notComparable: 1,
    });
  });
});
