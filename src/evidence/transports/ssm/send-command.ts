import type { Target } from '@aws-sdk/client-ssm';
import type { SsmConfig } from '../../../config/ssm-config.ts';
import type { CheckedDocument } from './document-check.ts';
import type { DocumentParameters } from './document-words.ts';
import type { RegionCalls } from './region-calls.ts';
import { describeSsmFailure } from './ssm-failure.ts';

/** A command that AWS took, or why it did not. */
export type Sent =
  | { readonly kind: 'sent'; readonly commandId: string /** Hosts that AWS counts for it. */; readonly hosts: number }
  /** `one-of-them`: one of several hosts makes AWS refuse the whole command, and it does not say which. */
  | { readonly kind: 'failed' | 'one-of-them'; readonly reason: string; readonly mayRetry: boolean };

/** Whom a command is for: hosts by id, at most 50, or all hosts with a tag. */
export type Recipients = { readonly ids: readonly string[] } | { readonly target: NonNullable<SsmConfig['target']> };

// SendCommand takes 30 s to 30 days.
const deliveryMinS = 30;

/** Sends the pinned document: AWS refuses when its content or version is another than was checked. */
export async function sendCommand(
  calls: RegionCalls,
  document: Extract<CheckedDocument, { readonly kind: 'pinned' }>,
  recipients: Recipients,
  parameters: DocumentParameters,
  maxConcurrency: string,
  signal: AbortSignal,
): Promise<Sent> {
  const { SendCommandCommand } = await import('@aws-sdk/client-ssm');
  const command = new SendCommandCommand({
    DocumentName: document.name,
    DocumentVersion: document.version,
    DocumentHash: document.hash,
    DocumentHashType: 'Sha256',
    ...addressed(recipients),
    Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]: [string, string]) => [name, [value]])),
    MaxConcurrency: maxConcurrency,
    // A host that fails says nothing about the others.
    MaxErrors: '100%',
    TimeoutSeconds: Math.max(deliveryMinS, Number(parameters.timeout)),
    Comment: 'snowline: what would this host restart with',
  });
  try {
    const answer = await calls.call({
      action: 'SendCommand',
      repeatable: false,
      signal,
      perform: (client, options) => client.send(command, options),
    });
    const commandId = answer.Command?.CommandId;
    if (commandId === undefined)
      return { kind: 'failed', reason: `ssm:SendCommand in ${calls.place} answered without a command`, mayRetry: false };
    return { kind: 'sent', commandId, hosts: answer.Command?.TargetCount ?? 0 };
  } catch (error) {
    signal.throwIfAborted();
    return refusal(error, recipients, calls.place);
  }
}

function addressed(recipients: Recipients): { readonly InstanceIds: string[] } | { readonly Targets: Target[] } {
  if ('ids' in recipients) return { InstanceIds: [...recipients.ids] };
  return { Targets: [{ Key: `tag:${recipients.target.tag}`, Values: [...recipients.target.values] }] };
}

function refusal(error: unknown, recipients: Recipients, place: string): Sent {
  const name = error instanceof Error ? error.name : '';
  const several = 'ids' in recipients && recipients.ids.length > 1;
  if (name === 'InvalidInstanceId') {
    const reason = 'SSM takes no command for this host at the moment (InvalidInstanceId): it is stopped, or its agent has gone';
    return { kind: several ? 'one-of-them' : 'failed', reason, mayRetry: false };
  }
  if (name === 'InvalidDocument' || name === 'InvalidDocumentVersion') {
    const reason = `the document in ${place} is not the one that was checked any more (${name}); nothing was run`;
    return { kind: 'failed', reason, mayRetry: false };
  }
  const failure = describeSsmFailure(error, 'SendCommand', place);
  // A policy that allows the document on some hosts only names the host that it denies.
  const deniedHost = error instanceof Error && /instance\/m?i-[0-9a-f]+/.test(error.message);
  return { kind: several && deniedHost ? 'one-of-them' : 'failed', ...failure };
}
