import { UsageError } from '../../errors.ts';
import { probeScript } from '../../evidence/probe/script.ts';
import { documentContent, documentHash, documentMax, readableDocument } from '../../evidence/transports/ssm/document.ts';
import { packedProbe } from '../../evidence/transports/ssm/document-probe.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';

const defaultName = 'snowline-probe';

/** `snowline ssm-document`: prints the Command document that the SSM transport runs; contacts nothing. */
export const command: Command = {
  name: 'ssm-document',
  summary: 'print the document that AWS Systems Manager runs for snowline; --readable shows what is in it',
  examples: [
    { line: 'snowline ssm-document --output snowline-probe.json', does: 'the content for aws ssm create-document' },
    { line: 'snowline ssm-document --readable | less', does: 'read the script before you allow it' },
  ],
  epilog: `Create it in each account and region, once, and allow snowline to send this document only (snowline iam-policy):
  aws ssm create-document --name ${defaultName} --document-type Command --document-format JSON --content file://snowline-probe.json
After an update of snowline whose document differs (a scan says so):
  aws ssm update-document --name ${defaultName} --document-version '$LATEST' --document-format JSON --content file://snowline-probe.json
  aws ssm update-document-default-version --name ${defaultName} --document-version NEW
snowline runs it pinned by its hash and version, and runs nothing where the content is another one.`,
  async run(flags, { terminal }) {
    const name = flags.name ?? defaultName;
    const why = whyRefused(name);
    if (why !== undefined) {
      throw new UsageError(`--name ${JSON.stringify(name.slice(0, 140))} is not the name of a document: ${why}`, {
        hint: 'use 3 to 128 letters, digits and _ . -, and no name that begins with aws, amazon or amzn',
      });
    }
    if (flags.readable === true) {
      await terminal.report(readableDocument(probeScript()), flags.output);
      return exitCode.complete;
    }
    const content = documentContent(packedProbe());
    await terminal.report(content, flags.output);
    terminal.say(`SHA-256 ${documentHash(content)}, ${Buffer.byteLength(content)} of ${documentMax} bytes`);
    const file = flags.output === undefined || flags.output === '-' ? 'FILE' : flags.output;
    if (name !== defaultName) terminal.say(`snowline.yaml: collection: { ssm: { document: ${name} } }`);
    terminal.say(
      `next: aws ssm create-document --name ${name} --document-type Command --document-format JSON --content ${shellWord(`file://${file}`)}`,
    );
    return exitCode.complete;
  },
};

// API reference of SSM, CreateDocument: Name (AllowedPattern ^[a-zA-Z0-9_\-.]{3,128}$, and the prefixes that AWS keeps for itself)
function whyRefused(name: string): string | undefined {
  if (!/^[a-zA-Z0-9_.-]*$/.test(name)) return 'it holds characters that AWS does not take';
  if (name.length < 3) return 'it is shorter than 3 characters';
  if (name.length > 128) return 'it is longer than 128 characters';
  return /^(?:aws|amazon|amzn)/i.test(name) ? 'AWS keeps names with that beginning for itself' : undefined;
}

function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
