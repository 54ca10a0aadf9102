import type { GenerationsDeclaration } from '../../config/config.ts';
import type { GenerationRole, GenerationsReading, ReadGeneration } from '../generations-reading.ts';
import { readPemCertificates } from './pem-certificates.ts';
import { type SecretDescription, SecretReader, type SecretStage, type SecretValue } from './secret-reader.ts';

export { requiredActions } from './secret-reader.ts';

type SecretDeclaration = Extract<GenerationsDeclaration, { readonly from: 'secrets-manager' }>;
type Values = ReadonlyMap<GenerationRole, SecretValue>;

const stages: Readonly<Record<GenerationRole, SecretStage>> = { current: 'AWSCURRENT', pending: 'AWSPENDING', previous: 'AWSPREVIOUS' };
const roles = ['current', 'pending', 'previous'] as const;

/**
 * CA generations from the versions of one secret, the only one whose value snowline ever reads; the value goes nowhere but into
 * certificates. A pending version counts only where it is another version than the current one and has another value: rotations
 * leave the label behind, and a rotation that has only begun has no value yet.
 */
export async function readSecretGenerations(declaration: SecretDeclaration, signal?: AbortSignal): Promise<GenerationsReading> {
  const { secretId } = declaration;
  const reader = await SecretReader.connect(secretId, { ...declaration, region: declaration.region ?? regionOf(secretId) }, signal);
  try {
    const description = await reader.describe();
    const values = description.kind === 'unreadable' ? new Map<GenerationRole, SecretValue>() : await readValues(reader, description);
    return { generations: generationsOf(values, secretId, reader.gaps), gaps: reader.gaps };
  } finally {
    reader.close();
  }
}

async function readValues(reader: SecretReader, description: Exclude<SecretDescription, { kind: 'unreadable' }>): Promise<Values> {
  const values = new Map<GenerationRole, SecretValue>();
  for (const role of roles) {
    const stage = stages[role];
    // Without a description every stage is asked for; with it, only those that exist.
    const listed = description.kind === 'denied' ? undefined : description.versions.get(stage);
    if (description.kind === 'described' && listed === undefined) {
      if (role === 'current') reader.gaps.push(`secret ${reader.secretId} has no version labelled ${stage}`);
      continue;
    }
    const value = await reader.value(stage);
    if (value === undefined) continue;
    if (listed !== undefined && value.versionId !== listed) {
      reader.gaps.push(`secret ${reader.secretId}, ${stage}: the label moved to another version while it was read`);
    }
    values.set(role, value);
  }
  return values;
}

function generationsOf(values: Values, secretId: string, gaps: string[]): GenerationsReading['generations'] {
  const generations: Partial<Record<GenerationRole, ReadGeneration>> = {};
  const current = values.get('current');
  for (const [role, value] of values) {
    if (role === 'pending' && current !== undefined && !isAnother(value, current)) continue;
    const { certificates, problems } = readBundle(value.bytes);
    gaps.push(...problems.map((problem) => `secret ${secretId}, ${stages[role]}: ${problem}`));
    if (certificates.length > 0) generations[role] = { certificates, version: value.versionId, ...value.since };
  }
  return generations;
}

function isAnother(value: SecretValue, current: SecretValue): boolean {
  return value.versionId !== current.versionId && Buffer.compare(value.bytes, current.bytes) !== 0;
}

/** Certificates of a secret's value; the problems tell its kind and never a part of it. */
function readBundle(bytes: Uint8Array): ReturnType<typeof readPemCertificates> {
  const nothing = (problem: string) => ({ certificates: [], problems: [problem] });
  const first = bytes.find((byte) => !' \t\r\n'.includes(String.fromCharCode(byte)));
  if (first === undefined) return nothing('the value is empty');
  // Which key of an object holds the bundle would be a guess, and a wrong guess a wrong verdict.
  if (first === 0x7b || first === 0x5b || first === 0x22) return nothing('the value is JSON, where PEM certificates are expected');
  const { certificates, problems } = readPemCertificates(bytes);
  if (certificates.length === 0 && problems.length === 0) return nothing('the value holds no PEM certificate');
  return { certificates, problems: problems.map((problem) => `the value holds ${problem}`) };
}

/** The region in a secret's ARN: a secret answers in its own region only. */
function regionOf(secretId: string): string | undefined {
  return /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):/.exec(secretId)?.[1];
}
