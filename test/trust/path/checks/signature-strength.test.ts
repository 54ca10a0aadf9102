import { describe, expect, it } from 'vitest';
import type { CandidatePath } from '../../../../src/trust/path/checks/check.ts';
import { checkSignatureStrength } from '../../../../src/trust/path/checks/signature-strength.ts';
import { issue } from '../../../certificates.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';
import { accepting, answers, type Client, knobsOf, read, someDay, storeName } from '../question.ts';
import { signatureCases } from '../signature/strength-cases.ts';

const made = new Map(signatureCases().map((one) => [one.id.replace('signature::', ''), one]));

function sketchOf(id: string): CaseSketch {
  const found = made.get(id);
  if (found === undefined) throw new Error(`no case is called ${id}`);
  return found;
}

const openssl = ['node-16', 'node-20', 'node-24', 'python', 'curl'] as const satisfies readonly Client[];
const everyone = [...openssl, 'go', 'java'] as const;

// as the real clients of test/trust/path/signature.real.test.ts say
describe('the strength of a signature', () => {
  it.each([
    ['rsa-md5', []],
    ['rsa-sha1', ['node-16', 'java']],
    ['ecdsa-sha1', ['node-16', 'java']],
    ['rsa-sha224', openssl],
    ['rsa-sha256', everyone],
    ['rsa-sha512', everyone],
    ['rsa-sha512-256', []],
    ['pss-sha256', everyone],
    ['pss-short-salt', [...openssl, 'java']],
    ['pss-other-mask', [...openssl, 'java']],
    ['pss-all-defaults', ['node-16', 'java']],
    ['pss-another-trailer', []],
    ['rsa-with-other-parameters', [...openssl, 'go']],
    ['ecdsa-with-null', everyone],
    ['ed25519-with-null', ['node-20', 'node-24', 'python', 'curl', 'java']],
    ['unknown-algorithm', []],
  ] as const)('made as %s is enough for %j', (id, expected) => {
    const { served, bundle, name = storeName } = sketchOf(id);
    expect(accepting({ store: bundle, served, name, at: Date.parse('2026-06-01T00:00:00Z') })).toEqual(expected);
  });

  it('does not count for an anchor', () => {
    const root = issue({ subject: 'CN=Root', ca: true, keyType: 'rsa', digest: 'md5' });
    const leaf = issue({ subject: 'CN=leaf', names: [storeName], issuer: root });
    expect(accepting({ store: [root], served: [leaf] })).toEqual(everyone);
  });

  it('is unknown where Java says yes in TLS 1.2 and no in TLS 1.3', () => {
    const { served, bundle, name = storeName } = sketchOf('rsa-sha224');
    expect(answers({ store: bundle, served, name }, ['java'])).toEqual({ java: 'unsupported' });
  });

  it("is unknown where SHA-1 stands below a root of Java's own store", () => {
    const root = issue({ subject: 'CN=Root', ca: true, keyType: 'rsa' });
    const leaf = issue({ subject: 'CN=leaf', names: [storeName], issuer: root, digest: 'sha1' });
    const path = (anchorFile: string): CandidatePath => ({
      knobs: knobsOf('java'),
      certificates: [read(leaf), read(root)],
      untrusted: 1,
      complete: true,
      anchorFile,
      name: storeName,
      at: someDay,
    });
    const files = ['/etc/ssl/certs/java/cacerts', '/usr/lib/jvm/java-17/lib/security/cacerts', '/opt/app/trust.jks'];
    expect(files.map((file) => checkSignatureStrength(path(file), 0)?.kind)).toEqual(['unsupported', 'unsupported', undefined]);
  });
});
