import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { shortened } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { rootHome } from '../../root-home.ts';
import { containerScene, listener, needsOfContainers } from './container-scene.ts';
import { awks, type ProbeRun, recordsOf, runProbe, shells } from './run-probe.ts';

const image = issue({ subject: 'CN=Image Root', ca: true });
const later = issue({ subject: 'CN=Later Root', ca: true });
const bundle = image.pem.trim();
/** What is not about containers takes its time and is tested elsewhere. */
const only = { without: ['facts_units', 'facts_runtimes', 'facts_programs'], timeoutMs: 60_000 };

const planted = `printf 'ID=alpine\\nVERSION_ID=3.20\\nSECRET=canary-os\\n' > usr-os; ln -s ../usr-os etc/os-release
  printf 'root:x:0:0:canary-gecos:/root:/bin/sh\\nother:x:1:1::/srv:\\n' > etc/passwd
  mkdir -p root/.aws etc/ssl/own; printf '[default]\\nca_bundle = /etc/ssl/aws.pem\\naws_secret_access_key = canary-key\\n' > root/.aws/config
  cat > etc/ssl/own/ca.pem <<'END'
${bundle}
END
  ln -s /etc/ssl/own/ca.pem etc/ssl/cert.pem; ln -s ../own/ca.pem etc/ssl/certs/1234abcd.0; ln -s /../../etc/shadow etc/ssl/certs/out.pem
  cp etc/ssl/own/ca.pem etc/ssl/aws.pem`;

function scene(id: string): string {
  return `${containerScene({
    name: 'c',
    id,
    image: planted,
    words: ['/usr/bin/python3', '/listen.py'],
    environment: ['HOME=/root', 'SSL_CERT_FILE=/etc/ssl/later.pem', 'TOKEN=canary-variable'],
  })}
  cat > "$D/c/rootfs/etc/ssl/later.pem" <<'END'
${later.pem.trim()}
END`;
}

describeWith(
  [...needsOfContainers, 'dash', 'busybox', 'bash', 'mawk', 'gawk', 'original-awk'],
  'containers that the probe looks into',
  () => {
    describe.each(shells)('with %s', (shell) => {
      it.each(awks)('and %s', async (awk) => {
        const id = randomBytes(32).toString('hex');
        const run = await runProbe({ ...only, shell, awk, namespace: scene(id) });
        expect(run.errors).toBe('');
        expect(run.raw.match(/canary[\w-]*/g)).toBeNull();
        const [process] = recordsOf(run, 'process').filter((record) => record.fields[7] === id);
        const [pid = '', , ticks] = process?.fields ?? [];
        expect(process?.fields.slice(9)).toEqual([pid, '/usr/bin/python3', 'docker', 'no', 'own']);
        const root = `/proc/${pid}/root`;
        expect(recordsOf(run, 'root', pid)[0]?.fields[1]).toBe(ticks);
        expect(recordsOf(run, 'file', `${root}/`)[0]?.fields[1]).toBe('directory');
        expect(recordsOf(run, 'text', `${root}/usr-os`)[0]?.text).toEqual(['ID=alpine', 'VERSION_ID=3.20']);
        expect(recordsOf(run, 'text', `${root}/etc/passwd`)[0]?.text).toEqual(['root:x:0:0::/root:']);
        expect(recordsOf(run, 'text', `${root}${rootHome}/.aws/config`)[0]?.text).toEqual([
          '[default]',
          'ca_bundle = /etc/ssl/aws.pem',
          'aws_secret_access_key = ?',
        ]);
        // An absolute link is one inside, and nothing leads out.
        expect(recordsOf(run, 'file', `${root}/etc/ssl/cert.pem`)[0]?.fields[9]).toBe('/etc/ssl/own/ca.pem');
        expect(digestOf(run, `${root}/etc/ssl/own/ca.pem`)).toBe(sha256Of(Buffer.from(`${bundle}\n`)));
        expect(digestOf(run, `${root}/etc/ssl/later.pem`)).toBe(sha256Of(Buffer.from(`${later.pem.trim()}\n`)));
        expect(recordsOf(run, 'digest', `${root}/etc/ssl/aws.pem`)).toHaveLength(1);
        expect(recordsOf(run, 'list', `${root}/etc/ssl/certs`)[0]?.text.toSorted()).toEqual(['1234abcd.0', 'out.pem']);
        expect(recordsOf(run, 'gone', `${root}/etc/shadow`)).toHaveLength(1);
        const [layer] = recordsOf(run, 'layer', pid);
        expect(layer?.text.map((line) => line.split('\t')[1])).toEqual(['/usr', '/lib', '/lib64']);
        const upper = layer?.fields[1] ?? '';
        expect(recordsOf(run, 'file', `${upper}/etc/ssl/later.pem`)).toHaveLength(1);
        expect(recordsOf(run, 'gone', `${upper}/etc/ssl/own`)).toHaveLength(1);
        const mapped = recordsOf(run, 'mapped', pid).map(({ fields }) => fields);
        expect(mapped).toEqual([[pid, expect.stringMatching(/libcrypto\.so\.3$/), '-']]);
        const [library] = recordsOf(run, 'openssl', root + mapped[0]?.[1]);
        expect(library?.fields.slice(1)).toEqual([expect.stringMatching(/^OpenSSL 3\.\d/), '/usr/lib/ssl']);
        expect(recordsOf(run, 'text', `${root}/etc/ssl/openssl.cnf`)).toHaveLength(0);
      });
    });

    it('are looked into by the script that SSM carries as well', async () => {
      const id = randomBytes(32).toString('hex');
      const run = await runProbe({ ...only, without: [], script: shortened(composeProbe()), namespace: scene(id) });
      expect(run.errors).toBe('');
      const [pid] = recordsOf(run, 'process').find((record) => record.fields[7] === id)?.fields ?? [];
      expect(recordsOf(run, 'text', `/proc/${pid}/root/usr-os`)).toHaveLength(1);
      expect(digestOf(run, `/proc/${pid}/root/etc/ssl/own/ca.pem`)).toBe(sha256Of(Buffer.from(`${bundle}\n`)));
      expect(recordsOf(run, 'root', pid ?? '')).toHaveLength(1);
    });

    it('are told by who runs them, and by what their first process starts', async () => {
      const groups: readonly (readonly [string, (id: string) => string])[] = [
        ['kubernetes', (id) => `/kubepods/burstable/pod-a/${id}`],
        ['crio', (id) => `/machine.slice/crio-${id}.scope`],
        ['podman', (id) => `/machine.slice/libpod-${id}.scope`],
        ['containerd', (id) => `/system.slice/cri-containerd-${id}.scope`],
        ['ecs', (id) => `/ecs/0123456789abcdef0123456789abcdef/${id}`],
        ['-', (id) => `/somewhere/${id}`],
      ];
      const started = groups.map(([manager, cgroupsPath]) => ({ manager, cgroupsPath, id: randomBytes(32).toString('hex') }));
      const words = ['/usr/bin/dash', '-c', 'sleep 1000 & /usr/bin/python3 /listen.py; :'];
      const namespace = started
        .map(({ manager, cgroupsPath, id }, at) =>
          containerScene({ name: `c${at}`, id, cgroupsPath: cgroupsPath(id), plain: manager === 'ecs', words }),
        )
        .join('\n');
      const run = await runProbe({ ...only, namespace });
      expect(run.errors).toBe('');
      for (const { manager, id } of started) {
        const processes = recordsOf(run, 'process').filter((record) => record.fields[7] === id);
        expect([manager, ...processes.map(({ fields }) => [fields[3]?.replace(/.*\//, ''), fields[11]])]).toEqual([
          manager,
          ...['dash', 'sleep', 'python3.11'].map((program) => [program, manager]),
        ]);
        const root = processes[0]?.fields[9] ?? '';
        expect(processes.map(({ fields }) => fields[9])).toEqual([root, root, root]);
        const upper = recordsOf(run, 'layer', root)[0]?.fields[1];
        expect(upper).toMatch(manager === 'ecs' ? /^-$/ : /^\/.*\/upper$/);
      }
    });

    it('tell their runtimes by files', async () => {
      const id = randomBytes(32).toString('hex');
      const files = `v=$(basename "$(readlink -f /usr/bin/python3)")
    mkdir -p opt/jdk/bin opt/jdk/lib/security opt/node/bin opt/node/include/node srv/venv/bin "srv/venv/lib/$v/site-packages/certifi"
    cp "/usr/bin/$v" opt/jdk/bin/java; printf 'JAVA_VERSION="17.0.9"\\nIMPLEMENTOR="canary"\\n' > opt/jdk/release; echo x > opt/jdk/lib/security/cacerts
    cp "/usr/bin/$v" opt/node/bin/node; printf '#define NODE_MAJOR_VERSION 22\\n#define NODE_CANARY canary\\n#define NODE_MINOR_VERSION 1\\n' > opt/node/include/node/node_version.h
    ln -s "/usr/bin/$v" srv/venv/bin/python; printf 'home = /usr/bin\\ninclude-system-site-packages = false\\nprompt = canary\\n' > srv/venv/pyvenv.cfg
    touch "srv/venv/lib/$v/site-packages/certifi/core.py"; echo x > "srv/venv/lib/$v/site-packages/certifi/cacert.pem"`;
      const wait = '-c "import time; time.sleep(1000)"';
      const words = ['/usr/bin/dash', '-c', `/opt/jdk/bin/java ${wait} & /opt/node/bin/node ${wait} & python /listen.py`];
      const environment = ['PATH=/usr/bin:/srv/venv/bin', 'HOME=/srv'];
      const run = await runProbe({
        ...only,
        namespace: containerScene({ name: 'c', id, image: files, words, environment }),
      });
      expect(run.errors).toBe('');
      expect(run.raw.match(/canary[\w-]*/g)).toBeNull();
      const processes = recordsOf(run, 'process').filter((record) => record.fields[7] === id);
      const root = `/proc/${processes[0]?.fields[9]}/root`;
      expect(processes.map(({ fields }) => fields[10])).toEqual(['/usr/bin/dash', '/opt/jdk/bin/java', '/opt/node/bin/node', 'python']);
      expect(recordsOf(run, 'text', `${root}/opt/jdk/release`)[0]?.text).toEqual(['JAVA_VERSION="17.0.9"']);
      expect(recordsOf(run, 'digest', `${root}/opt/jdk/lib/security/cacerts`)).toHaveLength(1);
      expect(recordsOf(run, 'text', `${root}/opt/node/include/node/node_version.h`)[0]?.text).toEqual([
        '#define NODE_MAJOR_VERSION 22',
        '#define NODE_MINOR_VERSION 1',
      ]);
      expect(recordsOf(run, 'text', `${root}/srv/venv/pyvenv.cfg`)[0]?.text).toEqual([
        'home = /usr/bin',
        'include-system-site-packages = false',
      ]);
      const certifi = recordsOf(run, 'digest').filter(({ fields }) => fields[0]?.startsWith(`${root}/srv/venv/lib/`));
      expect(certifi.map(({ fields }) => fields[0])).toEqual([expect.stringMatching(/certifi\/cacert\.pem$/)]);
      expect(recordsOf(run, 'file').some(({ fields }) => fields[0] === `${root}/usr/bin/python3`)).toBe(true);
    });

    it('are looked into up to a number, which is said', async () => {
      const run = await runProbe({
        ...only,
        namespace: `for n in $(seq 26); do
        unshare -m sh -c 'mount -t tmpfs none /srv; touch "$D/$0"; exec busybox nc -l -p "83$0"' "$((n + 9))" &
      done
      for n in $(seq 26); do until_there "$D/$((n + 9))"; done; sleep 1`,
      });
      const roots = recordsOf(run, 'process').map(({ fields }) => fields[9]);
      expect([roots.filter((root) => root !== '-').length, roots.filter((root) => root === '-').length]).toEqual([24, 2]);
      expect(recordsOf(run, 'root')).toHaveLength(24);
      expect(recordsOf(run, 'problem', 'trustFiles').map(({ fields }) => fields[1])).toEqual([
        'of 26 containers and other roots the first 24 were looked into',
      ]);
    });

    it('may be no more than a changed root', async () => {
      const run = await runProbe({
        ...only,
        namespace: `mkdir -p "$D/jail/usr" "$D/jail/lib" "$D/jail/lib64" "$D/jail/etc/ssl" && cd "$D/jail"
      for folder in usr lib lib64; do mount --rbind "/$folder" "$folder"; done
      cat > etc/ssl/cert.pem <<'END'\n${bundle}\nEND
      cat > listen.py <<'END'\n${listener}END
      cd /; chroot "$D/jail" /usr/bin/python3 /listen.py &
      until_there "$D/jail/ready"`,
      });
      expect(run.errors).toBe('');
      const [pid = '', , , program = ''] = recordsOf(run, 'process')[0]?.fields ?? [];
      const [, target = ''] = recordsOf(run, 'chroot', pid)[0]?.fields ?? [];
      expect([target.endsWith('/jail'), program.startsWith(`${target}/usr/bin/python3`)]).toEqual([true, true]);
      expect(digestOf(run, `/proc/${pid}/root/etc/ssl/cert.pem`)).toBe(sha256Of(Buffer.from(`${bundle}\n`)));
      expect(recordsOf(run, 'mapped', pid)[0]?.fields[1]).toMatch(/^\/(?:usr\/)?lib\//);
      expect(recordsOf(run, 'file', `/proc/${pid}/root/usr/bin/python3`).length).toBe(1);
      expect(recordsOf(run, 'layer', pid)[0]?.fields[1]).toBe('-');
    });
  },
);

function digestOf(run: ProbeRun, file: string): string | undefined {
  return recordsOf(run, 'digest', file)[0]?.fields[1];
}
