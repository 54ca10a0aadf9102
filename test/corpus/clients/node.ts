import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pemOf } from './case-folder.ts';
import { type Answer, askable, isNotTrust, type RealClient } from './real-client.ts';
import { outputOf, runProgram } from './run-program.ts';

// How many handshakes the script keeps under way.
const atOnce = 8;
const script = new URL('node-client.cjs', import.meta.url).pathname;

/** A Node.js of some generation, by its executable: `tls.connect` with the bundle as `ca`, as an HTTPS agent is given it. */
export function node(name: string, program: string): RealClient {
  return {
    name,
    needs: [program],
    recorded: 'handshake',
    clock: 'of-the-machine',
    identity: async () => ({ family: 'node', version: (await outputOf(program, ['-v'])).trim() }),
    ask: async ({ cases, folder, servers }) => {
      const asked = askable(cases, 'of-the-machine').flatMap((one) => {
        const port = servers.portOf(one);
        const ca = one.roots.map((root) => pemOf([root]));
        return port === undefined ? [] : [{ id: one.id, port, name: one.peer.value, ca }];
      });
      const answers: Answer[] = [];
      let left = asked;
      while (left.length > 0) {
        answers.push(...(await shake(program, left, folder.path)));
        const answered = new Set(answers.map((answer) => answer.id));
        const [...unanswered] = left.filter((one) => !answered.has(one.id));
        // after a crash: those that were under way one by one, then the rest as before
        for (const one of unanswered.splice(0, atOnce)) answers.push(...(await shake(program, [one], folder.path)));
        left = unanswered;
      }
      return answers;
    },
  };
}

interface Handshake {
  readonly id: string;
  readonly port: number;
  readonly name: string;
  readonly ca: readonly string[];
}

// A chain that crashes the client leaves the cases that were under way unanswered; asked alone, the crash is the answer: such a host gets no secret.
async function shake(program: string, asked: readonly Handshake[], folder: string): Promise<Answer[]> {
  const file = path.join(folder, 'node.json');
  writeFileSync(file, JSON.stringify(asked));
  const { stdout, stderr, code, signal } = await runProgram(program, [script, file]);
  const answers = stdout
    .split('\n')
    // V8 writes its last words there, too
    .filter((line) => line.startsWith('{'))
    .map(readAnswer);
  const [first] = asked;
  if (signal !== null && asked.length === 1 && first !== undefined && answers.length === 0) {
    return [{ id: first.id, outcome: 'FAILURE', error: `crashed: ${signal}` }];
  }
  if (signal === null && answers.length < asked.length) throw new Error(`${program} ended with ${code}: ${stderr.slice(-500)}`);
  return answers;
}

/** One line of a client's output as an answer; what is not about trust becomes SKIP. */
export function readAnswer(line: string): Answer {
  const answer = JSON.parse(line) as Answer;
  const { error } = answer;
  return answer.outcome === 'FAILURE' && error !== undefined && isNotTrust(error) ? { ...answer, outcome: 'SKIP' } : answer;
}
