import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchesNothing } from '../../../src/evidence/reading/harmless-programs.ts';
import { commandOf, type LaunchReading, readLaunch } from '../../../src/evidence/reading/launch.ts';
import { untriedNeeds, untriedSettings } from '../../../src/evidence/reading/settings-since.ts';
import { parseUnit } from '../../../src/evidence/reading/unit-file.ts';
import { readUnitLaunch, type UnitLaunch } from '../../../src/evidence/reading/unit-launch.ts';
import { whySandboxHides } from '../../../src/evidence/reading/unit-sandbox.ts';
import { plantTree } from '../planted-tree.ts';
import { type AwkName, awks } from './run-probe.ts';
import { filterUnitFiles } from './word-filter.ts';

const secret = 'CaN!aRy';
const etc = '/etc/systemd/system';
const words =
  `/etc/corp/ca.pem --cacert --capath -k -ks -u -u${secret} $OPTS \${OPTS} $CA \${CA} \${DIR}/ca.pem --cacert=\${CA} --cacert=/x --cacert=%t/ca.pem %t/ca.pem
  -Djavax.net.ssl.trustStore=\${CA} -Djavax.net.ssl.trustStore=/e/%i.jks -Djavax.net.ssl.trustStoreType=\${TYPE} -Djavax.net.ssl.trustStorePassword=\${PASS}
  -Djavax.net.ssl.trustStorePassword=${secret} $JAVA_OPTS \${JAVA_OPTS} $UNSET \${UNSET} ${secret} --token=${secret} --token=\${TOKEN} \${TOKEN} $TOKEN -jar app.jar -- -
  \${DIR}x \${SECRET_DIR}/ca.pem --cacert=\${SECRET_DIR}/x.pem --capath \${SECRET_DIR} $CA_TOKEN $AUTH \${AUTH} $$HOME \${CA}\${CA} "" 'a\\x20b' "x\\"y" \\; ; '-k' "--cacert" \\x2dk -t %% %%i %u /a\\\\b @/etc/args -Dx=${secret} ca.pem é /é.pem \${CA:-/x} $CA/x --insecure -H`.split(
    /\s+/,
  );
const programs =
  `/usr/bin/curl curl /usr/bin/java \${JAVA_HOME}/bin/java $PROG \${PROG} /usr/bin/node /opt/%i/app app -/usr/bin/curl @/usr/bin/curl :/usr/bin/curl +!/usr/bin/java |sh
  /bin/sh /usr/bin/env env\u0020SSL_CERT_FILE=\${CA} env\u0020-i\u0020$OPTS /usr/sbin/nginx "/usr/bin/curl" /usr/bin/cu\\x72l`
    .split(/\s(?!\$|-i|SSL)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
const assignments =
  `SSL_CERT_FILE=/etc/corp/ca.pem SSL_CERT_FILE=%t/ca.pem CA=/etc/corp/ca.pem CA=${secret} CA=--cacert OPTS=-k OPTS=--cacert=/y "OPTS=--cacert /y -k ${secret}" DIR=/etc/corp
  DIR=corp TYPE=pkcs12 TYPE=${secret} PASS=changeit PASS=${secret} PASS= "JAVA_OPTS=-Xmx1g -Djavax.net.ssl.trustStore=/j -Dp=${secret}" TOKEN=${secret}
  CA_TOKEN=--cacert=/x "AUTH=-k ${secret}" SECRET_DIR=/etc/${secret} PROG=/usr/bin/curl PROG=java "PROG=/usr/bin/curl -k" JAVA_HOME=/opt/jdk VAULT_ADDR=https://u:${secret}@vault:8200/x AWS_REGION=%i AWS_REGION=eu-west-1 UNUSED=${secret}
  'JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=/t -Dq="${secret} x"' NODE_OPTIONS=--use-openssl-ca OPTS= CA= HOME=/srv PATH=/opt/bin:/usr/bin "CA=/a b" 'OPTS=-u "${secret} -k" --capath ""'`
    .match(/"[^"]*"|'[^']*'|\S+/g)
    ?.map((one) => one) ?? [];
const others =
  `User=web User=%i Group=web DynamicUser=yes Type=simple Type=oneshot WorkingDirectory=/srv WorkingDirectory=-/srv/%i WorkingDirectory=~ RootDirectory=/jail RootImage=
  PrivateTmp=true PrivateTmp=disconnected ProtectHome=read-only ProtectHome=tmpfs BindPaths=/a:/etc/ssl:rbind BindReadOnlyPaths=-/opt/x InaccessiblePaths=-/usr/x TemporaryFileSystem=/var:ro
  MountImages=/x:/y UnsetEnvironment=SSL_CERT_FILE UnsetEnvironment=CA\u0020TOKEN PassEnvironment=HOME PassEnvironment=SSL_CERT_FILE ExecStart= Environment= ExecStartPre= Description=${secret}
  EnvironmentFile=-/etc/env-%i EnvironmentFile=/etc/env-%i [Unit] ConditionPathExists=/etc/corp AssertPathExists=!/etc/%i ConditionPathIsDirectory=|/srv ConditionHost=${secret} AssertPathExists=x${secret}
  ConditionPathExists= CapabilityBoundingSet= CapabilityBoundingSet=cap_x CapabilityBoundingSet=CAP_X\u0020CAP_DAC_OVERRIDE CapabilityBoundingSet=~CAP_DAC_OVERRIDE PAMName=${secret} PAMName= PrivateUsers=no
  PrivateUsers=self SELinuxContext=${secret} AppArmorProfile=x NoExecPaths=/ RestrictFileSystems=~ext4 ExecSearchPath=/opt EnvironmentFile=/etc/env-%i\u0020${secret} LoadCredential=x:${secret} #ExecStart=/x ;x [Install] [Service] garbage =x Environment`
    .split(/\s(?!TOKEN|CAP_DAC|CaN)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('ExecStart', 'ExecStart', 'ExecStartPre', 'ExecCondition', 'ExecStartPost'),
        fc.constantFrom(...programs),
        fc.array(fc.constantFrom(...words), { maxLength: 7 }),
        fc.constantFrom(' ', ' ', ' \\\n  ', '\t'),
      )
      .map(([key, program, rest, gap]) => `${key}=${[program, ...rest].join(gap)}`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('Environment', 'Environment = '), fc.array(fc.constantFrom(...assignments), { minLength: 1, maxLength: 3 }))
      .map(([key, list]) => `${key}${key.includes('=') ? '' : '='}${list.join(' ')}`),
  },
  { weight: 3, arbitrary: fc.constantFrom(...others) },
);
const unitText = fc.array(line, { maxLength: 9 }).map((lines) => ['[Unit]', '[Service]', ...lines].join('\n'));
const environmentText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...assignments.map((one) => one.replace(/^['"](.*)['"]$/s, '$1'))),
      fc.constantFrom(
        ...assignments.map((one) =>
          one.replace(/^['"](.*)['"]$/s, '$1').replace(/=(.*)$/s, (_, value: string) => `="${value.replaceAll('"', '\\"')}"  `),
        ),
      ),
      fc.constantFrom(
        '# CA=/x',
        'export CA=/x',
        `CA='/a\nb'`,
        'CA=/a\\\nb',
        ' CA = /c ',
        'OPTS="-k\n--cacert=/z"',
        'CA=a"b"',
        'CA=a "b"',
        'junk',
        '',
        `CA="${secret}`,
      ),
    ),
    { maxLength: 6 },
  )
  .map((lines) => lines.join('\n'));
const unit = fc.record({ main: unitText, drop: unitText, environment: environmentText });

// Of each kind one that may keep a program from starting and one that does not, with what is no such value at all
const limits =
  `LimitNOFILE=4|LimitAS=infinity|LimitNPROC=1:canary|LimitCORE=0|MemoryMax="a canary"|MemoryLow=1|TasksMax=5%|Type=notify|Nice=5
  IPAddressDeny=any|IPAddressAllow=10.0.0.0/8 ::1|PrivateNetwork=yes|MemoryDenyWriteExecute=yes|RestrictNamespaces=x y
  RestrictAddressFamilies=AF_INET ~AF_INET6|SystemCallFilter=~@canary|SystemCallArchitectures=native
  CPUAffinity=7|StateDirectory=a "canary b"|StandardOutput=append:/srv/log|StandardError=tty|WatchdogSec=7|X-Canary=1|RestartSec=7`.split(
    /\||\n\s+/,
  );

const inherited = new Map([['LANG', 'C']]);

interface CommandReading extends LaunchReading {
  readonly program: string;
}

interface UnitReading {
  readonly commands: readonly CommandReading[];
  readonly settings: unknown;
}

function readingOf(launch: UnitLaunch): UnitReading {
  const commands = [launch.command, ...launch.others].map(({ words: given, ...rest }) => {
    const command = commandOf({ words: given, environment: launch.environment });
    const reading = readLaunch({ words: given, environment: launch.environment }, 'nextStart');
    return { ...rest, ...reading, program: plain(command.program), shell: command.shell, harmless: fetchesNothing(command.programWords) };
  });
  const { user, group, dynamicUser, workingDirectory, conditions, bounded, missing } = launch;
  const folder = workingDirectory?.startsWith('/') === true ? workingDirectory : undefined;
  return {
    commands,
    settings: { user, group, dynamicUser, folder, conditions, bounded, missing, hidden: whySandboxHides(launch.sandbox, ['/srv']) },
  };
}

function plain(program: string): string {
  if (/^\/[^\s%$'"`]*$|^[\w.+-]*$/.test(program)) return program;
  const name = path.posix.basename(program);
  return /^[\w.+-]+$/.test(name) ? name : '?';
}

/** Whether the filtered text says that it does not know what the whole one says: behind a variable after env, or after one that is not set. */
function isMoreCautious(left: CommandReading, right: CommandReading): boolean {
  if (left.program.includes('?') || left.missing.some((fact) => fact.reason.startsWith('env is given an option'))) return true;
  const unread = new Set(left.missing.map((fact) => fact.fact));
  const names = new Set([...Object.keys(left.launch.options), ...Object.keys(right.launch.options)]);
  const differ = [...names].filter((name) => left.launch.options[name] !== right.launch.options[name]);
  return differ.length > 0 && differ.every((name) => unread.has(`nextStart.options.${name}`));
}

async function compare(awk: AwkName, runs: number): Promise<number> {
  const units = fc.sample(unit, { numRuns: runs, seed: 11 });
  const raw = plantTree(
    Object.fromEntries(
      units.flatMap(({ main, drop, environment }, at) => [
        [`${etc}/a${at}@i${at}.service`, main],
        [`${etc}/a${at}@i${at}.service.d/x.conf`, drop],
        [`/etc/env-i${at}`, environment],
      ]),
    ),
  );
  const texts = filterUnitFiles(
    awk,
    units.flatMap((_, at) => [
      `part\ta${at}@i${at}.service\t${raw.root}${etc}/a${at}@i${at}.service`,
      `part\ta${at}@i${at}.service\t${raw.root}${etc}/a${at}@i${at}.service.d/x.conf`,
      `env\t/etc/env-i${at}\t${raw.root}/etc/env-i${at}`,
    ]),
  );
  const left = plantTree(Object.fromEntries([...texts].map(([file, text]) => [file.slice(raw.root.length), text])));
  expect(texts.size).toBe(3 * runs);
  let unsure = 0;
  for (const at of units.keys()) {
    const files = [`${etc}/a${at}@i${at}.service`, `${etc}/a${at}@i${at}.service.d/x.conf`];
    const [there, here] = await Promise.all(
      [raw, left].map(async (machine) => readUnitLaunch(machine, `a${at}@i${at}.service`, files, inherited)),
    );
    if (there === undefined || here === undefined) throw new Error('not read');
    const shown = [...files, `/etc/env-i${at}`].map((file) => texts.get(raw.root + file));
    expect(shown.join('\n')).not.toMatch(/aN!|!aR/);
    const [reading, expected] = [readingOf(here), readingOf(there)];
    const told = reading.commands.map((command, index) => {
      const right = expected.commands[index];
      if (right === undefined || !isMoreCautious(command, right)) return command;
      unsure += 1;
      return right;
    });
    const given = [units[at]?.main, units[at]?.drop, units[at]?.environment, ...shown].join('\n-----\n');
    expect({ given, reading: { ...reading, commands: told } }).toEqual({ given, reading: expected });
  }
  return unsure;
}

describe.each(awks)('unit files filtered in %s', (awk) => {
  it('start the same programs with the same options and variables', async () => {
    const runs = awk === 'mawk' ? 800 : 200;
    expect(await compare(awk, runs)).toBeLessThan(runs / 2);
  }, 60_000);

  it('say the same of what no start has tried, and no value that may be anything', () => {
    const text = `[Unit]\nRefuseManualStart=yes\nRequires=a.service b.mount\nRefuseManualStop=yes\nRequiresMountsFor=/srv/canary\nWants=c\n[Service]\nRefuseManualStart=yes\n${limits.join('\n')}\n`;
    const raw = plantTree({ [`${etc}/a.service`]: text });
    const shown = filterUnitFiles(awk, [`part\ta.service\t${raw.root}${etc}/a.service`]).get(`${raw.root}${etc}/a.service`) ?? '';
    expect(untriedSettings(parseUnit([shown]))).toEqual(untriedSettings(parseUnit([text])));
    expect(untriedNeeds(parseUnit([shown]), new Map())).toEqual(untriedNeeds(parseUnit([text]), new Map()));
    expect(untriedSettings(parseUnit([shown]))).toHaveLength(19);
    expect(shown).not.toMatch(/canary|x y|[57]$/m);
  });
});
