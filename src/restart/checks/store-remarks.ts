import type { ReRead } from '../../clients/client-profile.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { type ReasonCode, reasonCodes, type Severity } from '../../reason-codes.ts';
import type { EffectiveStore } from '../../trust/effective-store.ts';
import { changedSinceStart } from '../changed-since-start.ts';
import type { Reason } from '../restart-verdict.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/**
 * What is worth knowing of a trust store beside the verdict, which it does not change: DISK_NEWER_THAN_PROCESS with what the running process makes of
 * the change, TRUST_STORE_PASSED_OVER for each named store that the client does without in silence, TRUST_STORE_DAMAGED (info) for damage that it
 * survives, UNKNOWN_EVIDENCE (info) for a start that was taken from the running process.
 */
export function remarksOnStore(effective: Known, evidence: WorkloadEvidence | undefined): readonly Reason[] {
  const startedAt = evidence?.process?.startedAt ?? '';
  const newer = changedSinceStart(effective, evidence).map(({ path, modifiedAt }) => {
    const text = `${path} changed at ${modifiedAt}, the process runs since ${startedAt}: ${meets(effective)}`;
    const told = remark('DISK_NEWER_THAN_PROCESS', text);
    // who reads it for every connection has met the change, so that a restart changes nothing
    return effective.client.reRead === 'per-connection' ? told : { ...told, since: modifiedAt };
  });
  // the first one is the proof of VERIFICATION_DISABLED
  const remarks = effective.verification === 'off' ? effective.remarks.slice(1) : effective.remarks;
  return [...newer, ...remarks.map((text) => told(text, effective, evidence))];
}

function told(text: string, effective: Known, evidence: WorkloadEvidence | undefined): Reason {
  if (effective.passedOver?.includes(text) === true) return { ...remark('TRUST_STORE_PASSED_OVER', text), remedy: settle(effective) };
  if (evidence?.missing?.some(({ reason }) => reason === text) === true) return remark('UNKNOWN_EVIDENCE', text, 'info');
  return remark('TRUST_STORE_DAMAGED', text, 'info');
}

function remark(code: ReasonCode, summary: string, severity: Severity = reasonCodes[code].severity): Reason {
  return { code, severity, proof: { summary } };
}

// Measured by swapping the file under a running client (test/trust/clients-rows/re-read.real.test.ts)
const meaning: Readonly<Record<ReRead, string>> = {
  'at-start': 'reads it once, so the process goes on with what was there before, and only the next start meets the change',
  'per-client': 'reads it for each client object that it makes, so the process meets the change with its next one',
  'per-connection': 'reads it for every connection, so the process has met the change already',
};

function meets({ client }: Known): string {
  return `${client.title} ${meaning[client.reRead]}`;
}

function settle({ loaded }: Known): string {
  const read = loaded.length === 0 ? 'nothing' : loaded.map(({ path }) => path).join(' and ');
  return `put the trust store where the setting says, or take the setting away: until then the client reads ${read}`;
}
