import { type IdentityChain, identityChainOf } from '../../clients/aws-identity.ts';
import { parseEndpoint } from '../../credential-store/endpoint.ts';
import { isSecretsManager } from '../../credential-store/secrets-manager-endpoint.ts';
import type { CredentialFile, CredentialSources } from '../../evidence/credential-evidence.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Moment, Outcome, Subject } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';
import { type FileStanding, standingOf } from './identity-file.ts';
import { isSet, judgeContainerEndpoint, judgeGivenKeys, otherPlaces } from './identity-given.ts';
import { metadataOf } from './identity-metadata.ts';
import { notKnown, type Unusable, unusable } from './identity-reason.ts';

/**
 * Whether the SDK of the program's runtime would find credentials of AWS, by its own order of places (clients/aws-identity.ts): keys in the environment, the
 * token of a web identity, the shared files, the endpoint of a container, and behind all of them the instance's metadata service, as far as the inventory tells
 * of it. A token of no use ends the search of most SDKs. Where every place was seen to be empty, and neither the inventory nor the machine tells of an instance,
 * it is unknown: a program that brings keys of its own configuration has to have that declared. It passes with a remark on an instance of which nobody knows the
 * profile, and where a place could not be looked into.
 */
export function judgeAwsIdentity(subject: Subject, { now }: Moment): Outcome {
  const { evidence } = subject.workload;
  const credentials = evidence?.credentials;
  const chain = identityChainOf(evidence?.runtime?.family, subject.effective?.client?.name);
  if (evidence === undefined || credentials === undefined || chain === undefined || !isOfAws(subject)) return { kind: 'not-applicable' };
  const unseen = unseenVariables(evidence);
  const given = judgeGivenKeys(evidence, chain, unseen);
  if (given !== undefined) return given;
  const file = tokenFileOf(evidence);
  const token = file === undefined ? undefined : tokenStanding(evidence, file, now);
  const { sharedFiles, reason = 'no reason was given' } = credentials;
  const rivals = rival(chain, sharedFiles);
  if (token?.kind === 'usable') return sharedFiles === 'doubtful' && rivals.length > 0 ? notKnown([reason]) : { kind: 'pass' };
  if (file !== undefined && token !== undefined && chain.whenBroken === 'ends') {
    const whys = [...unseen, ...rivals];
    if (token.kind === 'unknown') return notKnown([token.why, ...whys]);
    return whys.length > 0 ? notKnown([token.why, ...whys]) : unusable(evidence, [faultOf(chain, file, token)]);
  }
  if (sharedFiles === 'present') return { kind: 'pass' };
  if (sharedFiles === 'doubtful') return notKnown([...unseen, reason]);
  const endpoint = judgeContainerEndpoint(evidence);
  if (endpoint !== undefined) return endpoint;

  const metadata = metadataOf(subject, chain);
  if (metadata.kind === 'usable') return { kind: 'pass' };
  const others = otherPlaces(evidence, chain);
  if (metadata.kind === 'not-told') {
    // A token or another place is named, and whether something else would do in its stead nobody tells.
    if (token !== undefined || others.length > 0) return notKnown([...(token === undefined ? [] : [token.why]), ...others]);
    const isEmpty = unseen.length === 0 && sharedFiles === 'absent' && credentials.instance === undefined;
    return isEmpty ? notKnown([nowhere(subject, chain)]) : { kind: 'pass', reasons: [remark(subject)] };
  }
  const open = [
    ...unseen,
    ...others,
    ...(token?.kind === 'unknown' ? [token.why] : []),
    ...(sharedFiles === 'unknown' ? [`whether the shared files of AWS hold credentials is not known: ${reason}`] : []),
    ...(metadata.kind === 'unknown' ? [metadata.why] : []),
  ];
  if (open.length > 0) return notKnown(open);
  const broken = file !== undefined && token?.kind === 'broken' ? [faultOf(chain, file, token)] : [];
  return unusable(evidence, [...broken, ...(metadata.kind === 'broken' ? metadata.faults : [])]);
}

const tokenVariable = 'AWS_WEB_IDENTITY_TOKEN_FILE';
const read = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  tokenVariable,
  'AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
];

// By its name, by what the configuration calls it, or because the program itself takes it for one.
function isOfAws({ store, workload: { evidence } }: Subject): boolean {
  if (store === undefined) return false;
  if (isSecretsManager(store.state)) return true;
  const { environment = {}, options = {} } = evidence?.nextStart ?? {};
  const named = [environment['AWS_ENDPOINT_URL_SECRETS_MANAGER'], environment['AWS_ENDPOINT_URL'], options['--endpoint-url']];
  return named.some((value) => {
    const host = value === undefined ? undefined : parseEndpoint(value)?.host;
    return host !== undefined && store.state.names.includes(host);
  });
}

// Why a variable that is not seen may be set all the same
function unseenVariables({ missing = [] }: WorkloadEvidence): readonly string[] {
  const facts = new Set(['nextStart', 'nextStart.environment', ...read.map((name) => `nextStart.environment.${name}`)]);
  return missing.filter(({ fact }) => facts.has(fact)).map(({ reason }) => `where it gets its identity from is not known: ${reason}`);
}

// STS takes nothing but a token that bears its end, and no token without the role that it is for: an SDK then stops, or passes it over.
function tokenStanding(evidence: WorkloadEvidence, file: CredentialFile, now: number): FileStanding {
  const standing = standingOf(file, now);
  if (standing.kind !== 'usable') return standing;
  if (!isSet(evidence, 'AWS_ROLE_ARN'))
    return { kind: 'unknown', why: `${tokenVariable} is set and AWS_ROLE_ARN was not seen, without which no SDK of AWS uses the token` };
  if (file.expiresAt === undefined)
    return { kind: 'unknown', why: `until when the token in ${file.path}, which ${tokenVariable} names, is valid was not read` };
  return standing;
}

function tokenFileOf(evidence: WorkloadEvidence): CredentialFile | undefined {
  const path = evidence.nextStart.environment[tokenVariable] ?? '';
  if (path === '') return undefined;
  const found = evidence.credentials?.files.find(({ named }) => named === tokenVariable);
  return found ?? { named: tokenVariable, path, state: 'unknown', reason: 'it is not in the evidence' };
}

// A role of the shared files comes before a token with some SDKs, and keys in them behind it.
function rival({ order, sdk }: IdentityChain, sharedFiles: CredentialSources['sharedFiles']): readonly string[] {
  if (sharedFiles === 'absent' || order.indexOf('web-identity') < order.indexOf('shared-files')) return [];
  return [`${sdk} may take what the shared files of AWS hold in its place`];
}

function faultOf({ sdk, errors }: IdentityChain, { path }: CredentialFile, { how, why, since }: Broken): Unusable {
  return {
    summary: `${why}; ${sdk} has nothing else to prove itself with`,
    expectedError: errors[how].replaceAll('{path}', path),
    remedy: `do not restart it; ${remedies[how].replaceAll('{path}', path)}, and look again before any restart`,
    since,
  };
}

type Broken = Extract<FileStanding, { kind: 'broken' }>;
const remedies: Readonly<Record<Broken['how'], string>> = {
  missing: 'let whatever writes the token bring {path} back',
  closed: 'give {path} to the user that the program runs as (chown, chmod 0400)',
  expired: 'let whatever renews the token write {path} anew',
};

function nowhere({ workload: { service } }: Subject, { sdk, errors }: IdentityChain): string {
  return `${sdk} finds nothing for ${service} to prove itself with: no keys (id and secret) in its environment, no token, no shared files, no endpoint of a container, and its machine is not known to be an instance of EC2 (it would say: ${errors.none}). Where its own configuration brings keys, declare that file (identity: { tokenFile: PATH }); the profile of an instance the inventory tells (ec2)`;
}

function remark({ workload: { service } }: Subject): Reason {
  const summary = `where ${service} gets its identity from was not seen: it has no keys, no token and no shared files, and whether its host is an instance with a profile is not known (inventory: ec2 tells)`;
  return { code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary } };
}
