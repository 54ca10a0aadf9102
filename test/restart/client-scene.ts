import { createHash } from 'node:crypto';
import type { ServiceDeclaration } from '../../src/config/config.ts';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { ClientKey } from '../../src/evidence/credential-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { redactPrivateParts } from '../../src/evidence/redact.ts';
import type { Moment, Subject } from '../../src/restart/check.ts';
import { clientCredentialOf } from '../../src/restart/client-credential.ts';
import { judgeWorkload } from '../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { type StoreView, viewStore } from '../../src/restart/store-view.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { type CertificateRequest, type Issued, issue, nameDer } from '../certificates.ts';
import { current, moment, running, storeOf, trusting, workload } from './scene.ts';

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const clientCa = issue({ subject: 'CN=Client CA', ca: true });
export const otherCa = issue({ subject: 'CN=Other Client CA', ca: true });
export const files = { certificate: '/etc/app/client.pem', key: '/etc/app/client.key' };

/** A certificate of the client CA, valid through 2035 and for TLS clients. */
export function clientOf(unusual: Partial<CertificateRequest> = {}): Issued {
  return issue({ subject: 'CN=app', issuer: clientCa, eku: [clientAuth], ...unusual });
}

/** What a test says about a store that asks for client certificates. */
export interface Asking {
  /** Subjects of the CAs that it names; `nothing`: it does not ask. */
  readonly names?: readonly string[] | 'nothing';
  readonly need?: 'required' | 'optional' | 'unknown';
  readonly protocol?: string;
  readonly cas?: { readonly current?: readonly Issued[]; readonly pending?: readonly Issued[] };
  /** The chain comes from a file. */
  readonly fromFile?: true;
}

/** A store whose own chain is fine. */
export function asking({ names = ['CN=Client CA'], need = 'required', protocol = 'TLSv1.3', cas, fromFile }: Asking = {}): StoreView {
  const { state } = storeOf({ served: [current.leaf], current: [current.root] });
  const generation = (all: readonly Issued[] | undefined) => all && { certificates: all.map(({ sha256 }) => sha256) };
  const roles = cas && Object.fromEntries(Object.entries(cas).map(([role, all]) => [role, generation(all)]));
  const known = { certificates: [current.leaf.sha256], observedAt: '2026-06-01T00:00:00Z', state: 'known' } as const;
  const asks = names === 'nothing' ? {} : { clientCas: names.map((name) => nameDer(name).toString('hex')), clientCertificate: need };
  const certificates = new Map(
    [current.leaf, current.root, ...(cas?.current ?? []), ...(cas?.pending ?? [])].map(({ sha256, der }) => [
      sha256,
      parseCertificate(der),
    ]),
  );
  return viewStore(
    {
      ...state,
      servedChain: fromFile ? { ...known, from: 'file' } : { ...known, from: 'handshake', protocol, ...asks },
      ...(roles === undefined ? {} : { clientCas: roles }),
    },
    (sha256) => certificates.get(sha256),
  );
}

/** What a test says about the client and its files. */
export interface Having {
  /** The text of the certificate's file. */
  readonly pem?: string;
  /** Whose key lies in the key's file; `none`: nothing lies there. */
  readonly keyOf?: Issued | 'none';
  readonly key?: Partial<ClientKey>;
  readonly certificate?: Partial<HostEvidence['trustFiles'][number]>;
  readonly client?: string;
  /** What its trust store holds. */
  readonly trusting?: readonly Issued[];
  readonly evidence?: Partial<WorkloadEvidence>;
  readonly declared?: ServiceDeclaration['clientCertificate'];
  /** What the service is not declared to show is named by these. */
  readonly options?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export const digestOf = ({ keys }: Issued): string =>
  createHash('sha256')
    .update(keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** The subject: a client that trusts the store, with its certificate as the evidence shows it. */
export function subjectOf(store: StoreView, having: Having): Subject {
  const { pem = '', keyOf = 'none', client = 'curl', options, environment } = having;
  const declared = { name: 'web', clientCertificate: having.declared };
  const clean = redactPrivateParts(Buffer.from(pem)).bytes;
  const blobs = createBlobStore();
  blobs.add(toBlob(clean, { sha256: sha256Of(clean), redacted: 0 }));
  const certificate = {
    path: files.certificate,
    state: 'file',
    sha256: sha256Of(clean),
    owner: 'root',
    mode: '0644',
    ...having.certificate,
  } as const;
  const key =
    keyOf === 'none'
      ? { reason: 'it is not a file that may be read', missing: true as const }
      : { publicKeySha256: digestOf(keyOf), holds: 'key' as const, owner: 'app', mode: '0600' };
  const evidence: WorkloadEvidence = {
    ...running('2026-03-01T00:00:00Z'),
    unit: { name: 'web.service', state: 'active', user: 'app' },
    nextStart: { environment: { ...environment }, options: { ...options } },
    ...having.evidence,
  };
  const observed: HostEvidence = {
    id: 'h',
    collector: 'test',
    observedAt: '2026-06-01T00:00:00Z',
    runtimes: [],
    trustFiles: pem === '' ? [] : [certificate],
    clientKeys: [{ path: files.key, ...key, ...having.key }],
    workloads: [evidence],
    missing: [],
  };
  const effective = trusting(having.trusting ?? [current.root], {}, client);
  const found = workload({ evidence });
  return {
    workload: found,
    store,
    effective,
    declared,
    observed,
    credential: clientCredentialOf(found, observed, declared, effective, blobs),
  };
}

/** curl with --cert and --key. */
export const byOptions = { options: { '--cert': files.certificate, '--key': files.key } } as const;

/** The verdict on a client that shows this certificate with its own key. */
export function judgeShown(store: StoreView, shown: Issued, having: Having = {}, at: Moment = moment): WorkloadVerdict {
  return judgeWorkload(subjectOf(store, { pem: shown.pem, keyOf: shown, ...byOptions, ...having }), at);
}
