import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { findProgram } from '../../require.ts';

/** One record of the probe's output, its fields as they were before escaping. */
export interface ProbeRecord {
  readonly kind: string;
  readonly fields: readonly string[];
  /** Lines that belong to it, without the bar. */
  readonly text: readonly string[];
}

/** What a run of the probe printed. */
export interface ProbeRun {
  readonly raw: string;
  readonly errors: string;
  readonly records: readonly ProbeRecord[];
}

/** How the probe is run; by default as root of this machine, with the machine's own sh and awk. */
export interface ProbeSettings {
  readonly mode?: 'facts' | 'contents';
  /** Words behind the nonce: `file=/etc/x.pem`. */
  readonly given?: readonly string[];
  readonly shell?: ShellName;
  readonly awk?: AwkName;
  /** Tools that the host has beside sh and awk, found nowhere else; undefined: all of the machine's. */
  readonly tools?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell script that prepares a namespace of its own (mounts, processes, network) before the probe runs in it; `$D` is an empty folder. */
  readonly namespace?: string;
  /** The script, where it is not the probe as it stands. */
  readonly script?: string;
  /** Stages that are left out, for tests that are about another one: `facts_units`. */
  readonly without?: readonly string[];
  readonly timeoutMs?: number;
}

/** Shells that the probe is made for. */
export const shells = ['dash', 'busybox', 'bash'] as const;
export type ShellName = (typeof shells)[number];
/** Implementations of awk that the probe is made for. */
export const awks = ['mawk', 'gawk', 'original-awk', 'busybox'] as const;
export type AwkName = (typeof awks)[number];

/** The nonce of all runs here. */
export const nonce = 'NonceOfThisTestRun0001';

/** Runs the probe as `sh -s` does at the other end of a connection, and reads its records. */
export async function runProbe(settings: ProbeSettings = {}): Promise<ProbeRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-probe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'd'));
  const bin = linkTools(folder, settings);
  const shell = shellWords(settings.shell ?? 'dash');
  const words = [...shell, '-s', '--', settings.mode ?? 'facts', nonce, ...(settings.given ?? [])];
  const prepared = `ip link set lo up || exit 9
    until_there() { until [ -e "$1" ]; do sleep 0.05; done; }
    ${settings.namespace ?? ''}
    exec env -u D -u PROBE_PATH "PATH=$PROBE_PATH" "$@"`;
  const [program = '', ...rest] =
    settings.namespace === undefined ? words : ['unshare', '-mpfnu', '--kill-child', '--mount-proc', 'sh', '-c', prepared, 'sh', ...words];
  const usual = '/usr/sbin:/usr/bin:/sbin:/bin';
  const folders = bin === undefined ? usual : settings.tools === undefined ? `${bin}:${usual}` : bin;
  const environment = {
    PATH: settings.namespace === undefined ? folders : usual,
    ...(settings.namespace === undefined ? {} : { PROBE_PATH: folders, D: path.join(folder, 'd') }),
    HOME: '/nonexistent',
    ...settings.environment,
  };
  const { stdout, stderr } = await runWithInput(program, rest, environment, scriptFor(settings, bin), settings.timeoutMs ?? 60_000);
  return { raw: stdout, errors: stderr, records: readRecords(stdout) };
}

/** Records between `begin` and `end`, both left out; throws where the frame is not whole. */
export function readRecords(output: string): readonly ProbeRecord[] {
  const lines = output.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`begin\tsnowline-probe/1\t${nonce}\t`));
  const to = lines.findIndex((line) => line.startsWith(`end\t${nonce}\t`));
  if (from === -1 || to === -1) throw new Error(`no whole output of the probe: ${output.slice(-300)}`);
  if (lines[to] !== `end\t${nonce}\t${to - from + 1}`) throw new Error(`${lines[to]} after ${to - from + 1} lines`);
  const records: { kind: string; fields: string[]; text: string[] }[] = [];
  for (const line of lines.slice(from + 1, to)) {
    if (line.startsWith('|')) records.at(-1)?.text.push(unescape(line.slice(1)));
    else {
      const [kind = '', ...fields] = line.split('\t');
      records.push({ kind, fields: fields.map(unescape), text: [] });
    }
  }
  return records;
}

/** Records of a kind whose first fields are these. */
export function recordsOf(run: ProbeRun, kind: string, ...first: readonly string[]): readonly ProbeRecord[] {
  return run.records.filter((record) => record.kind === kind && first.every((field, at) => record.fields[at] === field));
}

function unescape(field: string): string {
  return field.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, letter: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { t: '\t', n: '\n', r: '\r' }[letter] ?? letter;
  });
}

function shellWords(name: ShellName): readonly string[] {
  const program = findProgram(name) ?? name;
  return name === 'busybox' ? [program, 'sh'] : name === 'bash' ? [program, '--posix'] : [program];
}

// A folder of links: the chosen awk under the name `awk`, and where tools are named only those.
function linkTools(folder: string, settings: ProbeSettings): string | undefined {
  if (settings.awk === undefined && settings.tools === undefined) return undefined;
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  if (settings.awk !== undefined) symlinkSync(findProgram(settings.awk) ?? settings.awk, path.join(bin, 'awk'));
  for (const name of settings.tools ?? []) symlinkSync(findProgram(name) ?? name, path.join(bin, name));
  return bin;
}

// The probe looks in the standard folders first, so they are exchanged in its text.
function scriptFor(settings: ProbeSettings, bin: string | undefined): string {
  const left = (settings.without ?? []).map((name) => `${name}() { :; }\n`).join('');
  // Its messages are for nobody but these tests.
  const speaking = (settings.script ?? composeProbe()).replace(/^ *exec 2>\/dev\/null$/m, '');
  const script = speaking.replace(/^main "\$@"/m, (start) => left + start);
  if (bin === undefined) return script;
  const standard = /^STANDARD_PATH=(.*)$/m;
  return script.replace(standard, (_, folders: string) => `STANDARD_PATH=${bin}${settings.tools === undefined ? `:${folders}` : ''}`);
}

async function runWithInput(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: string,
  timeoutMs: number,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly stdout: string; readonly stderr: string }>();
  const options = {
    env: environment,
    maxBuffer: 256 * 1024 * 1024,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    encoding: 'latin1',
  } as const;
  const child = execFile(program, [...words], options, (error, stdout, stderr) => {
    if (error !== null && (error.killed === true || stdout === '')) reject(new Error(`${error.message.slice(0, 300)}\n${stderr}`));
    else resolve({ stdout, stderr });
  });
  // A probe that ends early (a wrong argument) closes its input; what it printed tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  return promise;
}
