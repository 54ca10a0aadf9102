import type { PathReason } from '../../src/clients/path-reason.ts';
import { type Issued, issue, makeKeys } from '../certificates.ts';

/** One defect of a served chain: what is served and which reason the engine gives for it. */
export interface ServedDefect {
  readonly reason: PathReason;
  /** Which of the texts of that reason is meant. */
  readonly text: 'text' | 'whenLeafAlone' | 'whenSelfSigned' | 'whenRootServed' | 'withoutNames';
  /** Whether the host trusts the root. */
  readonly trusted: boolean;
  /** End-entity first. */
  readonly chain: readonly Issued[];
}

const dates = { from: '2020-01-01T00:00:00Z', until: '2049-01-01T00:00:00Z' };

/** Names of the defects: known before their certificates are made. */
export const defectNames = [
  'an untrusted chain',
  'an untrusted end-entity alone',
  'an untrusted chain with its root',
  'an untrusted end-entity that is self-signed',
  'a missing intermediate',
  'an expired end-entity',
  'an end-entity that is not yet valid',
  'another name',
  'another name in the common name alone',
  'an end-entity for clients',
  'an issuer that is no CA',
  'an issuer without keyCertSign',
  'a path that is too long',
  'an RSA key of 1024 bits',
  'a SHA-1 signature',
  'a signature by another key',
  'an unknown critical extension',
  'names that the CA may not issue',
] as const;

/** Every defect by name, below one root. */
export function servedDefects(root: Issued): Readonly<Record<(typeof defectNames)[number], ServedDefect>> {
  const leaf = (more: Partial<Parameters<typeof issue>[0]> = {}): Issued =>
    issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'], ...dates, ...more });
  const authority = (name: string, more: Partial<Parameters<typeof issue>[0]> = {}): Issued =>
    issue({ subject: `CN=${name}, O=Corp`, issuer: root, ca: true, ...dates, ...more });
  const intermediate = authority('Issuing CA');
  const short = authority('Short CA', { pathLength: 0 });
  const below = authority('Below CA', { issuer: short });
  const noAuthority = authority('No CA', { ca: false, keyUsage: 0x06 });
  const noSigner = authority('No Signer', { keyUsage: 0x80 });
  const impostor = { ...root, keys: makeKeys() };
  const defect = (reason: PathReason, chain: readonly Issued[], more: Partial<ServedDefect> = {}): ServedDefect => ({
    reason,
    chain,
    text: 'text',
    trusted: true,
    ...more,
  });
  return {
    'an untrusted chain': defect('unknown-issuer', [leaf({ issuer: intermediate }), intermediate], { trusted: false }),
    'an untrusted end-entity alone': defect('unknown-issuer', [leaf()], { trusted: false, text: 'whenLeafAlone' }),
    'an untrusted chain with its root': defect('unknown-issuer', [leaf(), root], { trusted: false, text: 'whenRootServed' }),
    'an untrusted end-entity that is self-signed': defect('unknown-issuer', [leaf({ issuer: undefined })], {
      trusted: false,
      text: 'whenSelfSigned',
    }),
    'a missing intermediate': defect('unknown-issuer', [leaf({ issuer: intermediate })], { text: 'whenLeafAlone' }),
    'an expired end-entity': defect('expired', [leaf({ until: '2021-01-01T00:00:00Z' })]),
    'an end-entity that is not yet valid': defect('not-yet-valid', [leaf({ from: '2048-01-01T00:00:00Z' })]),
    'another name': defect('name-mismatch', [leaf({ subject: 'CN=elsewhere.test', names: ['elsewhere.test'] })]),
    'another name in the common name alone': defect('name-mismatch', [leaf({ subject: 'CN=elsewhere.test', names: [] })], {
      text: 'withoutNames',
    }),
    'an end-entity for clients': defect('wrong-purpose', [leaf({ eku: ['1.3.6.1.5.5.7.3.2'] })]),
    'an issuer that is no CA': defect('not-a-ca', [leaf({ issuer: noAuthority }), noAuthority]),
    'an issuer without keyCertSign': defect('wrong-key-usage', [leaf({ issuer: noSigner }), noSigner]),
    'a path that is too long': defect('path-too-long', [leaf({ issuer: below }), below, short]),
    'an RSA key of 1024 bits': defect('weak-key', [leaf({ keyType: 'rsa-1024' })]),
    'a SHA-1 signature': defect('weak-signature', [leaf({ digest: 'sha1' })]),
    'a signature by another key': defect('bad-signature', [leaf({ issuer: impostor, keyIds: false })]),
    'an unknown critical extension': defect('unhandled-critical-extension', [
      leaf({ extra: [{ oid: '1.3.6.1.4.1.55555.1', critical: true, der: new Uint8Array([0x05, 0x00]) }] }),
    ]),
    'names that the CA may not issue': defect(
      'name-constrained',
      (() => {
        // NameConstraints { permittedSubtrees [0] { [2] "corp.test" } }
        const base = Buffer.from('corp.test');
        const subtree = Buffer.concat([Buffer.from([0x30, base.length + 2, 0x82, base.length]), base]);
        const constraints = Buffer.concat([Buffer.from([0x30, subtree.length + 2, 0xa0, subtree.length]), subtree]);
        const bound = authority('Bound CA', { extra: [{ oid: '2.5.29.30', critical: true, der: constraints }] });
        return [leaf({ issuer: bound }), bound];
      })(),
    ),
  };
}
