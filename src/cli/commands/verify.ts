import { domainToASCII } from 'node:url';
import { clientProfiles } from '../../clients/registry.ts';
import { toInstant } from '../../config/instant.ts';
import { shownCertificate, unansweredClient, verifyClient } from '../../report/verify-client.ts';
import { verifyJson } from '../../report/verify-json.ts';
import { type VerifyReport, verifySchemaId } from '../../report/verify-report.ts';
import { verifyTable } from '../../report/verify-table.ts';
import { answerOf, splitOf } from '../../trust/compare-clients.ts';
import { type NamedStores, needsPassword, readsNamed, storeOfNamed } from '../../trust/named-store.ts';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { readNamedFiles } from '../named-files.ts';
import { judgingSettings, readTimeout } from '../settings.ts';
import { fileWidth } from '../terminal.ts';
import { type AskedChain, readAskedChain } from '../verify-chain.ts';
import { type VerifyQuestion, verifyQuestion } from '../verify-question.ts';
import { tool } from '../version.ts';

/** `snowline verify`: the engine for people. Asks no host and no configuration: what is judged is what is named. */
export const command: Command = {
  name: 'verify',
  summary: 'would this client accept this chain with this trust store, now and until when?',
  examples: [
    { line: 'snowline verify --trust-store ca.pem --chain chain.pem --name vault.example.com --client go', does: 'one client' },
    { line: 'snowline verify --trust-store ca.pem --connect vault.example.com:8200 --all-clients', does: 'which clients accept it?' },
    { line: 'snowline verify --trust-store cacerts --store-password changeit --connect db:8200 --client java', does: 'with a key store' },
    {
      line: 'snowline verify --trust-store ca.pem --chain - --name db --client curl --now 2027-01-31',
      does: 'chain from stdin, as of then',
    },
  ],
  epilog: `Clients: ${clientProfiles.map(({ name }) => name).join(', ')}

Exit codes: 0 the client accepts (or all do) · 1 it rejects (or all do) · 2 wrong flags or files · 3 it depends on the client, or cannot be said`,
  async run(flags, { terminal, now: clock, signal, workingDirectory }) {
    const settings = judgingSettings(flags, undefined);
    const question = verifyQuestion(flags);
    const timeoutMs = readTimeout(flags.timeout);
    const reading = { workingDirectory, signal, timeoutMs };
    const named = await readNamedFiles(question.trustStores, question.password, reading);
    if (question.chain.from === 'handshake') terminal.progress(`reading the chain that ${question.chain.endpoint.host} serves`);
    const chain = await readAskedChain(question, reading);
    const stores = { ...named, password: question.password, imported: question.imported };
    const report = verifyReport(question, stores, chain, settings.now ?? clock());
    const text =
      settings.format === 'json'
        ? verifyJson(report)
        : verifyTable(report, {
            color: terminal.color && flags.output === undefined,
            width: flags.output === undefined ? terminal.width : fileWidth,
          });
    await terminal.report(text, flags.output);
    if (flags.output !== undefined && flags.output !== '-') terminal.say(`written to ${flags.output}`);
    if (!question.imported && named.files.some((file) => question.clients.some((client) => !readsNamed(client, file, stores)))) {
      terminal.say('hint: --imported judges as if the certificates stood in a store that this client reads');
    }
    if (question.password === undefined && named.files.some((file) => needsPassword(file, stores))) {
      terminal.say('hint: --store-password opens a key store that is encrypted');
    }
    if (/[^\0-\x7f]/.test(question.name)) terminal.say(`hint: clients ask for the A-label: --name ${domainToASCII(question.name)}`);
    return exitCodeOfVerify(report);
  },
};

function verifyReport(question: VerifyQuestion, stores: NamedStores, chain: AskedChain, at: number): VerifyReport {
  const { name, clients } = question;
  const asked = { served: chain.certificates, name, at };
  const unread = chain.certificates.length === 0 ? (chain.remarks[0] ?? 'no chain was read') : undefined;
  const told = clients.map((client) =>
    unread === undefined ? verifyClient(answerOf(client, storeOfNamed(client, stores), asked), asked) : unansweredClient(client, unread),
  );
  const { consensus, ...split } = splitOf(told);
  return {
    schema: verifySchemaId,
    tool,
    now: toInstant(at),
    name,
    chain: { source: chain.source, certificates: chain.certificates.map(shownCertificate), remarks: chain.remarks },
    trustStores: question.trustStores,
    consensus,
    split,
    clients: told,
  };
}

function exitCodeOfVerify(report: VerifyReport): ExitCode {
  switch (report.consensus) {
    case 'all-accept':
      return exitCode.complete;
    case 'all-reject':
      return exitCode.finding;
    case 'depends':
    case 'unknown':
      return exitCode.incomplete;
  }
}
