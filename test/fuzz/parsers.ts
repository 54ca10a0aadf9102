import { sign } from 'node:crypto';
import { clientProfiles, profileNamed } from '../../src/clients/registry.ts';
import { ParseError } from '../../src/errors.ts';
import { readEveryFile } from '../../src/formats/every-file.ts';
import { readHashedDirectory } from '../../src/formats/hashed-directory.ts';
import { readPemCertificates } from '../../src/formats/pem.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { subjectHash } from '../../src/formats/subject-hash.ts';
import { acceptanceFrom } from '../../src/trust/acceptance.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import type { Name } from '../../src/x509/name.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { nameConstraintsOf, readNameConstraintsContent } from '../../src/x509/read-name-constraints.ts';
import { type Issued, toPem } from '../certificates.ts';
import { node, sequence } from '../x509/der-parts.ts';
import type { Inputs } from './inputs.ts';

/** One parser with real inputs for it; `read` throws for a mutant only where there is a bug. */
export interface Parser {
  readonly inputs: readonly Uint8Array[];
  /** What came of it, in a word: how the run shows that mutants get past the first check. */
  readonly read: (bytes: Uint8Array) => string;
}

const someDay = Date.parse('2026-06-01T12:00:00Z');

/** Every parser of bytes that come from a host, by name. */
export function parsersFor(inputs: Inputs): Readonly<Record<string, Parser>> {
  const store = (files: readonly Uint8Array[]): Parser => ({ inputs: files, read: readStore });
  return {
    certificate: { inputs: inputs.certificates, read: readCertificate },
    path: { inputs: [inputs.leaf.der, inputs.intermediate.der, inputs.root.der], read: (bytes) => judge(inputs, bytes) },
    'name-constraints': { inputs: inputs.nameConstraints, read: (bytes) => readNameConstraintsContent(bytes).kind },
    der: store(inputs.certificates),
    pem: store(inputs.pem),
    trusted: store(inputs.trusted),
    pkcs7: store(inputs.pkcs7),
    pkcs12: store(inputs.pkcs12),
    jks: store(inputs.jks),
    jceks: store(inputs.jceks),
    'hashed-directory': { inputs: [...inputs.pem, ...inputs.certificates], read: (bytes) => readDirectory(inputs, bytes) },
  };
}

function readCertificate(bytes: Uint8Array): string {
  const certificate = parseOrRefuse(bytes);
  if (certificate === undefined) return 'refused';
  readEveryField(certificate);
  return certificate.defects.length === 0 ? 'read' : 'read with defects';
}

// A ParseError that points into the bytes is an answer; anything else is a finding
function parseOrRefuse(bytes: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const isInside = error.byteOffset >= 0 && error.byteOffset <= bytes.length;
    if (!isInside) throw new Error(`offset ${error.byteOffset} is not in ${bytes.length} bytes`, { cause: error });
    return undefined;
  }
}

function readEveryField(certificate: Certificate): void {
  const { subject, issuer, publicKey, signature, extensions, defects, sha256, serial, version, notBefore, notAfter } = certificate;
  for (const name of [subject, issuer])
    if (`${name.text}${name.folded}${name.exact}${hashOf(name)}` === '') throw new Error('a name is nothing');
  const numbers = [notBefore, notAfter].map((time) => new Date(time).toISOString());
  const parts = [
    publicKey.sha256,
    publicKey.algorithm,
    publicKey.bits,
    publicKey.curve,
    signature,
    extensions,
    defects,
    serial,
    version,
    numbers,
  ];
  nameConstraintsOf(certificate);
  if (!/^[0-9a-f]{64}$/.test(sha256) || parts.length === 0) throw new Error('a certificate without a digest');
  const kinds = defects.map((defect) => JSON.stringify(defect));
  if (new Set(kinds.filter((kind) => !kind.includes('oid'))).size !== kinds.filter((kind) => !kind.includes('oid')).length) {
    throw new Error(`a defect is listed twice: ${kinds.join(' ')}`);
  }
}

// OpenSSL's hash is made of strict DER alone, and says so
function hashOf(name: Name): string {
  try {
    return subjectHash(name);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return 'none';
  }
}

// The mutant at each place of a chain, for every way to validate that a client has
function judge({ leaf, intermediate, root }: Inputs, bytes: Uint8Array): string {
  const mutant = parseOrRefuse(bytes);
  if (mutant === undefined) return 'refused';
  const [end, middle, top] = [leaf, intermediate, root].map(({ der }) => parseCertificate(der));
  if (end === undefined || middle === undefined || top === undefined) throw new Error('the chain cannot be read');
  const chains = [
    { served: [mutant, middle], anchor: top },
    { served: [end, mutant], anchor: top },
    { served: [end, middle], anchor: mutant },
    { served: [mutant], anchor: mutant },
    // signed again, or no check behind the signature would see it
    { served: [signedAgain(mutant, intermediate), middle], anchor: top },
    { served: [end, signedAgain(mutant, root)], anchor: top },
  ];
  const words = new Set<string>();
  for (const knobs of new Set(clientProfiles.map((profile) => profile.path))) {
    for (const { served, anchor } of chains) {
      const question = { knobs, served, anchors: [{ certificate: anchor, file: 'roots.pem' }], name: 'vault.corp.internal', at: someDay };
      words.add(judgePath(question).kind);
    }
  }
  const knobs = profileNamed('go')?.path;
  if (knobs !== undefined) {
    acceptanceFrom({ knobs, served: [mutant, middle], anchors: [{ certificate: top, file: 'roots.pem' }], name: '10.0.0.7', at: someDay });
  }
  return [...words].toSorted().join(', ');
}

function signedAgain({ signature, der }: Certificate, { keys }: Issued): Certificate {
  const value = sign('sha256', signature.tbs, keys.privateKey);
  const again = sequence(signature.tbs, signature.identifier, node(0x03, Uint8Array.of(0), value));
  return parseOrRefuse(again) ?? parseCertificate(der);
}

function readStore(bytes: Uint8Array): string {
  const readings = [
    readTrustStore(bytes),
    readTrustStore(bytes, { password: 'changeit' }),
    readTrustStore(bytes, { tryDefaultPasswords: true }),
  ];
  readPemCertificates(bytes);
  for (const { entries } of readings) for (const { certificate } of entries) readEveryField(certificate);
  const [reading] = readings;
  return `${reading?.format}, ${reading?.entries.length === 0 ? 'empty' : 'with entries'}, ${reading?.damage.length === 0 ? 'whole' : 'damaged'}`;
}

function readDirectory({ root }: Inputs, bytes: Uint8Array): string {
  const hash = subjectHash(parseCertificate(root.der).subject);
  const files = [
    { name: `${hash}.0`, bytes },
    { name: `${hash}.1`, bytes: Buffer.from(toPem(bytes)) },
    { name: `${hash}.2`, bytes: Buffer.from(root.pem) },
    { name: 'bundle.pem', bytes },
    { name: 'gone', bytes: undefined },
  ];
  readEveryFile(files);
  const { entries, damage } = readHashedDirectory(files);
  return `${entries.length === 0 ? 'empty' : 'with entries'}, ${damage.length === 0 ? 'whole' : 'damaged'}`;
}
