import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { releaseTrustFile } from '../../../src/evidence/trust-file-content.ts';
import { type ProbeRun, type ProbeSettings, recordsOf, runProbe } from './run-probe.ts';

/** A path for the first round to look at, and what for (see `look` of the probe). */
export type Look = readonly [kind: 'stat' | 'list' | 'trust' | 'key' | 'stat-root', file: string];

/** What the probe says of these files, without all that it says of services. */
export async function lookAt(looks: readonly Look[], settings: ProbeSettings = {}): Promise<ProbeRun> {
  const quoted = looks.map(([kind, file]) => `${kind}\t${file}`.replaceAll("'", "'\\''")).join('\n');
  const report = `report() { SELF_UID=$(id -u 2>/dev/null) LOOKED='${quoted}'; facts_files; }`;
  const script = (settings.script ?? composeProbe()).replace(/main "\$@" <\/dev\/null\n$/, () => `${report}\nmain "$@" </dev/null\n`);
  return runProbe({ ...settings, mode: 'facts', script });
}

/** A host whose only programs are those of busybox, less some of them. */
export function busyboxHost(folder: string, without: readonly string[] = []): ProbeSettings {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  execFileSync('busybox', ['--install', '-s', bin]);
  for (const name of without) rmSync(path.join(bin, name), { force: true });
  const script = composeProbe().replace(/^STANDARD_PATH=.*$/m, () => `STANDARD_PATH=${bin}`);
  return { shell: 'busybox', script, environment: { PATH: bin } };
}

/** What the second round sends of these files, by path: its bytes and how much is masked, or why it is refused. */
export async function fetchFiles(paths: readonly string[], settings: ProbeSettings = {}): Promise<ReadonlyMap<string, Fetched>> {
  const given = paths.map((file) => `get=${nameOf(file)}:${file}`);
  return fetchedIn(await runProbe({ ...settings, mode: 'contents', given }));
}

/** The name of a file's content: the digest of its masked bytes where it is PEM, which are its bytes where nothing is private. */
export function nameOf(file: string): string {
  const bytes = readFileSync(file);
  const release = releaseTrustFile(bytes);
  return release.kind === 'released' ? release.blob.sha256 : sha256Of(bytes);
}

export type Fetched = { readonly bytes: Buffer; readonly redacted: number } | { readonly refused: string };

/** Answers of a second round, by path. */
export function fetchedIn(run: ProbeRun): ReadonlyMap<string, Fetched> {
  return new Map([
    ...recordsOf(run, 'refused').map(({ fields }): [string, Fetched] => [pathOf(fields[1]), { refused: fields[2] ?? '' }]),
    ...recordsOf(run, 'content').map(({ fields, text }): [string, Fetched] => [
      pathOf(fields[1]),
      { bytes: Buffer.from(text.join(''), 'base64'), redacted: Number(fields[3]) },
    ]),
  ]);
}

/** Paths stand as bytes in the probe's output. */
export function pathOf(field = ''): string {
  return Buffer.from(field, 'latin1').toString('utf8');
}
