import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FileEvidence } from '../../../src/evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../../src/evidence/runtime.ts';

/** Content of a planted file, or the target of a link within the same folder. */
export type Planted = string | Uint8Array | { readonly link: string };

/** A folder's planted files by name; a name may hold one slash. */
export type Folder = Readonly<Record<string, Planted>>;

/** What a test plants: the system's store, and files of its own under `{dir}`. */
export interface Planting {
  readonly etc: Folder;
  readonly own: Folder;
  /** Where `own` lies on the real disk: what `{dir}` stands for. */
  readonly dir: string;
}

/** Writes a folder to the disk as planted. */
export function plant(target: string, folder: Folder): void {
  mkdirSync(target, { recursive: true });
  for (const [name, content] of Object.entries(folder)) {
    const file = path.join(target, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file);
    else writeFileSync(file, content);
  }
}

/** Evidence of a Debian host with that planting, as a probe would record it, and its blobs. */
export class PlantedEvidence {
  readonly blobs = new Map<string, Uint8Array>();
  readonly #files: FileEvidence[] = [];

  constructor({ etc, own, dir }: Planting) {
    for (const folder of ['/etc/ssl/certs', '/usr/lib/ssl/certs']) this.#directory(folder, etc);
    this.#file('/usr/lib/ssl/cert.pem', etc['ca-certificates.crt']);
    this.#file('/etc/ssl/certs/ca-certificates.crt', etc['ca-certificates.crt']);
    for (const home of javaHomes) {
      this.#file(`${home.path}/lib/security/cacerts`, home.debian ? etc['java/cacerts'] : undefined);
      this.#file(`${home.path}/lib/security/jssecacerts`, undefined);
    }
    for (const absent of [
      '/etc/ssl/cert.pem',
      '/etc/pki/tls/certs',
      `${dir}/missing.pem`,
      `${dir}/missing`,
      `${dir}/missing:${dir}/hashed`,
    ])
      this.#file(absent, undefined);
    for (const [name, content] of Object.entries(own)) this.#file(`${dir}/${name}`, resolved(content, own));
    const folders = new Set(Object.keys(own).flatMap((name) => (name.includes('/') ? [path.dirname(name)] : [])));
    for (const folder of folders) this.#directory(`${dir}/${folder}`, inFolder(own, folder));
  }

  host(workload: WorkloadEvidence): HostEvidence {
    const os = { id: 'debian', version: '12' };
    const observedAt = '2026-11-22T00:00:00Z';
    return { id: 'h', collector: 'test', observedAt, os, runtimes: [], trustFiles: this.#files, workloads: [workload], missing: [] };
  }

  add(bytes: Uint8Array): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.blobs.set(sha256, bytes);
    return sha256;
  }

  #file(name: string, content: Planted | undefined): void {
    if (content === undefined || (typeof content === 'object' && 'link' in content)) this.#files.push({ path: name, state: 'missing' });
    else this.#files.push({ path: name, state: 'file', sha256: this.add(Buffer.from(content)) });
  }

  #directory(name: string, folder: Folder): void {
    const entries = Object.entries(folder)
      .filter(([entry]) => !entry.includes('/'))
      .map(([entry, content]) => {
        const bytes = resolved(content, folder);
        return [entry, bytes === undefined ? null : this.add(Buffer.from(bytes))];
      });
    this.#files.push({ path: name, state: 'directory', sha256: this.add(Buffer.from(JSON.stringify({ entries }))) });
  }
}

/** JVMs of the machine: Debian's own takes its cacerts from /etc/ssl/certs/java. */
const javaHomes = [
  { path: '/usr/lib/jvm/java-17-openjdk-amd64', debian: true },
  { path: '/usr/lib/jvm/temurin-25-jdk-amd64', debian: false },
];

/** A workload that starts with these variables and options and nothing else. */
export function workloadOf(
  runtime: Runtime,
  nextStart: { readonly environment: Readonly<Record<string, string>>; readonly options: Readonly<Record<string, string>> },
): WorkloadEvidence {
  return { name: 'client', origin: 'process', runtime, nextStart };
}

function resolved(content: Planted, folder: Folder): string | Uint8Array | undefined {
  if (typeof content === 'string' || !('link' in content)) return content;
  const target = folder[content.link];
  return target === undefined ? undefined : resolved(target, folder);
}

function inFolder(own: Folder, folder: string): Folder {
  const prefix = `${folder}/`;
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, content]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), content] as const] : [])),
  );
}
