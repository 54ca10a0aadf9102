import { matrixOf } from './matrix.ts';
import type { Outcome } from './outcome.ts';
import { tallyOf } from './tally.ts';

/** The page about one run of the drill, as Markdown. */
export function published(outcomes: readonly Outcome[], date: string, versions: readonly (readonly [string, string])[]): string {
  const tally = tallyOf(outcomes);
  const plain = outcomes.filter(({ isPlain }) => isPlain === true).length;
  const undecidable = Map.groupBy(
    outcomes.filter((one) => one.undecidable !== undefined),
    (one) => one.undecidable ?? '',
  );
  const open = [...undecidable].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([why, those]) => `- ${why} (${those.length})`);
  const unsaid = new Set(outcomes.flatMap(({ withoutText }) => withoutText ?? []));
  const textless = unsaid.size === 0 ? '' : `\nNo error is predicted where ${[...unsaid].toSorted().join(', or ')}.`;
  return `# What snowline predicted, and what a restart did

On ${date} ${tally.cases} services were started with everything right, ${tally.cases - plain} as units of a real systemd and ${plain} by no unit, each fetching a secret over TLS and holding it in memory.
Then their stores or hosts were broken, \`snowline collect\` and \`snowline assess\` were run on the host, and every service was restarted for real (\`systemctl restart\`).
Of the predictions ${tally.agree} came true, ${tally.falseReady} said ready of a service that did not come back, ${tally.falseFail} said that one would fail that came back,
and ${tally.unknown} said that it cannot be told. The error that was predicted stood in the log of ${tally.expectedErrorFound} of the services that were said to fail.
\`npm run -s drill\` does it again; \`npm run -s drill -- --publish\` writes this page.

## With what

${versions.map(([name, version]) => `- ${name}: ${version}`).join('\n')}

## Prediction against outcome

${matrixOf(outcomes)}
Secrets lie in moto behind nginx. It lets disabled keys decrypt and simulates no policies, so a stand-in in front of it answers for those as AWS documents; a sealed Vault
is nginx with what Vault's sources say, and of a host whose clock is ahead it is the auditor's that was set back.${textless}

## What cannot be told

${open.join('\n')}

What a program loads beside its script, its jar or its main class (modules, further classes, a main class that stands somewhere on a longer class path) is not looked at: when
such a file is taken away, the service is said to come back and does not. Such cases are not in the tables above; that a program is whole is not what is asked here.
Nor are stores that complete every handshake and answer 503 to every request: only a Vault is asked for its health, and nobody is asked for a secret.
Nor is what came in the way of a unit whose own files are as they were: a file where its StateDirectory= was, a file system that was mounted again without leave to run
programs, a home that is gone under WorkingDirectory=~.
`;
}
