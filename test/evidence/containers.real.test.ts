import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayMs } from '../../src/config/duration.ts';
import { createBlobStore } from '../../src/evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { withWrongStore } from '../../src/restart/checks/wrong-store.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { judgeWorkload } from '../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { storeOf, workload } from '../restart/scene.ts';
import { buildProgram } from '../trust/effective-store/real-clients.ts';
import { comparableRoots, containerTools, type PlannedContainer, removeGroups, startContainer } from './containers.ts';
import { type Collection, type Collector, collectBothAfter, collectors } from './namespace.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'] });
const other = issue({ subject: 'CN=Other Root', ca: true });
const java = '/usr/lib/jvm/java-17-openjdk-amd64';
const port = '7443';

/** Programs that connect to the store once, say how that went in /ready, and stay. */
const goSource = `package main
import ("crypto/tls";"os";"time")
func main() { said := "trusted"; c, err := tls.Dial("tcp", "localhost:${port}", nil); if err != nil { said = err.Error() } else { c.Close() }
 os.WriteFile("/said", []byte(said), 0644); os.Rename("/said", "/ready"); time.Sleep(time.Hour) }`;
const javaSource = `public class Stay { public static void main(String[] a) throws Exception {
  String said = "trusted"; try (var s = (javax.net.ssl.SSLSocket) javax.net.ssl.SSLSocketFactory.getDefault().createSocket("localhost", ${port})) { s.startHandshake(); } catch (Exception e) { said = e.toString(); }
  java.nio.file.Files.writeString(java.nio.file.Path.of("/said"), said); new java.io.File("/said").renameTo(new java.io.File("/ready")); Thread.sleep(3600000); } }`;
const pythonSource = `import os, socket, ssl, time
said = 'trusted'
try: ssl.create_default_context().wrap_socket(socket.create_connection(('localhost', ${port})), server_hostname='localhost').close()
except Exception as error: said = str(error)
open('/said', 'w').write(said); os.rename('/said', '/ready'); time.sleep(3600)`;

type Client = 'go' | 'java' | 'python';
const clients: readonly Client[] = ['go', 'java', 'python'];
const commands: Readonly<Record<Client, readonly string[]>> = {
  go: ['/app/stay'],
  java: [`${java}/bin/java`, '-XX:TieredStopAtLevel=1', '-cp', '/app', 'Stay'],
  python: ['/usr/bin/python3.11', '-c', pythonSource],
};

const folder = mkdtempSync(path.join(tmpdir(), 'snowline-containers-'));
// What is mounted from here is not told from what was renamed where its folders change.
const quiet = mkdtempSync(path.join(tmpdir(), 'snowline-quiet-'));
afterAll(() => {
  for (const one of [folder, quiet]) rmSync(one, { recursive: true, force: true });
});

/** Shell lines that put a CA where the clients of a Debian look, into the folder that stands for `/`. */
const install = (ca: string): string => `mkdir -p etc/ssl/certs/java; cp ${folder}/${ca}.pem etc/ssl/certs/ca-certificates.crt
  cp ${folder}/${ca}.pem etc/ssl/certs/${ca}.pem; openssl rehash etc/ssl/certs >/dev/null 2>&1; cp ${folder}/${ca}.jks etc/ssl/certs/java/cacerts`;
const system = `cp /etc/os-release etc/; echo '127.0.0.1 localhost' > etc/hosts; cp -r /etc/java-17-openjdk etc/; cp /etc/ssl/openssl.cnf etc/ssl/; mkdir app; cp ${folder}/stay ${folder}/Stay.class app/`;

/** A client in a container: with the CA that the store has, or with another. */
interface Planned {
  readonly client: Client;
  readonly ca: 'root' | 'other';
  readonly parts?: Partial<PlannedContainer>;
}

let scenes = 0;

/** Starts the containers on a host that has this CA, and looks at it both ways. */
async function look(hostCa: 'root' | 'other', planned: readonly Planned[]): Promise<Scene> {
  scenes += 1;
  const scene = path.join(folder, `scene-${scenes}`);
  mkdirSync(scene);
  // Whoever starts the tests twice at once must not get into the same control group.
  const ids = planned.map((_one, index) => createHash('sha256').update(`${scene} ${index}`).digest('hex'));
  const containers = planned.map(({ client, ca, parts = {} }, index) => {
    const all = { id: ids[index] ?? '', command: commands[client], environment: { HOME: '/root' }, ...parts };
    return startContainer(scene, { ...all, image: `${system}; ${install(ca)}; ${parts.image ?? ''}` });
  });
  const setup = `mkdir -p "$D/d/etc/ssl"; cp -a /etc/ssl/openssl.cnf "$D/d/etc/ssl/"; ( cd "$D/d"; ${install(hostCa)} ); mount --bind "$D/d/etc/ssl" /etc/ssl
    openssl s_server -accept ${port} -cert ${folder}/leaf.pem -key ${folder}/leaf.key -www -quiet </dev/null >/dev/null 2>&1 &
    until openssl s_client -connect localhost:${port} </dev/null >/dev/null 2>&1; do sleep 0.05; done
    ${containers.join('\n')}`;
  const seen = await collectBothAfter(setup).finally(() =>
    removeGroups(planned.map(({ parts }, index) => parts?.group ?? `/docker/${ids[index]}`)),
  );
  return {
    ...seen,
    said: (index) => readFileSync(path.join(scene, `${ids[index]?.slice(0, 12)}.said`), 'utf8'),
    workload: (index, by) => workloadOf(seen[by].evidence, ids[index]?.slice(0, 12) ?? ''),
  };
}

interface Scene extends Readonly<Record<Collector, Collection>> {
  /** What the client in a container said of its connection. */
  readonly said: (index: number) => string;
  readonly workload: (index: number, by: Collector) => WorkloadEvidence;
}

function workloadOf({ workloads }: HostEvidence, id: string): WorkloadEvidence {
  const found = workloads.find((one) => one.container?.id === id);
  if (found === undefined) throw new Error(`no workload in the container ${id}`);
  return found;
}

/** The verdict on a container's client, by the evidence of one collector. */
function verdictOn(scene: Scene, index: number, by: Collector, client: Client): WorkloadVerdict {
  const { evidence, blobs } = scene[by];
  const store = createBlobStore();
  for (const blob of blobs) store.add(blob);
  // The probe sends what it has not sent before, which is all here.
  const subject = workload({ service: client, evidence: scene.workload(index, by) });
  const effective = effectiveStoreOf(subject, evidence, { name: client, client }, store);
  const view = storeOf({ served: [leaf, root], current: [root], names: ['localhost'] });
  const verdict = judgeWorkload({ workload: subject, store: view, effective }, { now: Date.now(), horizonMs: 30 * dayMs });
  return withWrongStore(verdict, view, evidence, store, subject.evidence);
}

describeWith([...containerTools, 'ip', 'openssl', 'go', 'keytool', '/usr/bin/python3.11', java], 'clients in containers', () => {
  beforeAll(async () => {
    for (const [name, one] of Object.entries({ root, other, leaf })) writeFileSync(path.join(folder, `${name}.pem`), one.pem);
    writeFileSync(path.join(folder, 'leaf.key'), leaf.keyPem);
    for (const name of ['root', 'other']) {
      const words = [
        '-importcert',
        '-noprompt',
        '-alias',
        'a',
        '-file',
        `${name}.pem`,
        '-keystore',
        `${name}.jks`,
        '-storetype',
        'JKS',
        '-storepass',
        'changeit',
      ];
      execFileSync('keytool', words, { cwd: folder, stdio: 'pipe' });
    }
    writeFileSync(path.join(folder, 'Stay.java'), javaSource);
    execFileSync(`${java}/bin/javac`, ['--release', '17', '-d', folder, 'Stay.java'], { cwd: folder, stdio: 'pipe' });
    await buildProgram(folder, 'stay', goSource);
  }, 240_000);

  it('are ready only by the CA in their own files, as the real client is', async () => {
    const scene = await look(
      'other',
      clients.map((client) => ({ client, ca: 'root' })),
    );
    for (const [index, client] of clients.entries()) {
      expect([client, scene.said(index)]).toEqual([client, 'trusted']);
      for (const by of collectors) {
        const { verdict, reasons, trustStore } = verdictOn(scene, index, by, client);
        expect([client, by, verdict, reasons.map(({ proof }) => proof.summary)]).toEqual([
          client,
          by,
          'ready',
          [expect.stringContaining('a container of the same image')],
        ]);
        expect(trustStore[0]).toMatch(/ in container [0-9a-f]{12}$/);
      }
    }
    expect(comparableRoots(scene.probe.evidence)).toEqual(comparableRoots(scene.live.evidence));
  });

  it('will fail without it, though the host has it, and the report says where it is', async () => {
    const scene = await look(
      'root',
      clients.map((client) => ({ client, ca: 'other' })),
    );
    for (const [index, client] of clients.entries()) {
      expect(scene.said(index)).toMatch(/unknown authority|PKIX path building failed|certificate verify failed/);
      for (const by of collectors) {
        const { verdict, reasons } = verdictOn(scene, index, by, client);
        expect([client, by, verdict]).toEqual([client, by, 'will-fail']);
        expect(reasons.find(({ code }) => code === 'WRONG_STORE')?.proof.summary).toMatch(
          / of the host, which container [0-9a-f]{12} does not see$/,
        );
        expect(reasons[0]?.remedy).toContain('by its image or a mount; then start one new container');
      }
    }
    expect(comparableRoots(scene.probe.evidence)).toEqual(comparableRoots(scene.live.evidence));
  });

  it('are unknown where their store was written after they had been created, and ready where it is mounted', async () => {
    const mounted = {
      destination: '/etc/ssl/certs',
      source: path.join(quiet, 'etc/ssl/certs'),
      type: 'bind',
      options: ['rbind', 'ro'],
    };
    // It is older than the container, which is known to the second.
    execFileSync('sh', ['-c', `${install('root')}; sleep 2.2`], { cwd: quiet, stdio: 'pipe' });
    const scene = await look('other', [
      { client: 'go', ca: 'other', parts: { written: `cat ${folder}/root.pem >> etc/ssl/certs/ca-certificates.crt` } },
      { client: 'python', ca: 'other', parts: { mounts: [mounted] } },
      { client: 'python', ca: 'root', parts: { written: 'touch etc/other; mkdir -p etc/corp' } },
      {
        client: 'python',
        ca: 'root',
        parts: {
          written: 'rm etc/ssl/certs/ca-certificates.crt',
          environment: { HOME: '/root', SSL_CERT_FILE: '/etc/ssl/certs/root.pem' },
        },
      },
      { client: 'go', ca: 'root', parts: { group: `/machine.slice/machine-box.scope`, written: 'touch etc/ssl/certs/new' } },
    ]);
    for (const by of collectors) {
      expect([by, verdictOn(scene, 0, by, 'go').verdict]).toEqual([by, 'unknown']);
      expect(verdictOn(scene, 0, by, 'go').reasons[0]?.proof.summary).toContain('was written to after the container was created');
      expect([by, verdictOn(scene, 1, by, 'python').verdict]).toEqual([by, 'ready']);
      expect([by, verdictOn(scene, 2, by, 'python').verdict]).toEqual([by, 'ready']);
      expect([by, verdictOn(scene, 3, by, 'python').verdict]).toEqual([by, 'unknown']);
    }
    expect(scene.said(0)).toBe('trusted');
    expect(scene.said(1)).toBe('trusted');
    expect(comparableRoots(scene.probe.evidence)).toEqual(comparableRoots(scene.live.evidence));
  });
});
