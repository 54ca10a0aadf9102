import { constants, createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { type Issued, issue, type KeyPair } from '../../../certificates.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';
import { keyMakers } from './keys.ts';
import { algorithmDer, derOf, nullDer, pssAlgorithm, remade, signedBy, spkiOf } from './remade.ts';

const host = 'vault.corp.internal';
const root = (key: KeyPair, subject = 'CN=Strength Root'): Issued => usual(issue({ subject, key, ca: true }));
const leaf = (issuer: Issued, key?: KeyPair): Issued => usual(issue({ subject: `CN=${host}`, names: [host], issuer, key }), issuer);

const oid = {
  rsa: { md5: '1.2.840.113549.1.1.4', sha1: '1.2.840.113549.1.1.5', sha224: '1.2.840.113549.1.1.14', sha256: '1.2.840.113549.1.1.11' },
  dsaSha256: '2.16.840.1.101.3.4.3.2',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sha224: '2.16.840.1.101.3.4.2.4',
};
const rsaDigests: Readonly<Record<string, string>> = {
  ...oid.rsa,
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
  'sha512-224': '1.2.840.113549.1.1.15',
  'sha512-256': '1.2.840.113549.1.1.16',
  ripemd160: '1.3.36.3.3.1.2',
  'sha3-256': '2.16.840.1.101.3.4.3.14',
};
const ecdsaDigests: Readonly<Record<string, string>> = {
  sha1: '1.2.840.10045.4.1',
  sha224: '1.2.840.10045.4.3.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
  'sha3-256': '2.16.840.1.101.3.4.3.10',
};

// test/certificates.ts signs as usual; DSA and keys with restrictions need more
function usual(issued: Issued, issuer: Issued = issued): Issued {
  const key = issuer.keys.privateKey;
  if (key.asymmetricKeyType === 'dsa')
    return remade(issued, { algorithm: algorithmDer(oid.dsaSha256), signature: signedBy(issuer, 'sha256') });
  return issued;
}

function pairOf(name: string): KeyPair {
  const make = keyMakers[name];
  if (make === undefined) throw new Error(`no key is called ${name}`);
  return make();
}

function rootOf(name: string): Issued {
  const key = pairOf(name);
  const digest = { 'rsa-pss-sha1': 'sha1', 'rsa-pss-sha512': 'sha512' }[name];
  return digest === undefined ? root(key) : issue({ subject: 'CN=Strength Root', key, ca: true, digest: digest as 'sha1' });
}

const sketch = (id: string, served: readonly Issued[], bundle: readonly Issued[]): CaseSketch => ({
  id,
  description: id.replaceAll(/[:-]+/g, ' '),
  served,
  bundle,
  name: host,
});

/** Every key as that of an end-entity, and where it can sign, as that of an anchor and of an intermediate. */
export function keyCases(): readonly CaseSketch[] {
  const p256 = rootOf('p-256');
  return Object.keys(keyMakers).flatMap((name) => {
    const own = sketch(`leaf-key::${name}`, [leaf(p256, pairOf(name))], [p256]);
    // 512 bits do not hold a signature with SHA-512, and a key for SHA-1 or SHA-512 signs with nothing else
    if (name === 'rsa-pss-sha512' || name === 'rsa-pss-sha1') return [own];
    const anchor = rootOf(name);
    const key = pairOf(name);
    const intermediate = usual(issue({ subject: 'CN=Strength Issuing', key, issuer: p256, ca: true }), p256);
    return [
      own,
      sketch(`anchor-key::${name}`, [leaf(anchor)], [anchor]),
      sketch(`intermediate-key::${name}`, [leaf(intermediate), intermediate], [p256]),
      sketch(`pinned-key::${name}`, [pinned(name)], [pinned(name)]),
    ].filter((one) => !one.id.startsWith('pinned'));
  });
}

function pinned(name: string): Issued {
  return usual(issue({ subject: `CN=${host}`, names: [host], key: pairOf(name) }));
}

/** Every digest and form of a signature on an end-entity. */
export function signatureCases(): readonly CaseSketch[] {
  const rsa = rootOf('rsa-2048');
  const ec = rootOf('p-256');
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING };
  const one = (id: string, issuer: Issued, how: Parameters<typeof remade>[1]): CaseSketch =>
    sketch(`signature::${id}`, [remade(leaf(issuer), how)], [issuer]);
  const byPss = (id: string, parts: Parameters<typeof pssAlgorithm>[0], digest: string, saltLength: number): CaseSketch =>
    one(`pss-${id}`, rsa, { algorithm: pssAlgorithm(parts), signature: signedBy(rsa, digest, { ...pss, saltLength }) });
  return [
    ...Object.entries(rsaDigests).map(([digest, id]) =>
      one(`rsa-${digest}`, rsa, { algorithm: algorithmDer(id, nullDer), signature: signedBy(rsa, digest) }),
    ),
    ...Object.entries(ecdsaDigests).map(([digest, id]) =>
      one(`ecdsa-${digest}`, ec, { algorithm: algorithmDer(id), signature: signedBy(ec, digest) }),
    ),
    byPss('sha256', { digest: oid.sha256, mask: oid.sha256, salt: 32 }, 'sha256', 32),
    byPss('sha384', { digest: oid.sha384, mask: oid.sha384, salt: 48 }, 'sha384', 48),
    byPss('sha512', { digest: oid.sha512, mask: oid.sha512, salt: 64 }, 'sha512', 64),
    byPss('sha224', { digest: oid.sha224, mask: oid.sha224, salt: 28 }, 'sha224', 28),
    byPss('short-salt', { digest: oid.sha256, mask: oid.sha256, salt: 20 }, 'sha256', 20),
    byPss('no-salt', { digest: oid.sha256, mask: oid.sha256, salt: 0 }, 'sha256', 0),
    byPss('long-salt', { digest: oid.sha256, mask: oid.sha256, salt: 100 }, 'sha256', 100),
    byPss('salt-of-another-length', { digest: oid.sha256, mask: oid.sha256, salt: 32 }, 'sha256', 20),
    byPss('all-defaults', {}, 'sha1', 20),
    byPss('trailer-spelled-out', { digest: oid.sha256, mask: oid.sha256, salt: 32, trailer: 1 }, 'sha256', 32),
    byPss('another-trailer', { digest: oid.sha256, mask: oid.sha256, salt: 32, trailer: 2 }, 'sha256', 32),
    byPss('wrong-mask', { digest: oid.sha256, mask: oid.sha1, salt: 32 }, 'sha256', 32),
    otherMask(rsa),
    one('pss-without-parameters', rsa, {
      algorithm: algorithmDer('1.2.840.113549.1.1.10'),
      signature: signedBy(rsa, 'sha1', { ...pss, saltLength: 20 }),
    }),
    one('rsa-without-null', rsa, { algorithm: algorithmDer(oid.rsa.sha256), signature: signedBy(rsa, 'sha256') }),
    one('rsa-with-other-parameters', rsa, {
      algorithm: algorithmDer(oid.rsa.sha256, derOf(4, Buffer.of(1))),
      signature: signedBy(rsa, 'sha256'),
    }),
    one('ecdsa-with-null', ec, { algorithm: algorithmDer('1.2.840.10045.4.3.2', nullDer), signature: signedBy(ec, 'sha256') }),
    one('unknown-algorithm', rsa, { algorithm: algorithmDer('1.2.3.4.5', nullDer), signature: signedBy(rsa, 'sha256') }),
    one('algorithm-of-another-kind', ec, { algorithm: algorithmDer(oid.rsa.sha256, nullDer), signature: signedBy(ec, 'sha256') }),
    one('tampered', rsa, { signature: (tbs) => flipped(sign('sha256', tbs, rsa.keys.privateKey)) }),
    one('one-octet-short', rsa, { signature: (tbs) => sign('sha256', tbs, rsa.keys.privateKey).subarray(1) }),
    one('one-octet-long', rsa, { signature: (tbs) => Buffer.concat([Buffer.of(0), sign('sha256', tbs, rsa.keys.privateKey)]) }),
    one('empty', rsa, { signature: () => Buffer.alloc(0) }),
    one('ecdsa-long-form', ec, { signature: (tbs) => longForm(sign('sha256', tbs, ec.keys.privateKey)) }),
    one('ecdsa-trailing', ec, { signature: (tbs) => Buffer.concat([sign('sha256', tbs, ec.keys.privateKey), Buffer.of(0)]) }),
    one('ecdsa-raw', ec, { signature: (tbs) => sign('sha256', tbs, { key: ec.keys.privateKey, dsaEncoding: 'ieee-p1363' }) }),
    ...edwardsWithNull(),
    restrictedToAnother(),
    smallExponent(1n),
    oddKey('compressed-point', compressedPoint()),
    oddKey('rsa-without-null', rsaSpki(65_537n, false)),
    oddKey('rsa-exponent-of-64-bits', rsaSpki((1n << 63n) | 1n)),
    oddKey('rsa-exponent-of-65-bits', rsaSpki((1n << 64n) | 1n)),
    oddKey('rsa-exponent-2', rsaSpki(2n)),
    oddKey('rsa-exponent-1', rsaSpki(1n)),
    oddKey('off-the-curve', offTheCurve()),
    oddKey(
      'unknown-curve',
      derOf(0x30, algorithmDer('1.2.840.10045.2.1', derOf(6, Buffer.of(0x2a, 3, 4))), derOf(3, Buffer.of(0, 4, ...Buffer.alloc(64, 1)))),
    ),
    oddKey('unknown-kind', derOf(0x30, algorithmDer('1.2.3.4.5'), derOf(3, Buffer.of(0, 1, 2, 3)))),
    oddKey('ed25519-too-short', derOf(0x30, algorithmDer('1.3.101.112'), derOf(3, Buffer.alloc(32, 0)))),
    oddKey('x25519', derOf(0x30, algorithmDer('1.3.101.110'), derOf(3, Buffer.alloc(33, 0)))),
  ];
}

// the mask's digest is another than that of the message: node:crypto makes that by a key that is bound to it
function otherMask(issuer: Issued): CaseSketch {
  const algorithm = pssAlgorithm({ digest: oid.sha256, mask: oid.sha1, salt: 32 });
  const der = issuer.keys.privateKey.export({ type: 'pkcs1', format: 'der' });
  const bound = createPrivateKey({ key: derOf(0x30, derOf(2, Buffer.of(0)), algorithm, derOf(4, der)), format: 'der', type: 'pkcs8' });
  const signature = (tbs: Buffer): Buffer => sign('sha256', tbs, { key: bound, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  return sketch('signature::pss-other-mask', [remade(leaf(issuer), { algorithm, signature })], [issuer]);
}

function edwardsWithNull(): readonly CaseSketch[] {
  return (['ed25519', 'ed448'] as const).map((name) => {
    const issuer = rootOf(name);
    const algorithm = algorithmDer(name === 'ed25519' ? '1.3.101.112' : '1.3.101.113', nullDer);
    return sketch(`signature::${name}-with-null`, [remade(leaf(issuer), { algorithm, signature: signedBy(issuer, null) })], [issuer]);
  });
}

// a key for SHA-256 signs with SHA-384 all the same
function restrictedToAnother(): CaseSketch {
  const free = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = pssAlgorithm({ digest: oid.sha384, mask: oid.sha384, salt: 48 });
  const anchor = root(free);
  const pkcs1 = free.publicKey.export({ type: 'pkcs1', format: 'der' });
  const spki = derOf(0x30, pssAlgorithm({ digest: oid.sha256, mask: oid.sha256, salt: 32 }), derOf(3, Buffer.of(0), pkcs1));
  const restricted = remade(anchor, { spki, signature: signedBy(anchor, 'sha256') });
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
  return sketch(
    'signature::pss-key-restricted-to-another',
    [remade(leaf(anchor), { algorithm, signature: signedBy(anchor, 'sha384', options) })],
    [restricted],
  );
}

// with an exponent of 1 the signature is the padded digest itself
function smallExponent(exponent: bigint): CaseSketch {
  const anchor = rootOf('rsa-2048');
  const weak = remade(anchor, { spki: rsaSpki(exponent, true, modulusOf(anchor)), signature: signedBy(anchor, 'sha256') });
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const signature = (tbs: Buffer): Buffer => {
    const digest = createHash('sha256').update(tbs).digest();
    const filling = Buffer.alloc(256 - 3 - prefix.length - digest.length, 0xff);
    return Buffer.concat([Buffer.of(0, 1), filling, Buffer.of(0), prefix, digest]);
  };
  return sketch('signature::rsa-exponent-1', [remade(leaf(anchor), { signature })], [weak]);
}

function oddKey(id: string, spki: Buffer): CaseSketch {
  const issuer = rootOf('p-256');
  return sketch(`odd-key::${id}`, [remade(leaf(issuer), { spki, signature: signedBy(issuer, 'sha256') })], [issuer]);
}

function compressedPoint(): Buffer {
  const [head, point] = pointOf(spkiOf(rootOf('p-256')));
  const compressed = Buffer.concat([Buffer.of(2 + ((point[64] ?? 0) & 1)), point.subarray(1, 33)]);
  return derOf(0x30, head, derOf(3, Buffer.of(0), compressed));
}

function offTheCurve(): Buffer {
  const [head, point] = pointOf(spkiOf(rootOf('p-256')));
  return derOf(0x30, head, derOf(3, Buffer.of(0), flipped(point)));
}

// SubjectPublicKeyInfo of P-256: 2 octets, the algorithm of 21, 3 octets, the point of 65
function pointOf(spki: Buffer): readonly [Buffer, Buffer] {
  return [spki.subarray(2, 23), spki.subarray(26)];
}

function rsaSpki(exponent: bigint, withNull = true, modulus = modulusOf(rootOf('rsa-2048'))): Buffer {
  const key = derOf(0x30, derOf(2, integer(modulus)), derOf(2, integer(exponent)));
  return derOf(0x30, algorithmDer('1.2.840.113549.1.1.1', withNull ? nullDer : undefined), derOf(3, Buffer.of(0), key));
}

function modulusOf(issued: Issued): bigint {
  const { n } = issued.keys.publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n ?? '', 'base64url').toString('hex')}`);
}

function integer(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}

function longForm(signature: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x30, 0x81), signature.subarray(1)]);
}
