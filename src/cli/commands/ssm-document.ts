import { UsageError } from '../../errors.ts';
import { probeScript } from '../../evidence/probe/script.ts';
import { rehearsalScript } from '../../evidence/rehearsal/script.ts';
import { documentContent, documentHash, documentMax, readableDocument } from '../../evidence/transports/ssm/document.ts';
import { packedProbe, packedRehearsal } from '../../evidence/transports/ssm/document-probe.ts';
import { type DocumentPurpose, documentPurposes } from '../../evidence/transports/ssm/document-purpose.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';

/** `snowline ssm-document`: prints the Command document that the SSM transport runs; contacts nothing. */
export const command: Command = {
  name: 'ssm-document',
  summary: 'print the document that AWS Systems Manager runs for snowline; --readable shows what is in it',
  examples: [
    { line: 'snowline ssm-document --output snowline-probe.json', does: 'the content for aws ssm create-document' },
    { line: 'snowline ssm-document --readable | less', does: 'read the script before you allow it' },
    { line: 'snowline ssm-document --rehearsal --output snowline-rehearsal.json', does: 'the document of snowline rehearse' },
  ],
  epilog: `Create it in each account and region, once, and allow snowline to send this document only (snowline iam-policy):
  aws ssm create-document --name ${documentPurposes.probe.defaultName} --document-type Command --document-format JSON --content file://snowline-probe.json
After an update of snowline whose document differs (a scan says so):
  aws ssm update-document --name ${documentPurposes.probe.defaultName} --document-version '$LATEST' --document-format JSON --content file://snowline-probe.json
  aws ssm update-document-default-version --name ${documentPurposes.probe.defaultName} --document-version NEW
snowline runs it pinned by its hash and version, and runs nothing where the content is another one. The document of snowline rehearse (--rehearsal) is
another one, ${documentPurposes.rehearsal.defaultName}: only who may send that can have hosts connect to a credential store.`,
  async run(flags, { terminal }) {
    const purpose: DocumentPurpose = flags.rehearsal === true ? 'rehearsal' : 'probe';
    const { defaultName } = documentPurposes[purpose];
    const name = flags.name ?? defaultName;
    const why = whyRefused(name);
    if (why !== undefined) {
      throw new UsageError(`--name ${JSON.stringify(name.slice(0, 140))} is not the name of a document: ${why}`, {
        hint: 'use 3 to 128 letters, digits and _ . -, and no name that begins with aws, amazon or amzn',
      });
    }
    if (flags.readable === true) {
      const script = purpose === 'probe' ? probeScript() : rehearsalScript();
      await terminal.report(readableDocument(script, purpose), flags.output);
      return exitCode.complete;
    }
    const content = documentContent(purpose === 'probe' ? packedProbe() : packedRehearsal(), purpose);
    await terminal.report(content, flags.output);
    terminal.say(`SHA-256 ${documentHash(content)}, ${Buffer.byteLength(content)} of ${documentMax} bytes`);
    const file = flags.output === undefined || flags.output === '-' ? 'FILE' : flags.output;
    const key = purpose === 'probe' ? 'document' : 'rehearsalDocument';
    if (name !== defaultName) terminal.say(`snowline.yaml: collection: { ssm: { ${key}: ${name} } }`);
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
