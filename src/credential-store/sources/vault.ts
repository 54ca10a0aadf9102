import * as z from 'zod';
import type { GenerationsDeclaration } from '../../config/config.ts';
import { type Endpoint, parseEndpoint } from '../endpoint.ts';
import type { GenerationRole, GenerationsReading, ReadGeneration } from '../generations-reading.ts';
import { readPemCertificates } from './pem-certificates.ts';
import { readVault, type VaultAccess } from './vault-reader.ts';

type VaultDeclaration = Extract<GenerationsDeclaration, { readonly from: 'vault' }>;

/** What reading needs beside the declaration. */
export interface VaultReading extends Pick<VaultAccess, 'baseDirectory' | 'timeoutMs' | 'signal'> {
  /** Where the store itself listens: read there unless the declaration says otherwise. */
  readonly endpoint: Endpoint | undefined;
}

interface Issuer extends ReadGeneration {
  readonly notBefore: number;
}

/** Issuers beside the default one that are looked at: mounts hold a handful. Our choice. */
const mostIssuers = 20;

const issuerSchema = z.object({
  data: z.object({
    certificate: z.string(),
    ca_chain: z.array(z.string()).nullish(),
    issuer_id: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .optional()
      .catch(undefined),
  }),
});
const listSchema = z.object({
  data: z.object({ keys: z.array(z.string()), key_info: z.record(z.string(), z.object({ key_id: z.string().nullish() })).nullish() }),
});

/**
 * CA generations of a mount of Vault's or OpenBao's PKI engine: its default issuer is the current one; of those that can sign, the newest that began later
 * is pending, and the newest that began earlier previous. An issuer that stands in the chain of the default one is no generation of its own. When an
 * issuer became the default one is told nowhere.
 */
export async function readVaultGenerations(declaration: VaultDeclaration, reading: VaultReading): Promise<GenerationsReading> {
  const endpoint = declaration.address === undefined ? reading.endpoint : parseEndpoint(declaration.address);
  if (endpoint === undefined) return { generations: {}, gaps: ['the address of Vault is not known'] };
  const { baseDirectory, timeoutMs } = reading;
  // One limit for all issuers together: a store has no more time than others.
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = reading.signal === undefined ? limit : AbortSignal.any([reading.signal, limit]);
  const access: VaultAccess = {
    ...endpoint,
    baseDirectory,
    timeoutMs,
    signal,
    namespace: declaration.namespace,
    caFile: declaration.caFile,
  };
  const mount = declaration.mount.replaceAll(/^\/+|\/+$/g, '');
  const gaps: string[] = [];
  const current = await readIssuer(access, mount, 'default', gaps);
  if (current === undefined) return { generations: {}, gaps };
  const others = await readOthers(access, mount, current, gaps);
  const pending = newest(others.filter((issuer) => issuer.notBefore > current.notBefore));
  const previous = newest(others.filter((issuer) => issuer.notBefore <= current.notBefore));
  const found: readonly (readonly [GenerationRole, Issuer | undefined])[] = [
    ['current', current],
    ['pending', pending],
    ['previous', previous],
  ];
  const generations: Partial<Record<GenerationRole, ReadGeneration>> = {};
  for (const [role, issuer] of found) {
    if (issuer !== undefined) generations[role] = { certificates: issuer.certificates, version: issuer.version };
  }
  return { generations, gaps };
}

async function readOthers(access: VaultAccess, mount: string, current: Issuer, gaps: string[]): Promise<readonly Issuer[]> {
  const listed = await readVault(access, `${mount}/issuers?list=true`);
  const list = listed.kind === 'read' && listed.status === 200 ? parsed(listSchema, listed.body) : undefined;
  if (list === undefined) {
    const why = listed.kind === 'unread' ? listed.reason : `it answered ${listed.status}`;
    gaps.push(`issuers of ${mount} could not be listed, so that no pending CA is known: ${why}`);
    return [];
  }
  const { keys, key_info: info } = list.data;
  // One without a key was imported for its chain alone.
  const able = keys.filter((id) => id !== current.version && (info?.[id] === undefined || (info[id].key_id ?? '') !== ''));
  if (able.length > mostIssuers) gaps.push(`${mount} has ${able.length} further issuers, of which ${mostIssuers} were looked at`);
  const above = new Set(current.certificates.map(({ sha256 }) => sha256));
  const others: Issuer[] = [];
  for (const id of able.slice(0, mostIssuers)) {
    const before = gaps.length;
    const issuer = await readIssuer(access, mount, id, gaps);
    // What could not be read may be the pending one, and whoever did not answer will not answer for the next.
    if (gaps.length > before) return [];
    if (issuer !== undefined && !above.has(issuer.certificates[0]?.sha256 ?? '')) others.push(issuer);
  }
  return others;
}

async function readIssuer(access: VaultAccess, mount: string, id: string, gaps: string[]): Promise<Issuer | undefined> {
  const answer = await readVault(access, `${mount}/issuer/${encodeURIComponent(id)}/json`);
  if (answer.kind === 'unread') {
    gaps.push(answer.reason);
    return undefined;
  }
  const which = id === 'default' ? `the default issuer of ${mount}` : `an issuer of ${mount}`;
  if (answer.status !== 200) {
    gaps.push(`${which} could not be read: ${meaningOf(answer.status)}`);
    return undefined;
  }
  const issuer = parsed(issuerSchema, answer.body)?.data;
  if (issuer === undefined) {
    gaps.push(`${which} could not be read: the answer is not what Vault gives`);
    return undefined;
  }
  const { certificates, problems } = readPemCertificates(Buffer.from([issuer.certificate, ...(issuer.ca_chain ?? [])].join('\n')));
  gaps.push(...problems.map((problem) => `${which} holds ${problem}`));
  const once = [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
  const [own] = once;
  if (own === undefined || problems.length > 0) {
    if (problems.length === 0) gaps.push(`${which} holds no certificate`);
    return undefined;
  }
  return { certificates: once, version: issuer.issuer_id ?? id, notBefore: own.notBefore };
}

// HashiCorp: API, "HTTP status codes"
function meaningOf(status: number): string {
  if (status === 404) return 'nothing is there (404): is the mount right, and has it a default issuer? Vault before 1.11 has none';
  if (status === 403) return 'it is denied (403)';
  if (status === 503) return 'Vault is sealed or in maintenance (503)';
  if (status >= 300 && status < 400) return `it points elsewhere (${status}): name the active node's address`;
  return `it answered ${status}`;
}

function newest(issuers: readonly Issuer[]): Issuer | undefined {
  return issuers.toSorted((a, b) => b.notBefore - a.notBefore)[0];
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    // Neither the answer nor what is wrong with it is repeated: it may be anything.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
