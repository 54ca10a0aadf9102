import { expect, it } from 'vitest';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { asking, subjectOf } from '../client-scene.ts';
import { moment } from '../scene.ts';

it.each([
  [['CN=Client CA'], 'asks for a client certificate of one CA and refuses'],
  [['CN=Client CA', 'CN=Other Client CA'], 'asks for a client certificate of one of 2 CAs and refuses'],
  [[], 'asks for a client certificate and refuses'],
] as const)('counts the CAs that the store names: %j', (names, said) => {
  const { reasons } = judgeWorkload(subjectOf(asking({ names }), { client: 'curl' }), moment);
  expect(reasons[0]?.proof.summary).toContain(said);
});
