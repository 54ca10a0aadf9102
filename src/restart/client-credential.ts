import type { ClientCertificateRules } from '../clients/client-certificate-rules.ts';
import type { ClientProfile, Setting } from '../clients/client-profile.ts';
import type { ServiceDeclaration } from '../config/config.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import type { ClientKey } from '../evidence/credential-evidence.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { readTrustStore } from '../formats/read-trust-store.ts';
import { fileAt } from '../trust/effective-store/evidence-files.ts';
import { hostSeenBy } from '../trust/effective-store/own-root.ts';
import { settingsOf } from '../trust/effective-store/settings.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Workload } from './workloads.ts';

/** A file of a client certificate, as the evidence shows it; undefined fields were not looked at. */
export interface CredentialFile {
  readonly path: string;
  /** `VAULT_CLIENT_CERT`, `--key`, `the configuration`: what names it. */
  readonly because: string;
  /** State of its content, among the trust files. */
  readonly file: FileEvidence | undefined;
  /** Its public half and whom it is open to. */
  readonly key: ClientKey | undefined;
}

/** The certificate that a service would show to a store which asks for one, at its next start. */
export type ClientCredential =
  /** No setting names one; `surely` where it could have none in any other way either. */
  | { readonly kind: 'none'; readonly surely: boolean }
  /** One of two settings that a client wants both; `part` is what it names. */
  | { readonly kind: 'one-alone'; readonly part: 'certificate' | 'key'; readonly path: string; readonly because: string }
  /** A Java key store, whose content stays on the host. */
  | { readonly kind: 'key-store'; readonly store: CredentialFile }
  | {
      readonly kind: 'files';
      readonly certificate: CredentialFile;
      readonly privateKey: CredentialFile;
      /** What lies in the certificate's file, in its order; or why that is not known. */
      readonly chain: readonly Certificate[] | { readonly reason: string };
    };

/**
 * What the next start would show: what the settings of its client name, else what its owners declare. Undefined where it is not known what it would start,
 * because then nobody knows what that names.
 */
export function clientCredentialOf(
  { evidence }: Workload,
  observed: HostEvidence | undefined,
  declared: ServiceDeclaration | undefined,
  effective: EffectiveStore | undefined,
  blobs: Pick<BlobStore, 'read' | 'whyUnreadable'>,
): ClientCredential | undefined {
  if (evidence === undefined || observed === undefined || effective?.kind !== 'known') return undefined;
  const rules = effective.client.clientCertificate;
  const first = firstOf(evidence, effective.client);
  const host = hostSeenBy(evidence, observed);
  const look = ({ path, because }: Named): CredentialFile => ({
    path,
    because,
    file: host && fileAt(host, path),
    // of a root of its own no key is looked at
    key: evidence.root === undefined ? observed.clientKeys?.find((key) => key.path === path) : undefined,
  });
  const keyStore = first(rules.keyStore);
  if (keyStore !== undefined) return { kind: 'key-store', store: look(keyStore) };
  const named = filesNamed(rules, first) ?? filesDeclared(declared);
  if (named !== undefined && 'part' in named) return { kind: 'one-alone', ...named };
  if (named === undefined) return { kind: 'none', surely: rules.onlyBySettings || declared?.clientCertificate === 'none' };
  const certificate = look(named.certificate);
  return { kind: 'files', certificate, privateKey: look(named.key), chain: chainIn(certificate, blobs) };
}

interface Named {
  readonly path: string;
  readonly because: string;
}
interface NamedFiles {
  readonly certificate: Named;
  readonly key: Named;
}

/** Whether two clients would show the same certificate at the next start, to the same stores. */
export function showsTheSame(
  evidence: WorkloadEvidence,
  declared: ServiceDeclaration | undefined,
  one: ClientProfile,
  other: ClientProfile,
): boolean {
  const shownBy = (client: ClientProfile): string => {
    const { clientCertificate: rules } = client;
    const first = firstOf(evidence, client);
    const files = filesNamed(rules, first) ?? filesDeclared(declared);
    return JSON.stringify([first(rules.keyStore), files, files && rules.whenNotNamed]);
  };
  return shownBy(one) === shownBy(other);
}

type First = (settings: readonly Setting[]) => Named | undefined;

function firstOf({ nextStart }: WorkloadEvidence, { optionVariables }: ClientProfile): First {
  const start = settingsOf(nextStart, optionVariables);
  return (settings) =>
    settings.flatMap((setting) => {
      const path = start.valueOf(setting) ?? '';
      return path === '' ? [] : [{ path, because: setting.name }];
    })[0];
}

// Undefined where the settings of the start name none.
function filesNamed(
  rules: ClientCertificateRules,
  first: First,
): NamedFiles | (Named & { readonly part: 'certificate' | 'key' }) | undefined {
  const certificate = first(rules.certificate);
  const key = first(rules.key) ?? (rules.keyBeside ? certificate : undefined);
  if (certificate !== undefined) return key === undefined ? { part: 'certificate', ...certificate } : { certificate, key };
  return key === undefined || rules.keyBeside ? undefined : { part: 'key', ...key };
}

function filesDeclared(declared: ServiceDeclaration | undefined): NamedFiles | undefined {
  const named = declared?.clientCertificate;
  if (named === undefined || named === 'none') return undefined;
  const because = 'the configuration';
  return { certificate: { path: named.certificate, because }, key: { path: named.key, because } };
}

// SSL_CTX_use_certificate_chain_file and tls.LoadX509KeyPair alike: the first is its own, those behind it are sent along in their order
function chainIn(
  { path, file }: CredentialFile,
  blobs: Pick<BlobStore, 'read' | 'whyUnreadable'>,
): readonly Certificate[] | { readonly reason: string } {
  const open = (why: string) => ({ reason: `what ${path} holds is not known: ${why}` });
  if (file === undefined) return open('it was not looked at');
  if (file.state === 'missing') return open('it is not there');
  if (file.state !== 'file' || file.sha256 === undefined) return open(file.reason ?? `it is a ${file.state}`);
  if (file.layer !== undefined) return open('a new container may have another one there');
  const bytes = blobs.read(file.sha256);
  if (bytes === undefined) return open(blobs.whyUnreadable(file.sha256) ?? 'the evidence does not hold its content');
  const { format, entries, damage } = readTrustStore(bytes);
  if (format !== 'pem' || entries.length === 0) return open('it holds no certificate in PEM');
  // Beside the key, which is masked, whatever is damaged may be what the client stumbles over
  const [odd] = damage.filter(({ kind }) => kind !== 'not-a-certificate');
  return odd === undefined ? entries.map(({ certificate }) => certificate) : open(odd.message);
}
