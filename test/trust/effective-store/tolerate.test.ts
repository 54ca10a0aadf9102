import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../src/clients/registry.ts';
import { readTrustStore } from '../../../src/formats/read-trust-store.ts';
import { tolerate } from '../../../src/trust/effective-store/tolerate.ts';
import { issue } from '../../certificates.ts';
import { certificateBag, keyBag, localKeyId, named, pkcs12Of, trustedMark } from '../../formats/pkcs12-file.ts';

const [a, b] = [issue({ subject: 'CN=A', ca: true }), issue({ subject: 'CN=B', ca: true })];
const leaf = issue({ subject: 'CN=leaf', issuer: a, names: ['leaf'] });

function kept(client: string, file: Uint8Array | string): { readonly names: readonly string[]; readonly remarks: readonly string[] } {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile is called ${client}`);
  const read = tolerate(readTrustStore(Buffer.from(file)), profile);
  if (read.kind === 'unknown') throw new Error(read.reason);
  return { names: read.entries.map(({ certificate }) => certificate.subject.text), remarks: read.remarks };
}

describe('the remarks on a key store', () => {
  it('name the certificate of a private key, which is an anchor for Java', () => {
    const store = pkcs12Of([certificateBag(leaf, [localKeyId('aa')]), keyBag([...named('web'), localKeyId('aa')])]);
    expect(kept('java', store)).toEqual({
      names: ['CN=leaf'],
      remarks: ["'CN=leaf' belongs to a private key: Java takes it for an anchor like a root"],
    });
  });

  it('say which mark is missing and what sets it', () => {
    const { names, remarks } = kept('java', pkcs12Of([certificateBag(a, []), certificateBag(b, [])]));
    expect(names).toEqual([]);
    expect(remarks).toEqual([expect.stringMatching(/^2 certificates without the mark .* \(trustedKeyUsage\).* keytool -importcert/)]);
  });

  it('say that a later entry of the same name hides one', () => {
    const store = pkcs12Of([certificateBag(a, [...named('corp'), trustedMark]), certificateBag(b, [...named('Corp'), trustedMark])]);
    expect(kept('java', store)).toEqual({
      names: ['CN=B'],
      remarks: [expect.stringMatching(/^1 certificate that Java does not find by name: no anchors?/)],
    });
  });

  it('say under which label a client passes over certificates', () => {
    const { names, remarks } = kept('go', a.pem + b.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'));
    expect(names).toEqual(['CN=A']);
    expect(remarks).toEqual([expect.stringContaining('BEGIN TRUSTED CERTIFICATE')]);
  });
});
