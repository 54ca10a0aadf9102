import type { ClientCertificateTrouble } from '../../clients/client-certificate-rules.ts';
import { fromInstant, toInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { Check, CheckedFields, Outcome, Subject } from '../check.ts';
import type { ClientCredential, CredentialFile } from '../client-credential.ts';
import { clientErrorOf } from '../expected-error.ts';
import { mayRead } from '../may-read.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';

type Files = Extract<ClientCredential, { kind: 'files' }>;

/**
 * Whether the client could load the certificate and the key that it is told to show. A client that is given one loads it at its start, and ends where that
 * fails, whether the store asks for one or not (curl exit code 58, tls.LoadX509KeyPair, load_cert_chain, tls.createSecureContext).
 */
export const clientFiles: Check = {
  name: 'client-files',
  codes: ['CLIENT_KEY_MISMATCH', 'CLIENT_KEY_UNREADABLE'],
  judge(subject) {
    const { credential, workload } = subject;
    const { evidence } = workload;
    if (credential === undefined || credential.kind === 'none' || evidence === undefined) return { kind: 'not-applicable' };
    if (credential.kind === 'one-alone') {
      const { part, path, because } = credential;
      const other = part === 'key' ? 'certificate' : 'key';
      return finding(subject, path, 'one-alone', `${because} names the ${part} ${path}, and nothing names the ${other} of it`);
    }
    if (credential.kind === 'key-store') return judgeKeyStore(subject, credential.store, evidence);
    const outcomes = [
      judgeAccess(subject, credential.certificate, 'certificate', evidence),
      judgeAccess(subject, credential.privateKey, 'key', evidence),
      judgePair(subject, credential),
    ];
    const worst = (['finding', 'unknown'] as const).flatMap((kind) => outcomes.filter((outcome) => outcome.kind === kind));
    return worst[0] ?? { kind: 'pass' };
  },
};

// sun.security.ssl.SSLContextImpl, DefaultManagersHolder.getKeyManagers: the default SSLContext fails without it
function judgeKeyStore(subject: Subject, store: CredentialFile, evidence: WorkloadEvidence): Outcome {
  const access = judgeAccess(subject, store, 'certificate', evidence);
  if (access.kind === 'finding') return access;
  return unknown(
    `what the key store ${store.path} (${store.because}) holds is not known: with a key in it its content stays on the host, and nobody has its password`,
  );
}

function judgeAccess(subject: Subject, file: CredentialFile, part: 'certificate' | 'key', evidence: WorkloadEvidence): Outcome {
  const { path, because } = file;
  const seen = part === 'key' ? file.key : (file.file ?? file.key);
  if (seen === undefined) return unknown(`${path}, which ${because} names, was not looked at`);
  if (file.file?.state === 'missing' || file.key?.missing === true) {
    return finding(subject, path, `${part}-missing`, `${path}, which ${because} names, is not there`);
  }
  const access = mayRead({ ...seen, path, ...(file.key?.members === undefined ? {} : { members: file.key.members }) }, evidence);
  switch (access.kind) {
    case 'yes':
      return { kind: 'pass' };
    case 'no':
      return finding(subject, path, `${part}-closed`, access.reason);
    case 'not-known':
      return unknown(access.reason);
  }
}

function judgePair(subject: Subject, { certificate, privateKey, chain }: Files): Outcome {
  const { key, path } = privateKey;
  if (key?.holds === 'certificate') {
    return finding(subject, path, 'key-none', `${path}, which ${privateKey.because} names, holds a certificate and no key`);
  }
  if ('reason' in chain) return unknown(chain.reason);
  const [own] = chain;
  const public256 = key?.holds === 'key' ? key.publicKeySha256 : undefined;
  if (own === undefined || public256 === undefined) {
    return unknown(`whether ${path} is the key of ${certificate.path} is not known: ${key?.reason ?? 'it was not looked at'}`);
  }
  if (own.publicKey.sha256 === public256) return { kind: 'pass' };
  const digests = `public key ${public256.slice(0, 16)}…, not ${own.publicKey.sha256.slice(0, 16)}…`;
  return finding(
    subject,
    path,
    'key-mismatch',
    `${path} is not the key of "${own.subject.text}" in ${certificate.path} (${digests})`,
    'CLIENT_KEY_MISMATCH',
  );
}

function finding(
  { workload, effective, credential }: Subject,
  path: string,
  trouble: ClientCertificateTrouble,
  summary: string,
  code: ReasonCode = 'CLIENT_KEY_UNREADABLE',
): Outcome {
  const expectedError = effective?.kind === 'known' ? clientErrorOf(effective.client, trouble, path) : undefined;
  const reason: Reason = {
    code,
    severity: reasonCodes[code].severity,
    proof: { summary },
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: 'the client ends before it has asked anybody: this is neither the credential store nor the CA that it trusts',
    remedy: `do not restart it; ${remedies[trouble] ?? `put ${path} back`}, then restart one host alone and look before the next`,
  };
  return { kind: 'finding', reasons: [reason], fields: latencyOf(workload.evidence, credential) };
}

const remedies: Readonly<Partial<Record<ClientCertificateTrouble, string>>> = {
  'key-mismatch': 'put the key and the certificate that were issued together back side by side',
  'one-alone': 'name both, or neither',
  'key-closed': "let the service's user read it (its owner, or a group of its own with mode 0640), and nobody else",
  'certificate-closed': "let the service's user read it",
};

// What runs has loaded its files when it started; a write since then is the change that breaks the next start. That a file was taken away or closed has no date.
function latencyOf(evidence: WorkloadEvidence | undefined, credential: ClientCredential | undefined): CheckedFields {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const files = credential?.kind === 'files' ? [credential.certificate, credential.privateKey] : [];
  const writes = files
    .flatMap(({ file, key }) => [file?.modifiedAt, key?.modifiedAt])
    .flatMap((at) => (at === undefined ? [] : (fromInstant(at) ?? [])));
  const since = writes.filter((at) => at > startedAt);
  return since.length === 0 ? { latent: true } : { latent: true, latentSince: toInstant(Math.max(...since)) };
}

function unknown(summary: string): Outcome {
  return { kind: 'unknown', reasons: [unknownReason(summary)] };
}
