import { expect, it } from 'vitest';
import { unknownFact } from '../../src/evidence/unknown-fact.ts';

it.each([
  ['nextStart', 'the next start of dash is not known: why'],
  ['nextStart.start', 'the next start of dash is not known: why'],
  ['nextStart.access', 'what dash may read at its next start is not known: why'],
  ['nextStart.before', 'what is started with dash is not known: why'],
  ['nextStart.options', 'the options of dash at its next start are not known: why'],
  ['nextStart.options.--config', '--config of dash at its next start is not known: why'],
  ['nextStart.options.javax.net.ssl.trustStore', 'javax.net.ssl.trustStore of dash at its next start is not known: why'],
  ['nextStart.environment', 'the environment of dash at its next start is not known: why'],
  ['nextStart.environment.SSL_CERT_FILE', 'SSL_CERT_FILE of dash at its next start is not known: why'],
  ['trustFiles', 'the trust store of dash is not known: why'],
  ['nextStarts', 'nextStarts of dash is not known: why'],
  ['somethingNew.x', 'somethingNew.x of dash is not known: why'],
])('%s: %s', (fact, sentence) => {
  expect(unknownFact({ fact, reason: 'why' }, 'dash')).toBe(sentence);
});
