import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Words of unit files as people write them, and as nobody should; `/srv` holds the environment files. */
const paths = [
  '/etc/corp.pem',
  '/etc/corp ca.pem',
  'relative.pem',
  '/etc/%n.pem',
  '',
  '/etc/a:/etc/b',
  '/e\\x74c/x.pem',
  '$HOME/x',
  '/etc/ü.pem',
  '//etc/../x.pem',
  '/etc/tab\\tx',
];
const variables =
  'SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE AWS_CA_BUNDLE NODE_EXTRA_CA_CERTS NODE_OPTIONS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS VAULT_ADDR VAULT_SKIP_VERIFY AWS_REGION DB_PASSWORD OPTS HOME PATH X'.split(
    ' ',
  );
const texts = [
  'https://u:p@vault.corp.test:8200/p?q',
  'true',
  '1',
  'eu-west-1',
  '-Djavax.net.ssl.trustStore=/j.jks -Xmx1g',
  '--use-openssl-ca --title x',
  '/usr/bin:/bin',
  'secret value',
  'a\\"b',
  '@file',
  '--cacert /x.pem',
];
const programs = [
  '/usr/bin/node',
  '/usr/bin/python3',
  '/usr/bin/curl',
  '/usr/bin/java',
  'curl',
  '/usr/bin/env',
  '/bin/sh',
  '/usr/sbin/nginx',
  '/opt/none',
  '/bin/mkdir',
  '${PROG}',
  '/usr/bin/../bin/curl',
  'none',
];
const options =
  '--cacert /etc/x.pem --cacert=/etc/x.pem -k -sk -ksecret -u user:pw --capath --use_openssl_ca -Djavax.net.ssl.trustStore=/j.jks -Dfoo=secret -jar app.jar -cp main.js -- -c "curl\\x20-k" $OPTS ${OPTS} $$X %i %%n \\; ; --next -K -q --ca-bundle=/x.pem --no-verify-ssl -i NAME=value SSL_CERT_FILE=/env.pem --insec secret -XX:Flags=/f @args --env-file /e -r -o -m5 -t "" "a b" \\x2d\\x6b'.split(
    ' ',
  );

/** Makes a folder `etc` of unit files and a folder `srv` of environment files, the same ones for the same seed. */
export function plantRandomUnits(folder: string, seed: number, count: number): void {
  let state = seed;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * limit);
  };
  const pick = <Item>(list: readonly Item[]): Item => list[below(list.length)] as Item;
  const several = (most: number, make: () => string): string[] => Array.from({ length: below(most) }, make);
  const assignment = (): string => {
    const text = `${pick(variables)}=${pick([...paths, ...texts])}`;
    return pick([text, `"${text}"`, `'${text}'`]);
  };
  const command = (): string =>
    `${pick(['', '', '', '-', '@', '+', ':', '|'])}${pick(programs)} ${several(7, () => pick(options)).join(pick([' ', ' \\\n  ', '\t']))}`;
  const condition = (): string =>
    `${pick(['ConditionPathExists', 'AssertPathIsDirectory', 'ConditionHost'])}=${pick(['', '|', '!', '|!'])}${pick(['/etc', '/nowhere/x', '/srv', '/run/x', 'x'])}`;
  const requirement = (): string =>
    `${pick(['Requires', 'BindsTo', 'Requisite'])}=${pick(['none.service', 't@%i.service "u1.service"', 'u1.service %H.socket', 'dev-x\\x2dy.device', 'none.mount', ''])}`;
  const line = (): string => {
    const lines = [
      `Environment=${assignment()} ${assignment()}`,
      `EnvironmentFile=${pick(['', '-'])}/srv/${pick(['a.env', '*.env', '[ab].env', 'none.env', 'no*.env', '%p.env'])}`,
      `${pick(['ExecStartPre', 'ExecStartPost', 'ExecCondition', 'ExecStart', 'ExecStop'])}=${command()}`,
      `${pick(['ExecStart', 'ExecStartPre', 'Environment', 'EnvironmentFile'])}=`,
      `${pick(['UnsetEnvironment', 'PassEnvironment'])}=${pick(variables)}`,
      `User=${pick(['nobody', 'root', '65534', 'nosuch', '%i'])}`,
      `${pick(['DynamicUser', 'PrivateTmp', 'ProtectHome'])}=${pick(['yes', 'no', 'tmpfs'])}`,
      `Type=${pick(['oneshot', 'simple'])}`,
      `WorkingDirectory=${pick(['/', '/nowhere', '-/nowhere'])}`,
      `${pick(['BindPaths', 'TemporaryFileSystem', 'InaccessiblePaths', 'RootDirectory'])}=${pick(['/srv:/etc/ssl', '-/srv/x', '/', '/etc:ro'])}`,
      `${pick(['CapabilityBoundingSet', 'PAMName', 'PrivateUsers'])}=${pick(['', 'yes', 'no', 'CAP_DAC_OVERRIDE', '~CAP_DAC_OVERRIDE'])}`,
      `LoadCredential${pick(['', 'Encrypted'])}=${pick(['x:/etc/passwd', 'x:/nowhere/x', 'x', 'x:y', 'a b:/srv/a b', 'x:/run/y', ':/srv'])}`,
      `${pick(['Group', 'SupplementaryGroups'])}=${pick(['adm', 'nogroup "no such"', 'nosuch 4', '%i', ''])}`,
      `Standard${pick(['Input', 'Output', 'Error'])}=${pick(['journal', 'null', 'file:/var/log/x', 'append:/nowhere/%p.log', 'truncate:/etc/passwd/x', 'fd:x', 'file:x y', 'file:/tmp/x'])}`,
      '# ExecStart=/bin/false',
      '[Install]',
      ' [Service] ',
      'ExecStart =/usr/bin/node x',
      'nonsense',
    ];
    return pick(lines);
  };
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const name of ['a.env', 'b.env', 'u1.env']) {
    const variants = (): string =>
      pick([assignment(), `export ${assignment()}`, '; c', `${assignment()} \\`, `X="many\nlines"`, 'nonsense', '']);
    write(`srv/${name}`, Array.from({ length: 8 }, variants).join(pick(['\n', '\r\n'])));
  }
  mkdirSync(path.join(folder, 'etc/multi-user.target.wants'), { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const name = pick([`u${index}`, `a-b-u${index}`, `t${index}@in-st`, `odd\\x2du${index}`]);
    const file = name.replace(/@.*$/, '@');
    write(
      `etc/${file}.service`,
      [
        '[Unit]',
        'Description=secret',
        ...several(2, condition),
        ...several(2, requirement),
        '[Service]',
        ...several(7, line),
        `ExecStart=${command()}`,
        '',
      ].join(pick(['\n', '\r\n'])),
    );
    symlinkSync(`../${file}.service`, path.join(folder, `etc/multi-user.target.wants/${name}.service`));
    if (below(4) === 0) write(`etc/${name}.service.d/${pick(['10-a.conf', '20 b.conf', 'z.txt'])}`, `[Service]\n${line()}\n${line()}\n`);
  }
}
