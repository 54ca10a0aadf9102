import { expect, it } from 'vitest';
import { clientChainSteps } from '../../src/restart/client-chain-answer.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { clientCa, clientOf, otherCa } from './client-scene.ts';
import { now } from './scene.ts';

it('looks for the issuer of a client certificate among the client CAs, which are nobody’s trust store', () => {
  const [step] = clientChainSteps([parseCertificate(clientOf({ issuer: otherCa }).der)], [parseCertificate(clientCa.der)], now);
  expect(step).toMatchObject({
    kind: 'rejected',
    failure: { detail: 'no anchor named "CN=Other Client CA" in the client CAs of the store (1 anchor)' },
  });
});
