import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { type DocumentPurpose, documentPurposes, type PurposeTexts } from './document-purpose.ts';
import { documentScript } from './document-script.ts';
import { type DocumentParameters, patternsFor } from './document-words.ts';

/** What SSM takes as one document, in bytes (API reference of CreateDocument, Content). */
export const documentMax = 65_536;

function descriptionsOf({ mode, words, timeout }: PurposeTexts): Readonly<Record<keyof DocumentParameters, string>> {
  return {
    mode: mode.description,
    nonce: 'chosen by the caller, repeated in the answer',
    words,
    piece: 'number of the part to fetch',
    timeout,
  };
}

/**
 * Content of a Command document (schema 2.2, JSON), which is all that snowline asks SSM to run. It carries its packed script (document-probe.ts),
 * so that it stays under the 64 KiB of a document, and holds no text that the agent would take for a parameter.
 */
export function documentContent(packed: Uint8Array, purpose: DocumentPurpose = 'probe'): string {
  const texts = documentPurposes[purpose];
  const patterns = patternsFor(purpose);
  const descriptions = descriptionsOf(texts);
  const names = Object.keys(patterns) as (keyof DocumentParameters)[];
  const optional = { words: '', piece: '0', timeout: '60' };
  const document = {
    schemaVersion: '2.2',
    description: texts.description,
    parameters: Object.fromEntries(
      names.map((name) => [
        name,
        {
          type: 'String',
          description: descriptions[name],
          allowedPattern: patterns[name],
          ...(name in optional ? { default: optional[name as keyof typeof optional] } : {}),
        },
      ]),
    ),
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: texts.step,
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: { timeoutSeconds: '{{ timeout }}', runCommand: documentScript(Buffer.from(packed).toString('base64'), purpose) },
      },
    ],
  };
  return `${JSON.stringify(document)}\n`;
}

/** SHA-256 of a document's content in hex, which is the hash that SSM gives a document whose content it keeps as it was sent. */
export function documentHash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

const commandDocumentSchema = z.object({
  mainSteps: z.tuple([z.object({ inputs: z.object({ runCommand: z.array(z.string()) }) })]),
});

const packedProbe = /\n {2}printf '%s\\n' '\n([A-Za-z0-9+/=\n]+)\n' \| base64 -d /;

/**
 * Whether two contents are the same document: the same JSON, the probe compared unpacked, because a build, or another version of Node, packs the same probe
 * into other bytes. False for whatever is no such document.
 */
export function sameDocument(content: string, other: string): boolean {
  const [a, b] = [canonical(content), canonical(other)];
  return a !== undefined && a === b;
}

function canonical(content: string): string | undefined {
  try {
    const document: unknown = JSON.parse(content);
    const script = commandDocumentSchema.parse(document).mainSteps[0].inputs.runCommand.join('\n');
    const packed = packedProbe.exec(script)?.[1];
    if (packed === undefined) return undefined;
    const probe = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: 4 << 20 }).toString('utf8');
    const rest = sorted(document, (lines) => lines.join('\n').replace(packedProbe, '\n'));
    return JSON.stringify([rest, probe]);
  } catch {
    // No JSON, another document, or a packed text that is none: not ours in each case.
    return undefined;
  }
}

/** A JSON value with the keys of its objects in order, and the lines of `runCommand` as one text. */
function sorted(value: unknown, script: (lines: readonly unknown[]) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => sorted(one, script));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, one]: [string, unknown]) => [key, key === 'runCommand' && Array.isArray(one) ? script(one) : sorted(one, script)]),
  );
}

/** The script of the document with the probe as text, comments and all: what the packed one does, for people who want to read it first. */
export function readableDocument(probe: string, purpose: DocumentPurpose = 'probe'): string {
  const packed = documentScript('packed', purpose).filter((line) => !/^# The \w+ is packed/.test(line));
  const at = packed.indexOf('packed');
  const end = 'snowline-end-of-probe';
  return [
    ...packed.slice(0, at - 1),
    `  sh -s -- "$@" 2>/dev/null <<'${end}'`,
    `${probe.trimEnd()}\n${end}`,
    ...packed.slice(at + 2),
    '',
  ].join('\n');
}
