import { describe, expect, it } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { describeWith } from '../../require.ts';
import { awks, type ProbeRun, recordsOf, runProbe } from './run-probe.ts';

const only = { without: ['facts_units', 'facts_runtimes', 'facts_programs', 'facts_files', 'facts_roots'] };
const textOf = (run: ProbeRun, file: string): readonly string[] | undefined => recordsOf(run, 'text', file)[0]?.text;

/** Runs the probe where a service runs as `app`, whose files hold secrets beside what is needed of them. */
const home = `mkdir "$D/home" "$D/etc"; H="$D/home"; chmod 755 "$D" "$D/.."; mkdir "$H/.aws"
  printf 'root:canary-hash:0:0:Root Canary-Person:/root:/bin/sh\\napp:x:1500:1500:canary-comment:%s:/bin/sh\\nother:x:1501:1501::/home/other:/bin/sh\\n' "$H" > "$D/etc/passwd"
  printf 'root:canary-group:0:\\napp:x:1500:\\nssl-cert:x:110:app,other\\nother:x:1501:\\n' > "$D/etc/group"
  mount --bind "$D/etc/passwd" /etc/passwd; mount --bind "$D/etc/group" /etc/group
  cat > "$H/.aws/config" <<'END'
[default]
region = eu-west-1
aws_secret_access_key = canary-key
  [profile app] # canary-remark
CA_Bundle = /srv/app.pem
[profile canary=secret]
ca_bundle = canary-misplaced
END
  printf '[default]\\naws_access_key_id = canary-id\\naws_session_token: canary-token\\n' > "$H/.aws/credentials"
  printf 'cacert = /srv/curl.pem\\nuser = "canary-user:canary-password"\\n-H "Authorization: canary-header"\\n' > "$H/.curlrc"`;

describeWith(['unshare', 'ip', 'mawk', 'gawk', 'original-awk', 'busybox'], 'accounts and homes that the probe reports', () => {
  it.each(awks)('are those of services, without what is secret there (%s)', async (awk) => {
    const service = `facts_units() { printf 'look\\tuser\\tapp\\nlook\\tuser\\tnobody-knows\\n'; }`;
    const run = await runProbe({
      awk,
      script: composeProbe().replace('\nmain "$@"', () => `\n${service}\nmain "$@"`),
      without: only.without.filter((name) => name !== 'facts_units'),
      namespace: home,
      environment: { HOME: '/nonexistent', DB_PASSWORD: 'canary-asker', SSL_CERT_FILE: '/srv/asker.pem' },
    });
    expect(run.errors).toBe('');
    expect(run.raw.match(/canary[\w-]*/gi)).toBeNull();
    const folder = textOf(run, '/etc/passwd')?.[1]?.split(':')[5] ?? '';
    expect(textOf(run, '/etc/passwd')).toEqual(['root:x:0:0::/root:', `app:x:1500:1500::${folder}:`]);
    expect(textOf(run, '/etc/group')).toEqual(['root:x:0:', 'app:x:1500:', 'ssl-cert:x:110:app']);
    expect(recordsOf(run, 'run', 'account').map((record) => record.fields.slice(1))).toEqual([['2', 'nobody-knows']]);
    expect(textOf(run, `${folder}/.aws/config`)?.filter((line) => line.includes('ca_bundle'))).toContain('ca_bundle = /srv/app.pem');
    expect(textOf(run, `${folder}/.aws/credentials`)).toEqual(['[default]', 'aws_access_key_id = ?', 'aws_session_token: ?']);
    expect(textOf(run, `${folder}/.curlrc`)?.[0]).toMatch(/^--cacert "\/srv\/curl\.pem"$/);
    expect(recordsOf(run, 'run', 'environment')[0]?.text).toContain('1SSL_CERT_FILE=/srv/asker.pem');
  });
});

describe('the container that a process is in', () => {
  const id = '0123456789abcdef'.repeat(4);
  const groups: Readonly<Record<string, string>> = {
    [`/docker/${id}`]: id,
    [`/system.slice/docker-${id}.scope`]: id,
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1b2c.slice/cri-containerd-${id}.scope`]: id,
    [`/machine.slice/libpod-${'f'.repeat(64)}.scope/container/docker/${id}`]: id,
    '/lxc.payload.web-1/system.slice/nginx.service': 'lxc:web-1',
    '/lxc/web-1': 'lxc:web-1',
    '/machine.slice/machine-deb\\x2d12.scope/payload': 'machine:deb\\x2d12',
    '/system.slice/nginx.service': '-',
    [`/system.slice/run-${id.slice(0, 32)}.service`]: '-',
    '/user.slice/user-0.slice/session-1.scope': '-',
    '/': '-',
  };

  it.each(awks)('is read from its control group (%s)', async (awk) => {
    const lines = Object.keys(groups).map((group) => `'${group}'`);
    const report = `report() { printf '%s\\n' ${lines.join(' ')} | run_awk "$AWK_ESCAPE$AWK_PROCESS_FILES"'{ print "container\\t" escape(container_in($0)) }'; }`;
    const run = await runProbe({ awk, script: composeProbe().replace('\nmain "$@"', () => `\n${report}\nmain "$@"`) });
    expect(recordsOf(run, 'container').map((record) => record.fields[0])).toEqual(Object.values(groups));
  });
});

describe('the addresses of stores', () => {
  // As /proc/net/tcp of a little-endian machine prints them.
  const addresses: Readonly<Record<string, string>> = {
    '127.0.0.1:8200': '0100007F:2008',
    '10.1.2.3:443': '0302010A:01BB',
    '[::1]:8200': '00000000000000000000000001000000:2008',
    '2001:db8::a1:443': 'B80D01200000000000000000A1000000:01BB',
    '[2001:db8:1:2:3:4:5:6]:443': 'B80D0120020001000400030006000500:01BB',
  };

  it.each(awks)('are looked for as the kernel writes them (%s)', async (awk) => {
    const given = Object.entries(addresses);
    const report = `report() { WANTED_ADDRESSES=$ADDRESSES run_awk "$AWK_SOCKETS"'BEGIN { read_wanted(); for (hex in wanted) print "wanted\\t" wanted[hex] "\\t" hex }'; }`;
    const run = await runProbe({
      awk,
      given: given.map(([address]) => `address=${address}`),
      script: composeProbe().replace('\nmain "$@"', () => `\n${report}\nmain "$@"`),
    });
    const wanted = recordsOf(run, 'wanted').map((record) => record.fields.join(' '));
    for (const [address, hex] of given) expect(wanted).toContain(`${address} ${hex}`);
    expect(wanted).toContain('127.0.0.1:8200 0000000000000000FFFF00000100007F:2008');
  });
});
