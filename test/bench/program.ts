// What the built program costs, as ratios that hold on any machine; `--json` prints one object.
// Ends with 1 where a bound is not met. Tests never assert a time: a busy machine would fail them.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { modulesLoadedBy, program, runNode, whyNotMeasurable } from './built-program.ts';
import { elapsedMs, interleavedMedians } from './interleave.ts';

/** One measured number; `bound` is the most that it may be. */
interface Figure {
  readonly what: string;
  readonly value: number;
  readonly bound: number;
  readonly met: boolean;
}

const figure = (what: string, value: number, bound: number): Figure => ({
  what,
  value: Math.round(value * 100) / 100,
  bound,
  met: value <= bound,
});

function timeProgram(rounds: number): Readonly<Record<string, Figure>> {
  const node = (args: readonly string[], expectedExit?: number) => () => elapsedMs(() => runNode(args, expectedExit));
  const ms = interleavedMedians(
    {
      nothing: node(['-e', '0']),
      version: node([program, '--version']),
      help: node([program, '--help']),
      // 1: the demo has findings, as a scan of that fleet would
      demo: node([program, 'demo'], 1),
    },
    rounds,
  );
  return {
    version: figure(`snowline --version, in node -e 0 (${ms.nothing.toFixed(0)} ms)`, ms.version / ms.nothing, 2),
    help: figure('snowline --help, in node -e 0', ms.help / ms.nothing, 2),
    demo: figure('snowline demo, in node -e 0', ms.demo / ms.nothing, 12),
  };
}

/** The system's bundle, or Node's own roots where there is none: a hundred and more real certificates either way. */
function bundleText(): string {
  const file = '/etc/ssl/certs/ca-certificates.crt';
  return existsSync(file) ? readFileSync(file, 'utf8') : rootCertificates.join('\n');
}

/** Our choice, half as much again as measured: the constructor decodes no field until it is asked, ours decodes all and keeps what is damaged. */
const bundleBound = 4;

function timeParser(rounds: number): Readonly<Record<string, Figure>> {
  const text = bundleText();
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const counts = { ours: 0, node: 0 };
  const ms = interleavedMedians(
    {
      // A copy each time, because the same bytes are read once only.
      ours: () => {
        const bytes = Buffer.from(text);
        return elapsedMs(() => {
          counts.ours = readTrustStore(bytes).entries.length;
        });
      },
      node: () =>
        elapsedMs(() => {
          counts.node = blocks.map((block) => new X509Certificate(block)).length;
        }),
    },
    rounds,
  );
  if (counts.ours !== counts.node || counts.ours === 0) throw new Error(`our parser read ${counts.ours} certificates, Node ${counts.node}`);
  return { bundle: figure(`reading a bundle of ${counts.ours} certificates, in new X509Certificate`, ms.ours / ms.node, bundleBound) };
}

const isSdk = (url: string): boolean => /\/node_modules\/@(?:aws-sdk|smithy)\//.test(url);

function countSdkModules(): Readonly<Record<string, Figure>> {
  // A check that sees nothing would be met for ever: it must see the SDK where there is one.
  if (!modulesLoadedBy(['--input-type=module', '-e', "await import('@aws-sdk/client-sts')"]).some(isSdk)) {
    throw new Error('the recorder did not see the SDK being loaded');
  }
  const count = (flag: string): Figure => {
    const loaded = modulesLoadedBy([program, flag]);
    if (loaded.length === 0) throw new Error(`the recorder did not see ${program} being loaded`);
    return figure(`modules of an SDK that ${flag} loads (of ${loaded.length})`, loaded.filter(isSdk).length, 0);
  };
  return { 'version-sdk-modules': count('--version'), 'help-sdk-modules': count('--help') };
}

function show(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['Figure', 'Value', 'Bound', 'Met'],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  table.push(...figures.map(({ what, value, bound, met }) => [what, value.toFixed(2), String(bound), met ? 'yes' : 'NO']));
  return table.toString();
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const problem = Number.isInteger(rounds) && rounds > 0 ? whyNotMeasurable() : `--rounds ${values.rounds} is not a number of rounds`;

if (problem === undefined) {
  const figures = { ...timeProgram(rounds), ...timeParser(rounds), ...countSdkModules() };
  const met = Object.values(figures).every((one) => one.met);
  const { version } = process;
  console.log(
    values.json
      ? JSON.stringify({ node: version, rounds, met, figures })
      : `node ${version}, medians of ${rounds} rounds\n${show(Object.values(figures))}`,
  );
  process.exitCode = met ? 0 : 1;
} else {
  console.error(`error: ${problem}`);
  process.exitCode = 2;
}
