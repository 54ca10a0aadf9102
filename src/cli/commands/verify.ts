import { toInstant } from '../../config/instant.ts';
import { shownCertificate, verifyClient } from '../../report/verify-client.ts';
import { verifyJson } from '../../report/verify-json.ts';
import { type VerifyReport, verifySchemaId } from '../../report/verify-report.ts';
import { verifyTable } from '../../report/verify-table.ts';
import { answerOf, splitOf } from '../../trust/compare-clients.ts';
import { type NamedStores, readsNamed, storeOfNamed } from '../../trust/named-store.ts';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { readNamedFiles } from '../named-files.ts';
import { judgingSettings, readDuration } from '../settings.ts';
import { type AskedChain, readAskedChain } from '../verify-chain.ts';
import { type VerifyQuestion, verifyQuestion } from '../verify-question.ts';
import { tool } from '../version.ts';

/** `snowline verify`: the engine for people. Asks no host and no configuration: what is judged is what is named. */
export const command: Command = {
  name: 'verify',
  summary: 'would this client accept this chain with this trust store, now and until when?',
  examples: [
    { line: 'snowline verify --trust-store ca.pem --chain chain.pem --name vault.example.com --client go', does: 'one client' },
    { line: 'snowline verify --trust-store ca.pem --connect vault.example.com:8200 --all-clients', does: 'works in curl, fails in Java?' },
    { line: 'snowline verify --trust-store cacerts --store-password changeit --connect db:8200 --client java', does: 'with a key store' },
    {
      line: 'snowline verify --trust-store ca.pem --chain - --name db --client curl --now 2027-01-31',
      does: 'chain from stdin, as of then',
    },
  ],
  async run(flags, { terminal, now: clock, signal, workingDirectory }) {
    const settings = judgingSettings(flags, undefined);
    const question = verifyQuestion(flags);
    const timeoutMs = readDuration('--timeout', flags.timeout ?? '60s');
    const reading = { workingDirectory, signal, timeoutMs };
    const named = await readNamedFiles(question.trustStores, question.password, reading);
    if (question.chain.from === 'handshake') terminal.progress(`reading the chain that ${question.chain.endpoint.host} serves`);
    const chain = await readAskedChain(question, reading);
    const stores = { ...named, password: question.password, imported: question.imported };
    const report = verifyReport(question, stores, chain, settings.now ?? clock());
    const text =
      settings.format === 'json'
        ? verifyJson(report)
        : verifyTable(report, { color: terminal.color && flags.output === undefined, width: terminal.width });
    await terminal.report(text, flags.output);
    if (flags.output !== undefined && flags.output !== '-') terminal.say(`written to ${flags.output}`);
    if (!question.imported && named.files.some((file) => question.clients.some((client) => !readsNamed(client, file, stores)))) {
      terminal.say('hint: --imported judges as if the certificates stood in a store that this client reads');
    }
    return exitCodeOfVerify(report);
  },
};

function verifyReport(question: VerifyQuestion, stores: NamedStores, chain: AskedChain, at: number): VerifyReport {
  const { name, clients } = question;
  const answers =
    chain.certificates.length === 0
      ? []
      : clients.map((client) => answerOf(client, storeOfNamed(client, stores), { served: chain.certificates, name, at }));
  const { consensus, ...split } = splitOf(answers);
  return {
    schema: verifySchemaId,
    tool,
    now: toInstant(at),
    name,
    chain: { source: chain.source, certificates: chain.certificates.map(shownCertificate), remarks: chain.remarks },
    trustStores: question.trustStores,
    consensus,
    split,
    clients: answers.map((answer) => verifyClient(answer, name)),
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
