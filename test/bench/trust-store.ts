// `node test/bench/trust-store.ts [megabytes]`: what reading a trust store costs beside the floor under it, in one interleaved run.
// The bound: a 10 MB bundle costs at most 4 times what decoding its DER costs, by the fastest general decoder that was measured
// (parseCertificate decodes a field when it is asked for, so by itself it is no floor). Ends with 1 where the bound is not met.
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import forge from 'node-forge';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { elapsedMs, interleavedMedians } from './interleave.ts';

const bound = 4;
const systemBundle = '/etc/ssl/certs/ca-certificates.crt';
const megabytes = Number(process.argv[2] ?? 10);

/** Real certificates again and again until the bundle is so large; distinct ones differ in the last byte of their signature. */
function ders(kind: 'repeated' | 'distinct'): readonly Uint8Array[] {
  const text = existsSync(systemBundle) ? readFileSync(systemBundle, 'utf8') : rootCertificates.join('\n');
  const real = readTrustStore(Buffer.from(text)).entries.map((entry) => entry.certificate.der);
  const size = real.reduce((total, der) => total + der.length, 0) * (4 / 3) * 1.04;
  const rounds = Math.ceil((megabytes * 1e6) / size);
  if (rounds > 256 ** 2) throw new Error(`${megabytes} MB need more distinct certificates than are made here`);
  return Array.from({ length: rounds }, (_, round) =>
    real.map((der) => {
      const copy = Buffer.from(der);
      if (kind === 'distinct') copy.writeUInt16BE(copy.readUInt16BE(copy.length - 2) ^ round, copy.length - 2);
      return copy;
    }),
  ).flat();
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function readFields(der: Uint8Array): number {
  const { sha256, subject, issuer, publicKey, signature, extensions, defects } = parseCertificate(der);
  return [sha256, subject.folded, issuer.folded, publicKey.sha256, signature.algorithm, extensions.all, defects].length;
}

let met = true;
for (const kind of ['repeated', 'distinct'] as const) {
  const certificates = ders(kind);
  const bundle = Buffer.from(certificates.map(toPem).join(''), 'latin1');
  const bodies = certificates.map((der) => Buffer.from(der).toString('base64'));
  const counts = { entries: 0, damage: 0 };
  const ms = interleavedMedians(
    {
      read: () => {
        // A copy each time, because the same bytes are read once only
        const bytes = Buffer.from(bundle);
        return elapsedMs(() => {
          const reading = readTrustStore(bytes);
          counts.entries = reading.entries.length;
          counts.damage = reading.damage.length;
        });
      },
      base64: () => elapsedMs(() => bodies.forEach((body) => void Buffer.from(body, 'base64'))),
      fields: () => elapsedMs(() => certificates.forEach((der) => void readFields(der))),
      decode: () => elapsedMs(() => certificates.forEach((der) => void forge.asn1.fromDer(Buffer.from(der).toString('latin1')))),
    },
    7,
  );
  if (counts.entries !== certificates.length || counts.damage > 0) throw new Error(`read ${counts.entries} of ${certificates.length}`);
  const perCertificate = (time: number): string => `${((time * 1000) / certificates.length).toFixed(1)} µs`;
  const ratio = ms.read / (ms.base64 + ms.decode);
  met &&= ratio <= bound;
  console.log(`${(bundle.length / 1e6).toFixed(1)} MB, ${certificates.length} ${kind} certificates, read in ${ms.read.toFixed(0)} ms`);
  console.log(
    `  a certificate: read ${perCertificate(ms.read)}, base64 ${perCertificate(ms.base64)}, DER ${perCertificate(ms.decode)}, our parser with every field ${perCertificate(ms.fields)}`,
  );
  console.log(`  in base64 and DER: ${ratio.toFixed(2)} (bound ${bound}), ${ratio <= bound ? 'met' : 'NOT MET'}`);
}
process.exitCode = met ? 0 : 1;
