import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import { describeWith } from '../require.ts';
import { comparableRoots, containerTools, type PlannedContainer, removeGroups, startContainer } from './containers.ts';
import { type Collection, type Collector, collectBothAfter, collectors } from './namespace.ts';

const python = '/usr/bin/python3.11';
const bundle = '/etc/ssl/certs/ca-certificates.crt';
const folder = mkdtempSync(path.join(tmpdir(), 'snowline-sources-'));
// Where what is mounted lies since before any container was started, and nothing else is made.
const quiet = mkdtempSync(path.join(tmpdir(), 'snowline-quiet-'));
afterAll(() => {
  for (const one of [folder, quiet]) rmSync(one, { recursive: true, force: true });
});

interface Scene extends Pick<PlannedContainer, 'image'> {
  /** What of the machine is mounted, below `quiet`, and where. */
  readonly source: string;
  readonly destination?: string;
  /** Shell lines when it runs, in the folder of `quiet` that is its own. */
  readonly running: string;
  readonly isKept?: true;
}

/** Containers with a store of the machine, each mounted in its own way, and what is done to it while they run. */
const scenes: Readonly<Record<string, Scene>> = {
  volume: { source: 'volumes/corp/_data', destination: '/data', running: '', isKept: true },
  rewritten: { source: 'a/ca.pem', running: 'echo >> a/ca.pem', isKept: true },
  filled: { source: 'a', destination: '/data', running: ': > a/other.pem', isKept: true },
  inImage: { source: 'a/ca.pem', image: 'mkdir -p etc/corp; : > etc/corp/ca.pem', running: '', isKept: true },
  renamed: { source: 'a/ca.pem', running: 'mv a/ca.pem a/ca.pem.bak; cp a/ca.pem.bak a/ca.pem' },
  renamedFolder: { source: 'a', destination: '/data', running: 'mv a b; cp -r b a; : > b/late' },
  renamedAbove: { source: 'a/ca.pem', running: 'mv a b; cp -r b a' },
  moved: { source: 'a/ca.pem', running: 'mkdir b; mv a/ca.pem b; cp b/ca.pem a' },
  replaced: { source: 'a/ca.pem', running: 'cp a/ca.pem a/new.pem; mv a/new.pem a/ca.pem' },
  hidden: { source: 'a/ca.pem', running: `mount --bind ${bundle} a/ca.pem` },
};
const idOf = (name: string): string => createHash('sha256').update(`${folder} ${name}`).digest('hex');
const ownFolder = (name: string): string => path.join(quiet, name);

describeWith([...containerTools, 'ip', python], 'a store of the machine that is mounted into a container', () => {
  let seen: Readonly<Record<Collector, Collection>>;

  beforeAll(async () => {
    const started = Object.entries(scenes).map(([name, { source, destination = '/etc/corp/ca.pem', image = '', running }]) => {
      const place = path.join(ownFolder(name), source);
      const store = place.endsWith('.pem') ? place : path.join(place, 'ca.pem');
      mkdirSync(path.dirname(store), { recursive: true });
      cpSync(bundle, store);
      const container = {
        id: idOf(name),
        command: [python, '-c', "import ssl, time; open('/ready', 'w'); time.sleep(3600)"],
        environment: { SSL_CERT_FILE: destination.endsWith('.pem') ? destination : `${destination}/ca.pem` },
        image,
        mounts: [{ destination, source: place, type: 'bind', options: ['rbind'] }],
      };
      return `${startContainer(folder, container)}\n( cd ${ownFolder(name)}; ${running === '' ? ':' : running}\n)`;
    });
    // When a process was started is known to the second, and so is when a file was changed.
    const lines = ['sleep 2.2', ...started].join('\n');
    seen = await collectBothAfter(lines).finally(() => removeGroups(Object.keys(scenes).map((name) => `/docker/${idOf(name)}`)));
  }, 120_000);

  const fileOf = (by: Collector, name: string): FileEvidence | undefined =>
    seen[by].evidence.roots
      ?.find((one) => one.id === idOf(name).slice(0, 12))
      ?.trustFiles.find((one) => one.path === '/etc/corp/ca.pem' || one.path === '/data/ca.pem');

  it('is told alike by both collectors', () => {
    expect(comparableRoots(seen.probe.evidence)).toEqual(comparableRoots(seen.live.evidence));
  });

  it.each(collectors)('is in the next one, too, unless something else bears its name by now (%s)', (by) => {
    const layers = Object.keys(scenes).map((name) => [name, fileOf(by, name)?.state, fileOf(by, name)?.layer]);
    expect(layers).toEqual(Object.entries(scenes).map(([name, { isKept }]) => [name, 'file', isKept ? undefined : 'unknown']));
  });
});
