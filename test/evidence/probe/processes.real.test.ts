import { describe, expect, it } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { describeWith } from '../../require.ts';
import { awks, type ProbeRun, recordsOf, runProbe, shells } from './run-probe.ts';

/** A listener of a name of its own: a copy of the program, so that its command line tells it apart. */
const listener = `
  cat > "$D/listen.py" <<'END'
import os, socket, sys, time
held = [socket.create_server((host, int(port)), family=socket.AF_INET6 if ':' in host else socket.AF_INET) for host, port in [one.rsplit('-', 1) for one in sys.argv[1].split(',') if one]]
if os.environ.get('TO'):
    host, port = os.environ['TO'].rsplit('-', 1)
    held.append(socket.create_connection((host, int(port))))
open(os.environ['READY'], 'w')
time.sleep(1000)
END
  python=/usr/bin/python3`;

/** What is not about processes takes its time and is tested elsewhere. */
const only = { without: ['facts_units', 'facts_runtimes', 'facts_programs', 'facts_files', 'facts_roots'], timeoutMs: 20_000 };

const secrets = [
  'canary-argument',
  'canary-variable',
  'canary-userinfo',
  'canary-query',
  'canary-hidden',
  'canary-tool',
  'canary-title',
  'canary-line',
];

describeWith(
  ['unshare', 'ip', 'python3', 'dash', 'busybox', 'bash', 'mawk', 'gawk', 'original-awk'],
  'processes that the probe reports',
  () => {
    const setup = `${listener}
    mount --bind /dev/null /etc/hostname
    DB_PASSWORD=canary-variable SSL_CERT_FILE=/srv/ca.pem SSL_CERT_FILE=/srv/second.pem VAULT_ADDR='https://app:canary-userinfo@vault.test:8200/x?t=canary-query' \\
      JAVA_TOOL_OPTIONS='-Dpassword=canary-tool -Djavax.net.ssl.trustStore=/srv/t.jks' READY="$D/1" \\
      env 'canary-hidden name=x=y' $python "$D/listen.py" 127.0.0.1-8301 --password canary-argument "two
canary-line" "$(printf 'tab\\there')" '' &
    until_there "$D/1"
    READY="$D/2" TO=127.0.0.1-8301 $python "$D/listen.py" '' &
    READY="$D/3" $python "$D/listen.py" ::1-8302 &
    READY="$D/4" unshare -m sh -c 'mount -t tmpfs none /srv; exec /usr/bin/python3 "$D/listen.py" 127.0.0.1-8303' &
    until_there "$D/2"; until_there "$D/3"; until_there "$D/4"`;

    describe.each(shells)('with %s', (shell) => {
      it.each(awks)('and %s', async (awk) => {
        const run = await runProbe({ ...only, shell, awk, namespace: setup, given: ['address=127.0.0.1:8301', 'address=[::1]:9'] });
        expect(run.errors).toBe('');
        for (const secret of secrets) expect(run.raw).not.toContain(secret);
        const listening = recordsOf(run, 'process').filter((record) => record.fields[5] === 'yes');
        expect(listening.map((record) => record.fields[3])).toEqual(
          Array.from({ length: 3 }, () => expect.stringMatching(/^\/usr\/bin\/python3/)),
        );
        expect(listening.map((record) => record.fields[6]).filter((files) => files === 'own')).toHaveLength(1);
        expect(listening[0]?.fields.slice(2, 3)).toEqual([expect.stringMatching(/^\d+$/)]);
        const connected = recordsOf(run, 'connection');
        expect(connected).toHaveLength(1);
        expect(connected[0]?.fields[1]).toBe('127.0.0.1:8301');
        // The one that only holds the connection is named as well.
        expect(recordsOf(run, 'process', connected[0]?.fields[0] ?? '')).toHaveLength(1);
      });
    });

    it('leaves out the probe itself and what does nothing for others', async () => {
      const run = await runProbe({ ...only, namespace: 'sleep 100 & sleep 100 &' });
      expect(recordsOf(run, 'process')).toEqual([]);
      expect(recordsOf(run, 'hidden')).toEqual([]);
      expect(recordsOf(run, 'problem', 'workloads')).toEqual([]);
    });

    it('says what nobody but root can see', async () => {
      const setupAsOther = `${listener}
      chmod 755 "$D" "$D/.."
      READY="$D/1" $python "$D/listen.py" 127.0.0.1-8301 &
      until_there "$D/1"
      set -- setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"`;
      const run = await runProbe({ ...only, namespace: setupAsOther });
      expect(recordsOf(run, 'hidden').map((record) => record.fields)).toEqual([['1']]);
      expect(recordsOf(run, 'self')[0]?.fields[0]).toBe('65534');
    });

    it('says that processes are hidden from it', async () => {
      const run = await runProbe({
        ...only,
        namespace: `sleep 100 & mount -o remount,hidepid=2 /proc
        set -- setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
        set -- sh -c '"$@"; exit' sh "$@"`,
      });
      expect(reasons(run)).toEqual(['processes could not be listed: the processes of other users are hidden (hidepid)']);
    });

    it('says that there is no /proc', async () => {
      const run = await runProbe({ ...only, namespace: 'mount -t tmpfs none /proc' });
      expect(reasons(run)).toEqual(['processes could not be listed: /proc: not found']);
    });

    it('tells a program that was replaced after its start', async () => {
      const run = await runProbe({
        ...only,
        namespace: `${listener}
        cp -L /usr/bin/busybox "$D/busybox"
        "$D/busybox" nc -l -p 8301 &
        until grep -q ' 0A ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
        rm "$D/busybox"`,
      });
      const [process] = recordsOf(run, 'process');
      expect([process?.fields[3]?.endsWith('/busybox'), process?.fields[8]]).toEqual([true, 'yes']);
    });

    it('compares the files of a process with a root of its own', async () => {
      const run = await runProbe({
        ...only,
        without: ['facts_units', 'facts_runtimes'],
        namespace: `${listener}
        READY="$D/1" SSL_CERT_FILE=/srv/own.pem unshare -m sh -c 'mount -t tmpfs none /srv; exec /usr/bin/python3 "$D/listen.py" 127.0.0.1-8303' &
        until_there "$D/1"`,
      });
      const pid = recordsOf(run, 'process')[0]?.fields[0];
      const there = [...recordsOf(run, 'file'), ...recordsOf(run, 'gone')].map((record) => record.fields[0]);
      for (const file of ['/', '/etc/ssl/certs/ca-certificates.crt', '/usr/share/ca-certificates', '/srv/own.pem'])
        expect(there).toContain(`/proc/${pid}/root${file}`);
    });

    it('bears names of programs that would break lines', async () => {
      const run = await runProbe({
        ...only,
        namespace: `name=$(printf 'a\\tb\\nprocess\\t1\\033x')
        cp -L /usr/bin/busybox "$D/$name"
        bash -c 'exec -a nc "$0" -l -p 8301' "$D/$name" &
        until grep -q ' 0A ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done`,
      });
      expect(recordsOf(run, 'process')[0]?.fields[3]).toContain('/a\tb\nprocess\t1\u001bx');
    });

    // The victim listens with files of its own; the others bear names whose second line says that its files are those of everybody. Their numbers have
    // as many digits as its own, so that ls names them behind it.
    const forging = `${listener}
        until [ "$(sh -c 'echo $$')" -gt 99 ]; do :; done
        READY="$D/1" unshare -m sh -c 'mount -t tmpfs none /srv; exec /usr/bin/python3 "$D/listen.py" 127.0.0.1-8303' &
        until_there "$D/1"
        name="$D/$(printf 'a\nlrwxrwxrwx 1 0 0 0 Jan 1 00:00 ')$!/ns/mnt -> $(readlink /proc/self/ns/mnt)"
        mkdir -p "\${name%/*}"; cp -L /usr/bin/busybox "$name"
        for one in 1 2 3 4 5 6 7 8 9; do bash -c 'exec -a sleep "$0" 100' "$name" & done
        until [ "$(cat /proc/[0-9]*/comm | grep -c '^mnt -> ')" = 9 ]; do sleep 0.05; done`;

    it('does not take the second line of a name for what is said of another process', async () => {
      const run = await runProbe({ ...only, namespace: forging });
      expect(recordsOf(run, 'process').map((record) => [record.fields[5], record.fields[6]])).toEqual([['yes', 'own']]);
      expect(reasons(run)).toEqual([]);
    });

    it('says where an ls that prints line breaks contradicts itself', async () => {
      const namespace = `${forging}
        mkdir "$D/bin"; printf '#!/bin/sh\ncase "$*" in *-q*) exit 1 ;; esac\nexec /bin/ls "$@"\n' > "$D/bin/ls"; chmod 755 "$D/bin/ls"
        mount -t tmpfs none /usr/local/sbin; cp "$D/bin/ls" /usr/local/sbin/; PROBE_PATH=/usr/local/sbin:$PROBE_PATH`;
      const script = composeProbe().replace(/^STANDARD_PATH=/m, 'STANDARD_PATH=/usr/local/sbin:');
      const run = await runProbe({ ...only, namespace, script });
      expect(recordsOf(run, 'process').map((record) => [record.fields[5], record.fields[6]])).toEqual([['yes', 'unknown']]);
      expect(reasons(run)).toEqual([expect.stringMatching(/^process \d+ contradicts itself$/)]);
    });

    it('counts services beyond its bound rather than running on', async () => {
      const run = await runProbe({
        ...only,
        namespace: `python3 - <<'END' &
import os, socket, time
for port in range(450):
    if os.fork() == 0:
        held = socket.create_server(('127.0.0.1', 9000 + port))
        time.sleep(1000)
os.makedirs(os.environ['D'] + '/ready')
time.sleep(1000)
END
        until_there "$D/ready"; sleep 0.3`,
      });
      expect(recordsOf(run, 'process')).toHaveLength(400);
      expect(reasons(run)).toEqual(['400 of 450 processes of services were looked at, because there are so many']);
    });
  },
);

function reasons(run: ProbeRun): readonly (string | undefined)[] {
  return recordsOf(run, 'problem', 'workloads').map((record) => record.fields[1]);
}
