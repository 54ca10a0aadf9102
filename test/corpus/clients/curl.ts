import { writeFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { findProgram } from '../../require.ts';
import { type Answer, askable, isNotTrust, type RealClient } from './real-client.ts';
import { outputOf, runProgram } from './run-program.ts';

const program = findProgram('curl') ?? 'curl';

/** The machine's curl, one process for all cases: `--cacert` with the bundle, and an empty directory beside it. */
export const curl: RealClient = {
  name: 'curl',
  needs: ['curl'],
  recorded: 'handshake',
  clock: 'of-the-machine',
  identity: async () => {
    const printed = await outputOf(program, ['--version']);
    const [, version = '', tlsLibrary = ''] = /^curl (\S+).*?((?:OpenSSL|GnuTLS|LibreSSL|BoringSSL)\/\S+)/.exec(printed) ?? [];
    return { family: 'curl', version, tlsLibrary };
  },
  ask: async ({ cases, folder, servers }) => {
    const asked = askable(cases, 'of-the-machine').filter((one) => servers.portOf(one) !== undefined);
    const sections = asked.map((one) => {
      const host = isIPv6(one.peer.value) ? `[${one.peer.value}]` : one.peer.value;
      return [
        `url = "https://${host}/"`,
        `connect-to = "::127.0.0.1:${servers.portOf(one)}"`,
        `cacert = "${folder.of(one).roots}"`,
        `capath = "${folder.empty}"`,
        'output = "/dev/null"',
        `write-out = "${one.id}\\t%{exitcode}\\t%{errormsg}\\n"`,
        'silent',
        'globoff',
        'no-sessionid',
        'max-time = 20',
        // a name with a proxy in its environment would never reach the server
        'noproxy = "*"',
      ].join('\n');
    });
    const file = path.join(folder.path, 'curl.config');
    writeFileSync(file, sections.join('\nnext\n'));
    // its exit code is that of the last transfer
    const { stdout } = await runProgram(program, ['-q', '-K', file]);
    return stdout.trim().split('\n').map(readLine);
  },
};

function readLine(line: string): Answer {
  const [id = '', code = '', ...message] = line.split('\t');
  if (code === '0') return { id, outcome: 'SUCCESS' };
  const error = `${code} ${message.join(' ')}`;
  // 60: the certificate or its name was refused; 77: the bundle could not be used; others may be about anything
  return { id, outcome: code !== '60' && code !== '77' && isNotTrust(error) ? 'SKIP' : 'FAILURE', error };
}
