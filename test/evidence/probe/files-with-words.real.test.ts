import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAwsConfiguration } from '../../../src/evidence/reading/aws-config.ts';
import { readCurlConfiguration } from '../../../src/evidence/reading/curlrc.ts';
import { readLaunch } from '../../../src/evidence/reading/launch.ts';
import { plantTree } from '../planted-tree.ts';
import { type AwkName, awks } from './run-probe.ts';
import { runFilter, unescape } from './word-filter.ts';

const secret = 'CaN!aRy';
const home = '/home/web';

function shownOf(awk: AwkName, program: 'AWK_CURLRC' | 'AWK_AWS_CONFIG', text: string): string {
  const output = runFilter(awk, '', text, `$AWK_SHOWN$${program}`, ['-v', 'most=1048576']);
  const lines = output.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => `${unescape(line.slice(1))}\n`).join('');
}

const curlLine = fc.constantFrom(
  ...`# ${secret}|cacert = /etc/ca.pem|--cacert "/etc/c a.pem"|cacert: "/x\\\\y"|capath=/d|insecure|-k|-ks|-u ${secret}|user = "${secret}:\\"x"|-u|header "X: ${secret}"
|next|config = /x|cac /x|url = "https://u:${secret}@h"|  pinnedpubkey sha256//x|= x|: y|--cacert|/etc/only.pem|output ""|cacert ""|no-insecure|crlfile /x|-K /y|data @/${secret}|é é|-q|-sI|-s|silent|head|-4|-6|-o /${secret}|user-agent "${secret}"|interface eth9`.split(
    /\|/,
  ),
);
const awsLine = fc.constantFrom(
  ...`[default]|[profile prod]| [profile "prod"] # ${secret}|[prod]|[${secret}]|[profile ${secret}|ca_bundle = /etc/ca.pem|CA_Bundle=/x|  ca_bundle : /y  |ca_bundle = ~/${secret}
|ca_bundle =|ca_bundle_x = /${secret}|aws_secret_access_key = ${secret}|[sso-session x]|[a b ${secret}]|# ca_bundle = /z|s3 =|  ca_bundle = $HOME/x|[default|region|region = x|: x|retry_mode = bogus|retry_mode = standard|defaults_mode: auto|  nonsense ${secret}`.split(
    '|',
  ),
);
const textOf = (line: fc.Arbitrary<string>, seed: number): readonly string[] =>
  fc.sample(
    fc.tuple(fc.array(line, { maxLength: 7 }), fc.constantFrom('\n', '\r\n')).map(([lines, end]) => lines.join(end)),
    { numRuns: 60, seed },
  );

describe.each(awks)('files with options and secrets, filtered in %s', (awk) => {
  it('a curlrc gives curl the same options', async () => {
    for (const text of textOf(curlLine, 3)) {
      const shown = shownOf(awk, 'AWK_CURLRC', text);
      expect(shown).not.toMatch(/aN!|!aR/);
      const readings = await Promise.all(
        [text, shown].map(async (one) => {
          const curl = await readCurlConfiguration(plantTree({ [`${home}/.curlrc`]: one }), new Map(), home);
          return readLaunch({ environment: new Map(), words: ['curl', 'x'], curl }, 'nextStart');
        }),
      );
      expect({ text, shown, reading: readings[1] }).toEqual({ text, shown, reading: readings[0] });
    }
  });

  it('an AWS configuration names the same bundle', async () => {
    for (const text of textOf(awsLine, 5)) {
      const shown = shownOf(awk, 'AWK_AWS_CONFIG', text);
      expect(shown).not.toMatch(/aN!|!aR/);
      for (const profile of ['default', 'prod']) {
        const environment = new Map([['AWS_PROFILE', profile]]);
        const readings = await Promise.all(
          [text, shown].map(async (one) => {
            const aws = await readAwsConfiguration(plantTree({ [`${home}/.aws/config`]: one }), environment, [], home);
            return readLaunch({ environment, words: ['aws'], aws }, 'nextStart');
          }),
        );
        expect({ text, shown, reading: readings[1] }).toEqual({ text, shown, reading: readings[0] });
      }
    }
  });
});
