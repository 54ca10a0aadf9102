// `node test/bench/parse.ts`: what reading a certificate costs against node:crypto's, and whether node-forge's decoder under it would be cheaper.
// Ends with 1 where a bound is not met.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import forge from 'node-forge';
import type { Certificate } from '../../src/x509/certificate.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { elapsedMs, interleavedMedians, type Timed } from './interleave.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';
const pem = existsSync(bundle) ? readFileSync(bundle, 'utf8') : rootCertificates.join('\n');
const ders = (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((block) => new X509Certificate(block).raw);
if (ders.length < 50) throw new Error(`${ders.length} certificates are too few to measure`);

// What is made is kept, so that no compiler can leave it out
let kept: unknown[] = [];
const each =
  (read: (der: Buffer) => unknown): Timed =>
  () => {
    kept = [];
    return elapsedMs(() => {
      for (const der of ders) kept.push(read(der));
    });
  };

function everyField(certificate: Certificate): unknown {
  const { sha256, version, serial, subject, issuer, notBefore, notAfter, publicKey, signature, extensions, defects } = certificate;
  const names = [subject, issuer].map((name) => [name.text, name.folded, name.exact]);
  return [sha256, version, serial, names, notBefore, notAfter, publicKey.sha256, publicKey.bits, signature, extensions, defects];
}

const rounds = 40;
const ms = interleavedMedians(
  {
    node: each((der) => new X509Certificate(der)),
    ours: each(parseCertificate),
    identified: each((der) => {
      const { sha256, subject } = parseCertificate(der);
      return sha256 + subject.folded;
    }),
    whole: each((der) => everyField(parseCertificate(der))),
    forge: each((der) => forge.asn1.fromDer(der.toString('latin1'))),
  },
  rounds,
);
if (kept.length !== ders.length) throw new Error(`${kept.length} certificates were read of ${ders.length}`);

/** The most that each ratio may be; our choice, except for the first, which is the product's aim. */
const figures: readonly (readonly [string, number, number])[] = [
  ['parse, in bare new X509Certificate', ms.ours / ms.node, 0.5],
  ['parse, digest and name to look it up by, in bare new X509Certificate', ms.identified / ms.node, 0.5],
  ['parse and every field, in bare new X509Certificate', ms.whole / ms.node, 3],
  ["node-forge's asn1.fromDer alone, in bare new X509Certificate", ms.forge / ms.node, Number.POSITIVE_INFINITY],
  ["parse, in node-forge's asn1.fromDer alone", ms.ours / ms.forge, 1],
];

console.log(`node ${process.version}, medians of ${rounds} rounds over ${ders.length} certificates`);
for (const [what, ratio, bound] of figures) {
  const verdict = bound === Number.POSITIVE_INFINITY ? '' : ratio <= bound ? `at most ${bound}` : `MORE THAN ${bound}`;
  console.log(`${ratio.toFixed(3).padStart(7)}  ${what}  ${verdict}`.trimEnd());
}
process.exitCode = figures.every(([, ratio, bound]) => ratio <= bound) ? 0 : 1;
