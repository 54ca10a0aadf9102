// `npm run -s conformance`: how often the engine says what real clients said. See `usage`.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { profileOf, type RecordedClient, recordedClient, recordedNames } from '../../src/clients/recorded-answers.ts';
import { nearestName } from '../../src/config/nearest.ts';
import { ArgumentError, type Arguments, parseArguments, usage } from './arguments.ts';
import { runCases } from './compare.ts';
import { CorpusFileError, corpusFile, corpusFolder, corpusNames, readAnswers, readCases } from './corpus-files.ts';
import { readExceptions } from './exceptions.ts';
import { caseLines, detailLines, summaryLine } from './print.ts';
import { isClean, type Tally, tallyOf } from './tally.ts';

interface Task {
  readonly client: RecordedClient;
  readonly answers: readonly string[];
}

function tasksOf({ client: name, answers }: Arguments): readonly Task[] {
  if (name === undefined) {
    if (answers.length > 0) throw new ArgumentError('--answers without --client: whose answers are they?');
    return sharedAnswers();
  }
  const client = recordedClient(name);
  if (client === undefined) {
    const guess = nearestName(name, recordedNames);
    throw new ArgumentError(
      `unknown client "${name}"${guess === undefined ? '' : `: did you mean ${guess}?`} (${recordedNames.join(', ')})`,
    );
  }
  if (answers.length > 0) return [{ client, answers }];
  const shared = sharedAnswers().filter((task) => task.client.name === client.name);
  if (shared.length === 0) throw new ArgumentError(`no shared answers of ${client.name}: name a file with --answers`);
  return shared;
}

function sharedAnswers(): readonly Task[] {
  const folder = `${corpusFolder}answers`;
  if (!existsSync(folder))
    throw new ArgumentError('no shared answers here: name files with --cases and --answers, and the client with --client');
  return readdirSync(folder)
    .toSorted()
    .flatMap((file): readonly Task[] => {
      const client = recordedClient(path.basename(file, '.jsonl'));
      return client === undefined ? [] : [{ client, answers: [path.join(folder, file)] }];
    });
}

function main(words: readonly string[]): number {
  const asked = parseArguments(words);
  const tasks = tasksOf(asked);
  const cases = readCases(asked.cases.length > 0 ? asked.cases : corpusNames.map(corpusFile));
  const only = asked.only.length > 0 ? new Set(asked.only) : undefined;
  const exceptions = readExceptions();
  const tallies: Tally[] = [];
  for (const { client, answers } of tasks) {
    const run = runCases({ client, cases, answers: readAnswers(answers), only });
    const tally = tallyOf(run, exceptions);
    tallies.push(tally);
    if (asked.json) continue;
    console.log(summaryLine(tally));
    if (only !== undefined) for (const one of run.comparisons) console.log([...caseLines(one)].join('\n'));
    else if (asked.client !== undefined) console.log([...detailLines(run, tally, asked.limit)].join('\n'));
    else if (profileOf(client) === undefined) console.log('  no finished profile');
  }
  if (asked.json) console.log(JSON.stringify(asked.client === undefined ? tallies : tallies[0], undefined, 2));
  if (tallies.every((tally) => tally.cases === 0)) console.error('no case that counts has an answer: nothing was shown');
  return tallies.every(isClean) ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ArgumentError) && !(error instanceof CorpusFileError)) throw error;
  console.error(`${error.message}\n\n${error instanceof ArgumentError ? usage : ''}`.trim());
  process.exitCode = 2;
}
