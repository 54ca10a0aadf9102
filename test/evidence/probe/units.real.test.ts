import { describe, expect, it } from 'vitest';
import { awks, type ProbeRun, type ProbeSettings, recordsOf, runProbe, shells } from './run-probe.ts';

const canary = 'CaNaRySecret';
const etc = '/etc/systemd/system';
/** Folders of units that hold nothing but what a test plants. */
const emptyFolders = `
  for one in /etc/systemd /usr/lib/systemd /run /usr/local/lib /etc/default; do [ -d $one ] || mkdir -p $one; mount -t tmpfs none $one; done
  mkdir -p ${etc}/multi-user.target.wants
  enable() { cat > "${etc}/$1.service"; ln -s "../$1.service" "${etc}/multi-user.target.wants/$1.service"; }`;
const rest = [
  'facts_processes',
  'facts_accounts',
  'facts_programs',
  'facts_runtimes',
  'facts_trust_locations',
  'facts_files',
  'facts_roots',
];

/** What the probe says of units on a machine that was prepared like this. */
async function unitsOf(prepared: string, settings: ProbeSettings = {}): Promise<ProbeRun> {
  return runProbe({ ...settings, namespace: `${emptyFolders}\n${prepared}`, without: rest });
}

function textOf(run: ProbeRun, file: string): string | undefined {
  return recordsOf(run, 'text', file)[0]?.text.join('\n');
}

// Secrets in every place of a unit where somebody may have put one.
const secrets = `
  enable app <<'END'
[Unit]
Description=${canary}
ConditionHost=${canary}
AssertPathExists=${canary}
ConditionPathExists=|!/etc/corp ${canary}
# ${canary}
[Service]
User=web
Environment=TOKEN=${canary} SSL_CERT_FILE=/etc/corp.pem "PASSWORD=${canary} x" VAULT_ADDR=https://u:${canary}@vault:8200/${canary}?x=${canary}#${canary}
Environment="JAVA_TOOL_OPTIONS=-Dpassword=${canary} -Djavax.net.ssl.trustStorePassword=${canary} -Djavax.net.ssl.trustStore=/t.jks"
Environment=${canary} =${canary} NAME${canary}=1
EnvironmentFile=-/etc/default/app*
EnvironmentFile=/etc/default/other
EnvironmentFile=/etc/default/x ${canary} y
Environment=AWS_SECRET_ACCESS_KEY=${canary} CA_TOKEN=/srv/${canary} KEY_OPTS=--cacert=/srv/${canary}
SELinuxContext=${canary}
PAMName=${canary}
PrivateUsers=${canary}
CapabilityBoundingSet=${canary}
PassEnvironment=${canary}
UnsetEnvironment=${canary}
SetCredential=x:${canary}
LoadCredential=${canary}:/etc/db
LoadCredential=y:${canary}
LoadCredential=${canary}
StandardOutput=fd:${canary}
StandardError=${canary}
SupplementaryGroups="${canary} x" adm
ExecStartPre=/bin/sh -c "curl -u x:${canary} https://${canary}"
ExecStartPre=@/usr/bin/curl ${canary} -u${canary} -H "Authorization: ${canary}" --cert /c.pem:${canary} https://u:${canary}@h/ --cacert /ca.pem
ExecStartPre=|${canary} | ${canary}
ExecStart=/usr/bin/env TOKEN=${canary} -S "${canary} x" /usr/bin/app --password=${canary} --password ${canary} -p${canary} ${canary} $$$${canary} \\
  @/${canary} ; # ${canary}
ExecStart=/usr/bin/app --capath /srv/\${AWS_SECRET_ACCESS_KEY} --cacert \${CA_TOKEN} $KEY_OPTS $OPTS \${TOKEN} --token=\${TOKEN} \${PASSWORD}
ExecStartPost=/usr/bin/app '${canary}' "x\\x20${canary}" \\\\${canary}
ExecReload=/bin/${canary}
TemporaryFileSystem=${canary}:${canary}
BindPaths=${canary}
WorkingDirectory=${canary}
RootDirectory=${canary}
Type=${canary}
[Install]
WantedBy=${canary}
[${canary}]
ExecStart=${canary}
END
  printf 'TOKEN="%s"\\nexport X=%s\\n# %s\\nOPTS="-k --password %s \\\\\\n %s"\\nMULTI="a\\n%s"\\n%s\\nNODE_OPTIONS=--title=%s' ${canary} ${canary} ${canary} ${canary} ${canary} ${canary} ${canary} ${canary} > /etc/default/app1
  echo 'SSL_CERT_FILE=/x' > '/etc/default/x ${canary} y'
  printf 'PASSWORD=/%s\\nVAULT_TOKEN=%s\\nAWS_CA_BUNDLE=/etc/b.pem\\n' ${canary} ${canary} > /etc/default/other
  printf '[Manager]\\nDefaultEnvironment=TOKEN=${canary} CURL_CA_BUNDLE=/c.pem\\nX=${canary}\\n' > /etc/systemd/system.conf
  mkdir -p ${etc}/app.service.d; printf '[Service]\\nEnvironment=KEY=${canary} SSL_CERT_DIR=/d\\n[Unit]\\nRequires="${canary} x" db.service\\n' > ${etc}/app.service.d/x.conf`;

describe.each(shells.flatMap((shell) => awks.map((awk) => [shell, awk] as const)))('what %s with %s says of units', (shell, awk) => {
  it('holds no secret of any line', async () => {
    const run = await unitsOf(secrets, { shell, awk });
    expect(run.raw).not.toContain(canary);
    expect(run.errors).not.toContain(canary);
    expect(textOf(run, `${etc}/app.service`)).toContain(
      'TOKEN=? SSL_CERT_FILE=/etc/corp.pem "PASSWORD=--env-file=? @? --cacert ?" VAULT_ADDR=https://vault:8200\n',
    );
    expect(textOf(run, `${etc}/app.service`)).toContain('-Djavax.net.ssl.trustStore=/t.jks');
    expect(textOf(run, `${etc}/app.service`)).toContain('[Unit]\nConditionHost=?\nAssertPathExists=?\nConditionPathExists=?\n[Service]');
    expect(textOf(run, `${etc}/app.service`)).toContain(
      'EnvironmentFile=?\nEnvironment=AWS_SECRET_ACCESS_KEY=? CA_TOKEN=? "KEY_OPTS=--env-file=? @? --cacert ?"\n' +
        'SELinuxContext=?\nPAMName=?\nPrivateUsers=?\nCapabilityBoundingSet=?\n',
    );
    expect(textOf(run, `${etc}/app.service`)).toContain('--cacert /ca.pem');
    expect(textOf(run, '/etc/default/app1')).toBe('TOKEN="?"\nOPTS="-k --? ? ?"\nNODE_OPTIONS="--?=?"');
    expect(textOf(run, '/etc/default/other')).toBe('PASSWORD="?"\nAWS_CA_BUNDLE="/etc/b.pem"');
    expect(textOf(run, '/etc/systemd/system.conf')).toContain('CURL_CA_BUNDLE=/c.pem');
    expect(textOf(run, `${etc}/app.service.d/x.conf`)).toBe('[Service]\nEnvironment=SSL_CERT_DIR=/d\n[Unit]\nRequires=? ? db.service');
    expect(textOf(run, `${etc}/app.service`)).toContain(
      'LoadCredential=?:/etc/db\nLoadCredential=?:?\nLoadCredential=?\nStandardOutput=?:?\nStandardError=?\nSupplementaryGroups=? adm\n',
    );
  }, 60_000);
});

describe('what the probe says of a running systemd', () => {
  it('holds of its environment what is on the list, and of its units what they are', async () => {
    const run = await unitsOf(`
      mkdir -p /run/systemd/system
      printf '[Service]\\nExecStart=/usr/bin/app $OPTS\\n' > ${etc}/app.service
      cat > "$D/systemctl" <<'END'
#!/bin/sh
if [ "$1" = show ]; then
  printf 'Id=app.service\\nLoadState=loaded\\nUnitFileState=enabled\\nActiveState=active\\nFragmentPath=${etc}/app.service\\nDropInPaths=\\nMainPID=77\\n\\n'
else
  printf "OPTS=-k --x ${canary}\\nTOKEN=${canary}\\nSSL_CERT_FILE=/m.pem\\nPW=\\$'${canary}'\\n"
fi
END
      chmod 755 "$D/systemctl"; : >> /usr/bin/systemctl; mount --bind "$D/systemctl" /usr/bin/systemctl`);
    expect(run.raw).not.toContain(canary);
    expect(recordsOf(run, 'run', 'systemctl-show')[0]).toMatchObject({ fields: ['systemctl-show', '0', '-'] });
    expect(recordsOf(run, 'run', 'systemctl-environment')[0]?.text).toEqual(['1OPTS=-k --? ?', '1SSL_CERT_FILE=/m.pem']);
    expect(textOf(run, `${etc}/app.service`)).toBe('[Service]\nExecStart=/usr/bin/app $OPTS');
  });

  it('says with what code systemctl ended, and does not wait for one that hangs', async () => {
    const hanging = `mkdir -p /run/systemd/system; printf '#!/bin/sh\\nsleep 60\\n' > "$D/s"; chmod 755 "$D/s"; : >> /usr/bin/systemctl; mount --bind "$D/s" /usr/bin/systemctl`;
    const script = (text: string): string => text.replaceAll('limited 10', 'limited 1');
    const { composeProbe } = await import('../../../src/evidence/probe/script.ts');
    const run = await unitsOf(hanging, { script: script(composeProbe()) });
    expect(recordsOf(run, 'run', 'systemctl-show')[0]?.text[0]).toMatch(/^2systemctl ended with exit code 1\d\d$/);
  });
});

describe('unit files that nobody should open', () => {
  it('are passed over: pipes, large ones, long lines, odd names', async () => {
    const run = await unitsOf(`
      mkfifo ${etc}/pipe.service; ln -s ../pipe.service ${etc}/multi-user.target.wants/pipe.service
      mkfifo /etc/default/pipe
      printf '[Service]\\nEnvironmentFile=/etc/default/pipe\\nEnvironmentFile=/etc/default/big\\nEnvironmentFile=/*/*/*\\nExecStart=/bin/x\\n' | enable app
      head -c 3000000 /dev/zero | tr '\\0' a > /etc/default/big
      { printf '[Service]\\n'; head -c 2000000 /dev/zero | tr '\\0' '\\n'; } | enable big
      { printf '[Service]\\nExecStart=/bin/x '; head -c 20000 /dev/zero | tr '\\0' a; printf ' --cacert /x\\nEnvironment='; head -c 20000 /dev/zero | tr '\\0' b; printf '\\n'; } | enable long
      printf '[Service]\\nExecStart=/bin/x\\n' | enable "$(printf 'a\\tb\\033[2J\\nend\\tx')"
      printf '[Service]\\nExecStart=/bin/\\377\\n' | enable latin
      ln -s /dev/null ${etc}/masked.service; ln -s ../masked.service ${etc}/multi-user.target.wants/masked.service
      ln -s loop.service ${etc}/loop.service; ln -s ../loop.service ${etc}/multi-user.target.wants/loop.service`);
    expect(recordsOf(run, 'closed').map((record) => record.fields)).toEqual(
      expect.arrayContaining([
        [`${etc}/big.service`, 'it is larger than the 1048576 bytes that are read'],
        ['/etc/default/big', 'it is larger than the 1048576 bytes that are read'],
      ]),
    );
    // A command that was too long is told as one that is not known, and so is what else would be lost.
    expect(textOf(run, `${etc}/long.service`)).toBe('[Service]\nExecStart=?\nEnvironmentFile=?');
    expect(textOf(run, `${etc}/pipe.service`)).toBeUndefined();
    expect(textOf(run, '/etc/default/pipe')).toBeUndefined();
    expect(recordsOf(run, 'problem', 'workloads').map((record) => record.fields[1])).toEqual([
      'the name of an enabled unit holds control characters',
    ]);
    expect(recordsOf(run, 'text', `${etc}/latin.service`)[0]?.text).toEqual(['[Service]', 'ExecStart=/bin/\u00ff']);
  });
});
