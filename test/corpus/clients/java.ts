import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedCase } from '../generated-case.ts';
import { type Answer, type Asking, type RealClient } from './real-client.ts';
import { outputOf, runProgram } from './run-program.ts';

const source = new URL('java/Handshakes.java', import.meta.url).pathname;

/** A Java by its executable: one virtual machine that does a handshake a case. */
export function java(name: string, program: string): RealClient {
  return {
    name,
    needs: [program],
    recorded: 'handshake',
    clock: 'settable',
    identity: async () => {
      const { stderr } = await runProgram(program, ['-XshowSettings:properties', '-version']);
      return { family: 'java', version: /java\.version = (\S+)/.exec(stderr)?.[1] ?? '' };
    },
    ask: (asking) => shakeWithJava(program, asking.cases, asking),
  };
}

/** What Java says of each case, each at its own time. */
export async function shakeWithJava(
  program: string,
  cases: readonly GeneratedCase[],
  { folder, servers }: Pick<Asking, 'folder' | 'servers'>,
): Promise<readonly Answer[]> {
  const lines = cases.flatMap((one) => {
    const port = servers.portOf(one);
    return port === undefined ? [] : [[one.id, port, Date.parse(one.time), one.peer.value, one.roots.join(',')].join('\t')];
  });
  const file = path.join(folder.path, 'java.tsv');
  writeFileSync(file, lines.join('\n'));
  // no class-data archive, no second compiler: a short life
  const printed = await outputOf(program, ['-XX:TieredStopAtLevel=1', source, file]);
  return printed.trim().split('\n').map(readLine);
}

function readLine(line: string): Answer {
  const [id = '', outcome = '', error = ''] = line.split('\t');
  if (outcome === 'SUCCESS') return { id, outcome };
  // an alert in parentheses is its own: an exception in its trust manager is internal_error; what the server sends is received
  const broken = /Received fatal alert|Connection reset|Remote host terminated|timed out|refused/.test(error);
  return { id, outcome: broken ? 'SKIP' : 'FAILURE', error };
}
