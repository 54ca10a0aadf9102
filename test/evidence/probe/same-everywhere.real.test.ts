import { expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { type AwkName, type ProbeRecord, type ProbeRun, runProbe, type ShellName } from './run-probe.ts';

/** A machine with a little of everything: a unit with a drop-in, an environment file and words to filter, a listener, a home. */
const machine = `mkdir -p "$D/u/multi-user.target.wants" "$D/u/app.service.d" "$D/lib"; chmod 755 "$D" "$D/.."
  mount --bind "$D/u" /etc/systemd/system; mount --bind "$D/lib" /usr/lib/systemd/system; mount --bind "$D/lib" /lib/systemd/system
  mount -t tmpfs none /srv; cp /etc/ssl/certs/ca-certificates.crt /srv/ca.pem
  printf 'SSL_CERT_FILE="/srv/ca.pem"\\nTOKEN=canary-token\\nJAVA_OPTS=-Dapp.password=canary-option -Djavax.net.ssl.trustStore=/srv/t.jks\\n' > /srv/app.env
  printf '[Service]\\nUser=daemon\\nEnvironmentFile=/srv/app.env\\nExecStart=/usr/bin/env A=canary-env java $JAVA_OPTS \\\\\\n  -jar /srv/app.jar --key canary-word\\n' > "$D/u/app.service"
  printf '[Service]\\nEnvironment="PASSWORD=canary line" SSL_CERT_DIR=/srv/certs\\nExecStartPre=/usr/bin/curl --cacert /srv/ca.pem -u me:canary-user https://x.test\\n' > "$D/u/app.service.d/10.conf"
  ln -s ../app.service "$D/u/multi-user.target.wants/"
  AWS_CA_BUNDLE=/srv/ca.pem /usr/bin/python3 -c 'import socket, time, os
s = socket.create_server(("127.0.0.1", 8301)); open(os.environ["D"] + "/ready", "w"); time.sleep(1000)' --password canary-argument &
  until_there "$D/ready"`;

describeWith(
  ['unshare', 'ip', 'dash', 'busybox', 'bash', 'mawk', 'gawk', 'original-awk', 'python3', 'java'],
  'what the probe prints of one machine',
  () => {
    const others: readonly (readonly [ShellName, AwkName])[] = [
      ['busybox', 'busybox'],
      ['bash', 'gawk'],
      ['dash', 'original-awk'],
    ];
    let first: Promise<ProbeRun> | undefined;
    const reference = (): Promise<ProbeRun> => (first ??= runProbe({ shell: 'dash', awk: 'mawk', namespace: machine, timeoutMs: 110_000 }));

    it('holds no secret and is not cut short by an error', async () => {
      const run = await reference();
      expect(run.errors).toBe('');
      expect(run.raw.match(/canary[\w-]*/g)).toBeNull();
      expect(run.records.length).toBeGreaterThan(300);
    });

    it.each(others)('is the same with %s and the awk %s', async (shell, awk) => {
      const [one, other] = [await reference(), await runProbe({ shell, awk, namespace: machine, timeoutMs: 110_000 })];
      expect(other.errors).toBe('');
      expect(comparable(other)).toEqual(comparable(one));
    });
  },
);

// Names of folders, numbers of processes, and instants differ from run to run, and awk goes through a table in an order of its own.
function comparable(run: ProbeRun): readonly string[] {
  return run.records
    .filter((record) => !['clock', 'self'].includes(record.kind))
    .map((record) => [record.kind, ...steady(record), ...record.text].join(' '))
    .map((line) => line.replaceAll(/snowline-probe-\w+/g, 'folder').replaceAll(/\/proc\/\d+/g, '/proc/N'))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function steady({ kind, fields }: ProbeRecord): readonly string[] {
  if (kind === 'process') return fields.slice(3);
  return kind === 'file' ? [...fields.slice(0, 6), fields[9] ?? ''] : fields;
}
