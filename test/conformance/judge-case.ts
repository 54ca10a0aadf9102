import type { ClientProfile } from '../../src/clients/client-profile.ts';
import type { RecordedClient } from '../../src/clients/recorded-answers.ts';
import { ParseError } from '../../src/errors.ts';
import { readPemFile } from '../../src/trust/effective-store/pem-file.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import type { PathVerdict, TrustAnchor } from '../../src/trust/path/path-verdict.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import type { CorpusCase } from './corpus-files.ts';

/** What we say to one case: a verdict, why there is none, or that something was thrown. */
export type CaseVerdict =
  | PathVerdict
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'no-profile' }
  | { readonly kind: 'crash'; readonly error: Error };

/** The verdict with what it cost, reading of the certificates included. */
export interface JudgedCase {
  readonly verdict: CaseVerdict;
  readonly tookMs: number;
}

/** Judges a case as the client of the profile, with the handshake where that was recorded; without a profile it is unknown. Nothing is kept from one case to the next. */
export function judgeCase(one: CorpusCase, profile: ClientProfile | undefined, recorded: RecordedClient['recorded']): JudgedCase {
  const start = performance.now();
  const verdict = profile === undefined ? ({ kind: 'no-profile' } as const) : judge(one, profile, recorded);
  return { verdict, tookMs: performance.now() - start };
}

function judge(one: CorpusCase, profile: ClientProfile, recorded: RecordedClient['recorded']): CaseVerdict {
  try {
    const served = [one.leaf, ...one.intermediates].map(certificateFrom);
    const anchors = anchorsOf(one.roots, profile);
    if (!Array.isArray(anchors)) return { kind: 'unreadable', reason: (anchors as { reason: string }).reason };
    const question = { knobs: profile.path, anchors, served, name: one.peer?.value, at: Date.parse(one.time) };
    return judgePath(recorded === 'library' ? { ...question, withoutHandshake: true } : question);
  } catch (error) {
    if (error instanceof ParseError) return { kind: 'unreadable', reason: error.message };
    return { kind: 'crash', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** The certificate of a base64 DER. @throws ParseError where our reader refuses it. */
export function certificateFrom(base64: string): Certificate {
  return parseCertificate(Buffer.from(base64, 'base64'));
}

/** The bundle as the client of the profile reads it: as a file of PEM, or, for clients that read none, each certificate alone. */
function anchorsOf(roots: readonly string[], profile: ClientProfile): readonly TrustAnchor[] | { readonly reason: string } {
  const file = 'bundle.pem';
  if (profile.lookup.every((slot) => slot.locations.every((location) => location.reading === 'java-keystore'))) {
    return roots.map((root) => ({ certificate: certificateFrom(root), file }));
  }
  const read = readPemFile(Buffer.from(roots.map(pemBlock).join('')), profile);
  return read.kind === 'unknown' ? read : read.entries.map(({ certificate }) => ({ certificate, file }));
}

function pemBlock(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}
