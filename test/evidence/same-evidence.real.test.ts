import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { collectAfter } from './namespace.ts';
import { plantRandomUnits } from './random-units.ts';

const tools = ['unshare', 'ip', 'sh', 'mount', 'node', 'python3', 'java', 'curl', 'openssl', 'keytool', 'certutil'];

/** What both ways must say alike: all but who looked, when, and what only the probe tells. */
function comparable({ collector: _collector, clockSkewSeconds: _skew, clientKeys: _keys, ...evidence }: HostEvidence): unknown {
  const plain = ({ certificates: _layout, modifiedAt: _at, owner: _owner, ...file }: FileEvidence): unknown => file;
  // Each run plants its tree in a folder of its own, and starts its processes itself.
  const text = JSON.stringify({
    ...evidence,
    trustFiles: evidence.trustFiles.map(plain),
    roots: evidence.roots?.map((root) => ({ ...root, trustFiles: root.trustFiles.map(plain) })),
    workloads: evidence.workloads.map(({ process, unit, ...workload }) => ({
      ...workload,
      runs: process !== undefined,
      unit: unit === undefined ? undefined : { ...unit, changedAt: undefined },
    })),
    missing: evidence.missing.filter((one) => one.fact !== 'clock'),
  });
  const alike = text
    .replaceAll(/\/tmp\/snowline-namespace-\w+/g, '/planted')
    .replaceAll(/\/proc\/\d+/g, '/proc/PID')
    .replaceAll(/; the shipped default password [a-z ]*/g, '');
  return JSON.parse(alike);
}

async function expectSameEvidence(setup: string, environment: Readonly<Record<string, string>> = {}): Promise<HostEvidence> {
  const live = await collectAfter(setup, environment, 'live');
  expect(comparable(await collectAfter(setup, environment, 'probe'))).toEqual(comparable(live));
  return live;
}

/** Facts of a next start that `other` tells differently without saying that they are not known. */
function knownBeyond(workload: WorkloadEvidence, other: WorkloadEvidence): readonly string[] {
  const isMissing = (fact: string): boolean => other.missing?.some((one) => fact === one.fact || fact.startsWith(`${one.fact}.`)) ?? false;
  const facts = (one: WorkloadEvidence): ReadonlyMap<string, string> =>
    new Map(
      Object.entries({ ...one.nextStart.environment, ...one.nextStart.options }).map(([name, value]) => [
        `nextStart.${name in one.nextStart.options ? 'options' : 'environment'}.${name}`,
        value,
      ]),
    );
  const [here, there] = [facts(workload), facts(other)];
  const told = [...new Set([...here.keys(), ...there.keys()])].filter((fact) => here.get(fact) !== there.get(fact) && !isMissing(fact));
  const lost = (workload.missing ?? [])
    .map((one) => one.fact)
    .filter((fact) => !isMissing(fact) && !isMissing(`${fact}.environment`) && !isMissing('nextStart.environment'));
  return [...told, ...lost].map((fact) => `${workload.name}: ${fact}`);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-stores-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder of trust stores as their tools write them, with keys and without; each tool salts what it writes, so all is made once. */
function makeStores(): string {
  const folder = temporaryFolder();
  const root = issue({ subject: 'CN=Corp Root', ca: true });
  writeFileSync(path.join(folder, 'c.pem'), root.pem);
  writeFileSync(path.join(folder, 'both.pem'), `# password: canary\n${root.pem}${root.keyPem}`);
  const script = `mkdir ssl nss; openssl x509 -in c.pem -outform DER -out c.der; openssl crl2pkcs7 -nocrl -certfile c.pem -outform DER -out c.crl
    keytool -importcert -noprompt -alias a -file c.pem -keystore t.jks -storetype JKS -storepass secret1
    keytool -importcert -noprompt -alias a -file c.pem -keystore t.p12 -storepass changeit
    keytool -importcert -noprompt -alias a -file c.pem -keystore own.p12 -storepass secret1
    keytool -genkeypair -alias k -keyalg EC -dname CN=x -storetype JKS -keystore key.jks -storepass changeit -keypass changeit
    openssl pkcs12 -export -in c.pem -inkey both.pem -passout pass:changeit -out key.p12
    certutil -N -d sql:nss --empty-password; certutil -A -d sql:nss -n 'Corp Root' -t C,, -i c.pem`;
  execFileSync('sh', ['-c', script], { cwd: folder, stdio: 'pipe' });
  return folder;
}

describeWith(tools, 'the probe says what reading the machine says', () => {
  it('of an empty machine', async () => {
    const { runtimes } = await expectSameEvidence('');
    expect(runtimes.length).toBeGreaterThan(3);
  });

  it('of Pythons and the packages that bring roots along', async () => {
    const { workloads } = await expectSameEvidence(`
      library=$(python3 -c 'import sys; print("lib/python%d.%d/site-packages" % sys.version_info[:2])')
      for one in a b; do
        python3 -m venv --without-pip "$D/d/$one"; mkdir -p "$D/d/$one/$library/certifi" "$D/d/$one/$library/botocore"
        : > "$D/d/$one/$library/certifi/core.py"; cp /etc/ssl/certs/ca-certificates.crt "$D/d/$one/$library/certifi/cacert.pem"
        printf '[Service]\\nExecStart=%s/d/%s/bin/python app.py\\n' "$D" "$one" | enable $one
      done
      : > "$D/d/b/$library/botocore/httpsession.py"; sed -i 's/= false/= true/' "$D/d/b/pyvenv.cfg"
      printf '[Service]\\nExecStart=/usr/bin/python3 app.py\\n' | enable plain
      printf '[Service]\\nUser=nobody\\nExecStart=/usr/bin/python3 app.py\\n' | enable other`);
    expect(Object.keys(workloads.find((one) => one.name === 'a')?.runtime?.packagedRoots ?? {})).toEqual(['certifi']);
    expect(workloads.find((one) => one.name === 'b')?.runtime?.packagedRoots).toBeUndefined();
  });

  it('of code that runs when a Python starts', async () => {
    const { workloads } = await expectSameEvidence(`
      library=$(python3 -c 'import sys; print("lib/python%d.%d/site-packages" % sys.version_info[:2])')
      for one in ordinary folder code module beside comment hidden; do
        python3 -m venv --without-pip "$D/d/$one"; site="$D/d/$one/$library"; mkdir -p "$site/certifi"
        : > "$site/certifi/core.py"; cp /etc/ssl/certs/ca-certificates.crt "$site/certifi/cacert.pem"
        printf '# x\\n\\nimport _virtualenv\\n' > "$site/a b.pth"
        printf '[Service]\\nExecStart=%s/d/%s/bin/python app.py\\n' "$D" "$one" | enable $one
      done
      printf "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); \\n" > "$D/d/ordinary/$library/distutils-precedence.pth"
      mkdir "$D/d/src"; printf '%s\\n' "$D/d/src" > "$D/d/folder/$library/app.pth"
      printf "import sys; token = 'canary'; sys.path.insert(0, '/opt/other')\\n" > "$D/d/code/$library/a.pth"
      echo 'import pip_system_certs' > "$D/d/hidden/$library/.a.pth"
      : > "$D/d/module/$library/sitecustomize.py"
      mkdir "$D/d/with"; : > "$D/d/with/usercustomize.py"; printf '%s\\n' "$D/d/with" > "$D/d/beside/$library/app.pth"
      printf '# x\\rimport pip_system_certs\\n' > "$D/d/comment/$library/a.pth"`);
    const known = workloads.filter((one) => one.runtime?.packagedRoots !== undefined).map((one) => one.name);
    expect(known.filter((name) => name !== 'plain').sort()).toEqual(['folder', 'ordinary']);
  });

  it('of units with drop-ins, environment files and sandboxes', async () => {
    const { workloads } = await expectSameEvidence(`
      printf 'SSL_CERT_FILE=/etc/corp.pem\\nVAULT_TOKEN=x\\nexport AWS_CA_BUNDLE=/no.pem\\n' > "$D/d/one.env"
      printf 'NODE_OPTIONS="--use-openssl-ca --title x"\\nVAULT_ADDR=https://u:p@vault.corp.test:8200/x?y\\n' > "$D/d/two.env"
      printf '[Unit]\\nDescription=x\\n[Service]\\nUser=nobody\\nEnvironment=DB=x "JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=/etc/a.jks -Dp=secret"\\nEnvironmentFile=%s/d/*.env\\nEnvironmentFile=-/nowhere.env\\nExecStartPre=-/bin/mkdir /x\\nExecStartPre=/usr/bin/curl -sfo /dev/null --cacert /etc/curl.pem https://x\\nExecStart=/usr/bin/env NODE_EXTRA_CA_CERTS=/etc/n.pem /usr/bin/node --use-openssl-ca main.js --password x\\n' "$D" | enable app
      mkdir $U/app.service.d; printf '[Service]\\nPrivateTmp=yes\\nUnsetEnvironment=AWS_CA_BUNDLE\\nEnvironment=CURL_CA_BUNDLE=/etc/kept.pem\\nUnsetEnvironment=CURL_CA_BUNDLE=/etc/other.pem\\n[Service\\nEnvironment=CURL_CA_BUNDLE=/etc/lost.pem\\n' > $U/app.service.d/10-x.conf
      printf '[Service]\\nEnvironmentFile=/nowhere.env\\nExecStart=/usr/bin/python3 -m app\\n' | enable gone
      printf '[Service]\\nBindPaths=/srv/certs:/etc/ssl/certs\\nExecStart=/usr/bin/java $OPTS -jar app.jar\\nEnvironment="OPTS=-Djavax.net.ssl.trustStore=/a.jks -Djavax.net.ssl.trustStorePassword=changeit"\\n' | enable bound
      printf '[Service]\\nDynamicUser=yes\\nExecStart=/usr/bin/python3 /opt/x.py --ca-bundle=/etc/x.pem\\n' | enable dynamic
      printf '[Service]\\nExecStart=/bin/sh -c "curl -k https://x"\\n' | enable shell
      printf '[Service]\\nType=oneshot\\nExecStart=/bin/true ; /usr/bin/curl -k https://x\\nExecStart=/usr/bin/python3 "a b" \\\\\\n  --cacert /etc/y.pem\\n' | enable shot
      printf '[Service]\\nUser=nosuchuser\\nWorkingDirectory=/nowhere\\nExecStart=/opt/none/app\\n' | enable broken
      ln -s /dev/null $U/masked.service; ln -s ../masked.service $U/multi-user.target.wants/
      mkdir "$D/d/work" "$D/d/locked"; : > "$D/d/locked/app.py"; chmod 700 "$D/d/work" "$D/d/locked"; : > $U/open.py
      printf '[Service]\\nUser=nobody\\nWorkingDirectory=%s/d/work\\nExecStart=/usr/bin/python3 %s/d/locked/app.py\\n' "$D" "$D" | enable closed
      printf '[Service]\\nUser=nobody\\nWorkingDirectory=/etc\\nExecStart=/usr/bin/python3 %s/open.py\\n' "$U" | enable open
      printf '[Service]\\nExecStart=/usr/bin/python3 %%i.py\\n' > $U/tpl@.service; ln -s ../tpl@.service $U/multi-user.target.wants/tpl@blue.service`);
    expect(workloads.filter((one) => one.origin === 'systemd-unit').length).toBeGreaterThan(8);
    const app = workloads.filter((one) => one.name === 'app').map((one) => one.unit);
    expect(app.length).toBe(2);
    expect(app[0]).toMatchObject({
      dropIns: ['/etc/systemd/system/app.service.d/10-x.conf'],
      environmentFiles: [expect.stringMatching(/\/d\/\*\.env$/), '/nowhere.env'],
      execStartPre: ['/bin/mkdir', '/usr/bin/curl'],
    });
    expect(app[1]).toEqual(app[0]);
    const toldOf = (name: string): string =>
      (workloads.find((one) => one.name === name)?.missing ?? []).map((one) => one.reason).join('\n');
    expect(toldOf('closed')).toContain('its script app.py is out of reach');
    expect(toldOf('closed')).toContain('its WorkingDirectory= is out of reach');
    expect(toldOf('open')).not.toMatch(/out of reach|is open to the unit's user/);
  });

  it('of a JDK that lacks a part, and of files that clients end with', async () => {
    const { workloads } = await expectSameEvidence(`
      mkdir -p "$D/d/jdk/bin" "$D/d/jdk/conf/security"; cp /bin/true "$D/d/jdk/bin/java"; : > "$D/d/jdk/conf/security/java.security"
      echo 'JAVA_VERSION="17.0.9"' > "$D/d/jdk/release"; printf '[default\\nregion = secret\\n' > "$D/d/aws"; echo 'interface = eth9' > "$D/d/.curlrc"
      printf '[Service]\\nExecStart=%s/d/jdk/bin/java -agentpath:%s/none.so=x -jar %s/none.jar\\n' "$D" "$D" "$D" | enable half
      printf '[Service]\\nEnvironment=AWS_CONFIG_FILE=%s/d/aws\\nExecStart=/usr/bin/python3 /none.py\\n' "$D" | enable aws
      printf '[Service]\\nEnvironment=CURL_HOME=%s/d\\nExecStart=/usr/bin/curl https://x\\n' "$D" | enable curl`);
    const said = (name: string): readonly string[] =>
      (workloads.find((one) => one.name === name && one.origin === 'systemd-unit')?.missing ?? []).map((one) => one.reason);
    expect(said('half')).toContain('modules, which its Java needs, is not there any more, so it may not start');
    expect(said('half')).toContainEqual(expect.stringContaining('none.so, which it is told to load first'));
    expect(said('half').join()).not.toContain('java.security');
    expect(said('aws')).toContain('the AWS configuration holds a line with which botocore does not start');
    expect(said('curl')).toContain('the .curlrc holds an option of which it is not known what comes of it');
  });

  it('of units that need what is not there, and of targets that nothing reaches', async () => {
    const { workloads } = await expectSameEvidence(`
      mkdir $U/corp.target.wants $U/graphical.target.wants $U/dark.target.wants; : > $U/corp.target; : > $U/dark.target; : > $U/db@.service
      ln -s /lib/systemd/system/multi-user.target $U/default.target; ln -s ../corp.target $U/multi-user.target.wants/
      ln -s /dev/null $U/off.socket; ln -s /dev/null $U/masked.target; ln -s ../masked.target $U/multi-user.target.wants/
      wanted() { printf '[Service]\\nExecStart=/usr/bin/python3 app.py\\n' > $U/$2.service; mkdir -p $U/$1.wants; ln -s ../$2.service $U/$1.wants/; }
      wanted corp.target reached; wanted graphical.target beyond; wanted dark.target dark; wanted masked.target masked; wanted beyond.service follower
      printf '[Unit]\\nRequires=none.service off.socket db@%%i.service %%p.target dev-a\\x2db.device\\nBindsTo=x.mount\\n[Service]\\nReadWritePaths=/etc -/nowhere /nowhere\\nBindPaths=/none:/x\\nNetworkNamespacePath=/nowhere\\nStandardOutput=tty\\nTTYPath=/dev/nonesuch\\nSupplementaryGroups=adm nosuch\\nGroup=nosuch\\nLoadCredential=ca:/nowhere\\nLoadCredential=x\\nStandardOutput=append:/nowhere/x.log\\nStandardError=file:/var/log/x.log\\nStandardInput=file:/run/x\\nExecStart=/usr/bin/python3 app.py\\n' | enable bare
      printf '[Unit]\\nRequires=db@x.service corp.target dev-null.device -.mount system.slice\\n[Service]\\nReadWritePaths=/etc /run /run/full /var/lib/a/b\\nRuntimeDirectory=full\\nStateDirectory=a/b\\nTTYPath=/dev/nonesuch\\nSupplementaryGroups=adm 4711\\nLoadCredential=ca:/etc/passwd\\nStandardOutput=journal\\nStandardError=append:/var/log/%%n.log\\nExecStart=/usr/bin/python3 app.py\\n' | enable full
      printf '[Service]\\nEnvironment=SSL_CERT_FILE=/run/app/ca.pem\\nRuntimeDirectory=app\\nExecStart=/usr/bin/python3 app.py\\n' | enable gone
      mkdir $U/entries; ln -s /run/l.pem $U/entries/a.0; printf '[Service]\\nEnvironment=SSL_CERT_DIR=%s/entries\\nExecStart=/usr/bin/python3 app.py\\n' $U | enable entries
      printf '[Service]\\nEnvironmentFile=-/run/app/env\\nWorkingDirectory=/run\\nExecStart=/usr/bin/python3 app.py\\n' | enable late
      wanted mnt-none.mount mount; wanted app2.slice slice; wanted dev-nonesuch.device device; wanted -.slice always; wanted dev-null.device present`);
    const said = (name: string): readonly string[] =>
      (workloads.find((one) => one.name === name && one.origin === 'systemd-unit')?.missing ?? []).map((one) => one.reason);
    expect(
      said('bare')
        .filter((reason) => reason.includes('start'))
        .toSorted(),
    ).toEqual([
      'bare.target, which it requires, has no unit file, so it may not start',
      'dev-a\\x2db.device, which it requires, is not there, so it may not start',
      'none.service, which it requires, has no unit file, so it may not start',
      'off.socket, which it requires, is masked, so it may not start',
      'the group nosuch of its Group= is not in /etc/group, so it may not start',
      'the group nosuch of its SupplementaryGroups= is not in /etc/group, so it may not start',
      'the unit would not start: the folder of its StandardOutput= is not there',
      'the unit would not start: what its BindPaths= names is not there',
      'the unit would not start: what its LoadCredential= names is not there',
      'the unit would not start: what its NetworkNamespacePath= names is not there',
      'the unit would not start: what its ReadWritePaths= names is not there',
      'what its StandardInput= names may be gone when the host comes up, so it may not start',
      'x.mount, which it requires, has no unit file, so it may not start',
    ]);
    expect([said('full'), said('reached'), said('always'), said('present')]).toEqual([[], [], [], []]);
    expect(said('entries')).toEqual([expect.stringMatching(/^what lies at \/run\/l\.pem is gone/)]);
    expect(said('late')).toEqual([
      expect.stringMatching(/^what the environment file \/run\/app\/env holds/),
      'the unit would not start: its script app.py is not there',
    ]);
    expect(said('gone')).toEqual([expect.stringMatching(/^what lies at \/run\/app\/ca\.pem is gone/)]);
    for (const name of ['beyond', 'dark', 'masked', 'follower', 'mount', 'slice', 'device'])
      expect(said(name)).toEqual(['nothing starts it when the host comes up']);
  });

  // What the probe leaves out of words that are nobody's business may make it know less, never more.
  it('of units with all sorts of words, or less', async () => {
    const folder = temporaryFolder();
    plantRandomUnits(folder, 20_261_122, 80);
    const setup = 'mount --bind "$UNITS/etc" /etc/systemd/system; mount --bind "$UNITS/srv" /srv';
    const [live, probe] = [await collectAfter(setup, { UNITS: folder }, 'live'), await collectAfter(setup, { UNITS: folder }, 'probe')];
    const named = (evidence: HostEvidence): readonly string[] =>
      evidence.workloads.map((one) => `${one.name} ${one.runtime?.family ?? ''}`);
    expect(named(probe)).toEqual(named(live));
    const more = live.workloads.flatMap((workload, index) => {
      const other = probe.workloads[index];
      return other === undefined ? [] : knownBeyond(workload, other);
    });
    expect(more).toEqual([]);
    const alike = live.workloads.filter((workload, index) => JSON.stringify(workload) === JSON.stringify(probe.workloads[index]));
    expect(alike.length / live.workloads.length).toBeGreaterThan(0.85);
  });

  it('of a running systemd', async () => {
    const { workloads } = await expectSameEvidence(`
      mount -t tmpfs none /run; mkdir -p /run/systemd/system "$D/d/extra"
      echo 'setInterval(() => {}, 1000); require("fs").writeFileSync(process.argv[2], "")' > "$D/d/worker.cjs"
      NODE_EXTRA_CA_CERTS=/etc/old.pem TOKEN=x node "$D/d/worker.cjs" "$D/d/ready" --password x & PID=$!; until_there "$D/d/ready"; sleep 1.1
      printf '[Service]\\nUser=nobody\\nEnvironment=NODE_EXTRA_CA_CERTS=/etc/new.pem\\nPassEnvironment=SSL_CERT_DIR\\nEnvironmentFile=%s/d/app.env\\nExecStart=/usr/bin/node --bogus main.js\\n' "$D" > $U/app.service
      printf 'AWS_RETRY_MODE=canary\\nAWS_DEFAULTS_MODE=standard\\nLD_BIND_NOW=canary\\nPYTHONHASHSEED=canary\\n' > "$D/d/app.env"
      printf '[Service]\\nEnvironment=VAULT_ADDR=https://vault.corp.test:8200\\n' > "$D/d/extra/my drop.conf"
      mkdir $U/app.service.d; printf '[Service]\\nEnvironment=CURL_CA_BUNDLE=/etc/fresh.pem\\n' > $U/app.service.d/fresh.conf
      printf '[Service]\\nExecStartPre=/bin/chown -R nobody /nowhere/x\\nExecStartPre=/bin/cp /nowhere/canary?a /etc/passwd /etc/passwd/x\\n' > $U/app.service.d/before.conf
      printf '[Unit]\\nRefuseManualStart=yes\\nRequires=failed.service idle.service app.service\\n' > $U/app.service.d/need.conf
      printf '[Service]\\nType=notify\\nLimitNOFILE=1024:4096\\nLimitAS=infinity\\nSystemCallFilter=~@clock\\nPrivateNetwork=no\\nMemoryMax=1G\\n' > $U/app.service.d/limits.conf
      printf '[Service]\\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\\nEnvironment=NODE_OPTIONS=--require=/nowhere/first.js NODE_PATH=/canary NODE_ENV=x NODE_ICU_DATA=\\n' > $U/app.service.d/more.conf
      printf '[Unit]\\nConditionPathExists=!/etc/nowhere\\nAssertPathIsDirectory=/etc\\nConditionHost=x\\n[Service]\\nExecStart=/usr/bin/python3 -m failed\\n' > $U/failed.service
      printf '[Service]\\nExecStart=/usr/bin/python3 -m app\\n' > $U/other.service
      printf '[Service]\\nExecStart=/usr/bin/curl https://x\\n' > $U/idle.service
      printf '[Service]\\nExecStart=/usr/bin/java -jar new.jar\\n' | enable unloaded
      mkdir "$D/d/r2"; : > "$D/d/r2/main.py"; touch -d '2 days ago' "$D/d/r2/main.py"; ln -s r2 "$D/d/code"
      printf '[Service]\\nWorkingDirectory=%s/d/code\\nExecStart=/usr/bin/python3 main.py\\n' "$D" > $U/code.service
      mkdir -p $U/timers.target.wants; : > $U/daily.timer; : > $U/by-hand.socket; ln -s ../daily.timer $U/timers.target.wants/
      mkdir /run/systemd/system.conf.d; printf '[Manager]\\nDefaultLimitDATA=10M\\nDefaultLimitNOFILE=4\\nDefaultTasksMax=canary 1\\n' > /run/systemd/system.conf.d/corp.conf
      unit() { printf 'Id=%s\\nLoadState=%s\\nUnitFileState=%s\\nActiveState=%s\\nFragmentPath=%s\\nDropInPaths=%s\\nMainPID=%s\\nNeedDaemonReload=%s\\n\\n' "$@"; }
      { unit app.service loaded enabled active $U/app.service "\\"$D/d/extra/my drop.conf\\"" $PID yes
        unit failed.service loaded disabled failed $U/failed.service '' 0 no
        unit idle.service loaded disabled inactive $U/idle.service '' 0 no
        unit gone.service not-found '' active '' '' $PID no
        unit code.service loaded enabled active $U/code.service '' $PID no
        unit other.service loaded enabled active $U/other.service '' $PID no
        unit mentioned.service not-found '' inactive '' '' 0 no
        unit timed.service loaded static active $U/failed.service '' 0 no | sed '$d'; printf 'TriggeredBy=daily.timer\\n\\n'
        unit idly.service loaded static active $U/failed.service '' 0 no | sed '$d'; printf 'TriggeredBy=by-hand.socket\\n\\n'
        unit systemd-logind.service loaded static active /lib/x.service '' 0 no; } > "$D/d/show"
      printf '#!/bin/sh\\n[ "$1" = show ] && exec cat "%s"\\nprintf "LANG=C\\\\nSSL_CERT_FILE=/etc/manager.pem\\\\nSECRET=x\\\\n"\\n' "$D/d/show" > "$D/d/systemctl"
      chmod 755 "$D/d/systemctl"; : >> /usr/bin/systemctl; mount --bind "$D/d/systemctl" /usr/bin/systemctl`);
    const names = workloads.filter((one) => one.origin === 'systemd-unit').map((one) => one.name);
    expect(names).toEqual(['app', 'failed', 'gone', 'code', 'other', 'timed', 'idly', 'unloaded']);
    expect(workloads.find((one) => one.name === 'app')).toMatchObject({
      running: { environment: { NODE_EXTRA_CA_CERTS: '/etc/old.pem' } },
      nextStart: {
        environment: { NODE_EXTRA_CA_CERTS: '/etc/new.pem', SSL_CERT_FILE: '/etc/manager.pem', CURL_CA_BUNDLE: '/etc/fresh.pem' },
      },
    });
    const reasons = (workloads.find((one) => one.name === 'app')?.missing ?? []).map((one) => one.reason).join('\n');
    expect(reasons).toContain('the value of SSL_CERT_FILE that systemd hands on now need not be that of the next start');
    expect(reasons).toContain('my drop.conf, which it is made of, is gone when the host comes up');
    expect(reasons.match(/its [^ ]+= stands in a file that was written or changed since/g)?.toSorted()).toEqual(
      ['LimitNOFILE', 'MemoryMax', 'RefuseManualStart', 'SystemCallFilter', 'Type'].map(
        (key) => `its ${key}= stands in a file that was written or changed since`,
      ),
    );
    expect(reasons.match(/what [A-Z_]+ says|an option/g)?.toSorted()).toEqual([
      'an option',
      ...['AWS_RETRY_MODE', 'LD_BIND_NOW', 'NODE_OPTIONS', 'NODE_PATH'].map((name) => `what ${name} says`),
    ]);
    expect(reasons.match(/the [^ ]+= that systemd gives to it stands in/g)).toEqual(
      ['DefaultLimitDATA', 'DefaultTasksMax'].map((key) => `the ${key}= that systemd gives to it stands in`),
    );
    expect(reasons.match(/its need for [^ ]+/g)).toEqual(['its need for failed.service,', 'its need for idle.service,']);
    expect(reasons).toContain('failed.service, which it requires, has failed');
    expect(reasons.match(/is started with it and ends with an error, because [^,]*/g)).toEqual(
      ['/nowhere/x is not there', '/etc/passwd is not a folder'].map((why) => `is started with it and ends with an error, because ${why}`),
    );
    expect(reasons).toContain('first.js, which it is told to load first, is not there');
    const code = workloads.find((one) => one.name === 'code')?.missing?.map((one) => one.reason);
    expect(code).toContainEqual(expect.stringMatching(/^its script main\.py was replaced or changed since its process started/));
    const [otherStart] = workloads.find((one) => one.name === 'other')?.missing?.filter((one) => one.fact === 'nextStart.start') ?? [];
    expect(otherStart?.reason).toMatch(/^that it is to run python3 stands in/);
    const failed = workloads.find((one) => one.name === 'failed');
    expect(failed?.unit?.fileState).toBe('disabled');
    expect(failed?.missing?.filter((one) => one.fact === 'nextStart.start').map((one) => one.reason)).toEqual([
      'its ConditionHost= was not looked into, so it may not start',
      'nothing starts it when the host comes up',
    ]);
    const startOf = (name: string): readonly string[] =>
      (workloads.find((one) => one.name === name)?.missing ?? []).map((one) => one.reason).filter((reason) => reason.startsWith('nothing'));
    expect([startOf('timed'), startOf('idly')]).toEqual([[], ['nothing starts it when the host comes up: by-hand.socket is not enabled']]);
  });

  it('of processes that listen', async () => {
    const { workloads } = await expectSameEvidence(`
      echo 'require("net").createServer().listen(0, () => require("fs").writeFileSync(process.env.READY, ""))' > "$D/d/worker.cjs"
      SSL_CERT_FILE=/etc/x.pem TOKEN=x READY="$D/d/1" node --use-openssl-ca "$D/d/worker.cjs" --password x &
      echo > "$D/d/a.pem"; echo > "$D/d/b.pem"
      NODE_EXTRA_CA_CERTS="$D/d/a.pem" READY="$D/d/2" unshare -m sh -c 'mount --bind "$D/d/b.pem" "$D/d/a.pem"; exec node "$D/d/worker.cjs"' &
      REQUESTS_CA_BUNDLE=/etc/r.pem python3 -c "import socket; s=socket.create_server(('127.0.0.1', 0)); open('$D/d/3', 'w'); s.accept()" &
      for one in 1 2 3; do until_there "$D/d/$one"; done`);
    expect(workloads.filter((one) => one.origin === 'process').length).toBeGreaterThan(2);
  });

  it('of trust stores of all kinds', async () => {
    const { trustFiles } = await expectSameEvidence(
      `cp -a /etc/ssl/. "$STORES/ssl/"; mount --bind "$STORES/ssl" /etc/ssl; cd /etc/ssl/certs
      ln -s /nowhere gone.0; ln -s loop.0 loop.0; mkfifo pipe.pem; mkdir sub; : > empty.pem; echo 'password: x' > notes.txt
      cp "$STORES"/*.* .; cp -r "$STORES/nss" /etc/ssl/
      for one in t.jks t.p12 own.p12 key.p12 key.jks c.der c.crl notes.txt both.pem none.jks; do
        printf '[Service]\\nEnvironment=JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=/etc/ssl/certs/%s\\nExecStart=/usr/bin/java -jar x.jar\\n' "$one" | enable "$one"
      done
      printf '[Service]\\nEnvironment=SSL_CERT_FILE=/etc/ssl/nss/cert9.db SSL_CERT_DIR=/etc/ssl/nss:/etc/ssl/certs/sub\\nExecStart=/usr/bin/python3 x.py\\n' | enable nss
      cd /`,
      { STORES: makeStores() },
    );
    expect(trustFiles.filter((one) => one.path.startsWith('/etc/ssl/certs/') && one.state === 'unreadable').length).toBeGreaterThan(3);
  });

  it('of what somebody who is not root sees', async () => {
    const { workloads } = await expectSameEvidence(`mkdir "$D/d/closed"; echo x > "$D/d/closed/x.env"; chmod 700 "$D/d/closed"
      printf '[Service]\\nEnvironmentFile=%s/d/closed/x.env\\nExecStart=/usr/bin/python3 x.py\\n' "$D" | enable app
      chmod a+rX "$D" "$D/d" "$D/etc" "$D/etc/multi-user.target.wants" "$D/context.json"; exec setpriv --reuid=65534 --clear-groups "$NODE" "$SCRIPT" "$PARTS"`);
    expect(workloads.some((one) => one.missing?.some(({ reason }) => reason.includes('permission denied')))).toBe(true);
  });
});
