import { NotAwsAnswer } from '../../../inventory/aws-failure.ts';
import { documentHash, sameDocument } from './document.ts';
import type { RegionCalls } from './region-calls.ts';
import { describeSsmFailure } from './ssm-failure.ts';

/** The document of an account and region, with what SendCommand pins it by; or why nothing is run there. */
export type CheckedDocument =
  | { readonly kind: 'pinned'; readonly name: string; readonly version: string; readonly hash: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/**
 * Compares the document of that name with ours, and takes its version and hash, which SendCommand then insists on. Where AWS's hash is not that of our
 * text (something else packed it, or a tool wrote it anew), the content itself is fetched and compared. Whatever is not ours is not run.
 */
export async function checkDocument(
  calls: RegionCalls,
  name: string,
  ours: string,
  account: string | undefined,
  signal: AbortSignal,
): Promise<CheckedDocument> {
  const { DescribeDocumentCommand, GetDocumentCommand } = await import('@aws-sdk/client-ssm');
  const at = `document ${name} in ${calls.place}`;
  let action = 'DescribeDocument';
  try {
    const described = await calls.call({
      action,
      repeatable: true,
      signal,
      perform: (client, options) => client.send(new DescribeDocumentCommand({ Name: name }), options),
    });
    const document = described.Document;
    if (document === undefined) throw new NotAwsAnswer(described);
    const { Hash: hash, HashType: type, Status: status, DocumentVersion: version, Owner: owner } = document;
    const owners = [account, /^arn:[^:]+:ssm:[^:]*:(\d{12}):/.exec(name)?.[1]].filter((one) => one !== undefined);
    if (owner !== undefined && owners.length > 0 && !owners.includes(owner)) return failed(`the ${at} belongs to another account`);
    if (status !== 'Active') return failed(`the ${at} is not active (${status ?? 'no status'})`);
    if (hash === undefined || type !== 'Sha256' || version === undefined) return failed(`AWS tells no SHA-256 and version of the ${at}`);
    if (hash.toLowerCase() === documentHash(ours)) return { kind: 'pinned', name, version, hash };
    action = 'GetDocument';
    const got = await calls.call({
      action,
      repeatable: true,
      signal,
      perform: (client, options) =>
        client.send(new GetDocumentCommand({ Name: name, DocumentVersion: version, DocumentFormat: 'JSON' }), options),
    });
    if (got.Content === undefined) throw new NotAwsAnswer(got);
    if (sameDocument(got.Content, ours)) return { kind: 'pinned', name, version, hash };
    return failed(`the ${at} (version ${version}) is not the one that this snowline runs; snowline ssm-document prints it`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'InvalidDocument') {
      return failed(`there is no ${at}; snowline ssm-document prints it and says how to create it`);
    }
    return { kind: 'failed', ...describeSsmFailure(error, action, calls.place) };
  }
}

function failed(reason: string): CheckedDocument {
  return { kind: 'failed', reason, mayRetry: false };
}
