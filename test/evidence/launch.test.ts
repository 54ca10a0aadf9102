import { describe, expect, it } from 'vitest';
import { type LaunchReading, readLaunch } from '../../src/evidence/reading/launch.ts';

function read(words: readonly string[], environment: Readonly<Record<string, string>> = {}, javaVersion?: string): LaunchReading {
  return readLaunch({ environment: new Map(Object.entries(environment)), words, javaVersion }, 'nextStart');
}
const optionsOf = (...parts: Parameters<typeof read>): unknown => read(...parts).launch.options;
const trustStore = 'javax.net.ssl.trustStore';

describe('the environment that leaves a host', () => {
  it('holds allow-listed variables only, and of a secret that it is set', () => {
    const { launch, missing } = read(['/usr/bin/app'], {
      SSL_CERT_FILE: '/etc/corp/ca.pem',
      SSL_CERT_DIR: '/etc/ssl/certs:/etc/corp/certs',
      AWS_REGION: 'us-gov-east-1',
      AWS_SECRET_ACCESS_KEY: 'canary',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary',
      VAULT_TOKEN: 'canary',
      DATABASE_URL: 'postgres://app:canary@db/app',
      PATH: '/usr/bin',
    });
    expect(launch.environment).toEqual({
      SSL_CERT_FILE: '/etc/corp/ca.pem',
      SSL_CERT_DIR: '/etc/ssl/certs:/etc/corp/certs',
      AWS_REGION: 'us-gov-east-1',
      AWS_SECRET_ACCESS_KEY: 'set',
    });
    expect(missing).toEqual([]);
  });

  it('keeps an empty value, because clients read it as one', () => {
    expect(read([], { AWS_CA_BUNDLE: '', SSL_CERT_FILE: '' }).launch.environment).toEqual({ AWS_CA_BUNDLE: '', SSL_CERT_FILE: '' });
  });

  it('strips userinfo, path and query from endpoints', () => {
    const { launch } = read([], {
      VAULT_ADDR: 'https://app:canary@vault.corp.test:8200/canary?token=canary#canary',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
    });
    expect(launch.environment).toEqual({ VAULT_ADDR: 'https://vault.corp.test:8200', AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' });
  });

  it.each([
    ['http://app:canary@proxy.corp.test:3128/canary', 'http://proxy.corp.test:3128'],
    ['proxy.corp.test:3128', 'http://proxy.corp.test:3128'],
    ['socks5://canary:1080', 'set'],
    ['canary:3128', 'set'],
    ['canary', 'set'],
    ['', ''],
  ])('says where a proxy is, or only that there is one: %s', (value, kept) => {
    expect(read([], { HTTPS_PROXY: value })).toEqual({ launch: { environment: { HTTPS_PROXY: kept }, options: {} }, missing: [] });
  });

  it.each([
    ['localhost, .corp.test,10.0.0.0/8', 'localhost,.corp.test,10.0.0.0/8'],
    ['*', '*'],
    ['canary', '?'],
    ['.corp.test,canary!', '?'],
    ['http://app:canary@proxy', '?'],
  ])('keeps a list of hosts whole or not at all: %s', (value, kept) => {
    expect(read([], { no_proxy: value })).toEqual({ launch: { environment: { no_proxy: kept }, options: {} }, missing: [] });
  });

  it.each([
    ['SSL_CERT_FILE', 'canary'],
    ['SSL_CERT_FILE', '/etc/ca.pem password=canary'],
    ['SSL_CERT_FILE', '/etc/ca.pem?token=canary'],
    ['SSL_CERT_FILE', '/etc/ca.pem;canary'],
    ['SSL_CERT_DIR', '/etc/ssl/certs:/etc/certs&canary'],
    ['SSL_CERT_DIR', '/etc/ssl/certs:canary'],
    ['VAULT_ADDR', 'canary'],
    ['VAULT_ADDR', 'ftp://canary'],
    ['AWS_REGION', 'canary'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', 'canary'],
    ['VAULT_CACERT_BYTES', 'canary'],
  ])('drops %s=%s and says that it did', (name, value) => {
    const reading = read([], { [name]: value });
    expect(reading.launch.environment).toEqual({});
    expect(reading.missing.map((fact) => fact.fact)).toEqual([`nextStart.environment.${name}`]);
    expect(JSON.stringify(reading)).not.toContain('canary');
  });
});

describe('the options of a Java start', () => {
  const property = (path: string): string => `-D${trustStore}=${path}`;

  it('follow _JAVA_OPTIONS, the command line, JDK_JAVA_OPTIONS, then JAVA_TOOL_OPTIONS', () => {
    const environment = { JAVA_TOOL_OPTIONS: property('/tool'), JDK_JAVA_OPTIONS: property('/jdk'), _JAVA_OPTIONS: property('/under') };
    const words = ['java', property('/line'), 'Main'];
    expect(optionsOf(words, environment)).toEqual({ [trustStore]: '/under' });
    expect(optionsOf(words, { ...environment, _JAVA_OPTIONS: '' })).toEqual({ [trustStore]: '/line' });
    expect(optionsOf(['java', 'Main'], { ...environment, _JAVA_OPTIONS: '' })).toEqual({ [trustStore]: '/jdk' });
    expect(optionsOf(['java', 'Main'], { JAVA_TOOL_OPTIONS: property('/tool') })).toEqual({ [trustStore]: '/tool' });
  });

  it('leave JDK_JAVA_OPTIONS out for JDK 8, whose launcher does not know it', () => {
    expect(optionsOf(['java', 'Main'], { JDK_JAVA_OPTIONS: property('/jdk') }, '1.8.0_402')).toEqual({});
  });

  it('say of a password only that it is set, or that it is the shipped one', () => {
    const password = `-D${trustStore}Password`;
    expect(optionsOf(['java', `${password}=canary`, 'Main'])).toEqual({ [`${trustStore}Password`]: 'set' });
    expect(optionsOf(['java', `${password}=changeit`, 'Main'])).toEqual({ [`${trustStore}Password`]: 'default' });
    expect(optionsOf(['java', `${password}=`, 'Main'])).toEqual({});
  });

  it('say through which proxy it asks', () => {
    const properties = { 'https.proxyHost': 'proxy.corp.test', 'https.proxyPort': '3128', 'http.nonProxyHosts': 'localhost|*.corp.test' };
    const words = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
    expect(optionsOf(['java', ...words, '-DsocksProxyHost=canary', 'Main'])).toEqual({ ...properties, socksProxyHost: 'set' });
    expect(optionsOf(['java', '-Dhttps.proxyHost=canary', '-Djava.net.useSystemProxies=false', 'Main'])).toEqual({
      'https.proxyHost': '?',
    });
  });

  it('end where the application begins', () => {
    expect(optionsOf(['java', '-cp', 'app.jar', property('/yes'), 'Main', property('/no')])).toEqual({ [trustStore]: '/yes' });
    expect(optionsOf(['java', '-jar', 'app.jar', property('/no')])).toEqual({});
  });

  it('read quoted words of a variable', () => {
    expect(optionsOf(['java', 'Main'], { JAVA_TOOL_OPTIONS: `-Dname='a b' "${property('/quoted')}"` })).toEqual({
      [trustStore]: '/quoted',
    });
  });

  it('are not known where a file of options is named', () => {
    expect(read(['java', '@/etc/app.options', 'Main']).missing[0]?.fact).toBe('nextStart.options.file');
  });

  it('are not taken from a weaker place when the stronger one could not be read', () => {
    const reading = read(['java', property('certs/relative.jks'), 'Main'], { JAVA_TOOL_OPTIONS: property('/tool') });
    expect(reading.launch.options).toEqual({});
    expect(reading.missing.map((fact) => fact.fact)).toEqual([`nextStart.options.${trustStore}`]);
  });
});

describe('the options of other starts', () => {
  it('are read of node up to its script, and of NODE_OPTIONS', () => {
    expect(optionsOf(['/usr/bin/node', '-r', './hook.js', '--use-openssl-ca', 'app.js', '--use-system-ca'])).toEqual({
      '--use-openssl-ca': '',
    });
    expect(optionsOf(['node', 'app.js'], { NODE_OPTIONS: '--max-old-space-size=4096 --use_system_ca' })).toEqual({ '--use-system-ca': '' });
  });

  it('are read of curl with its short options in groups', () => {
    expect(optionsOf(['curl', '-sSk', '-H', '-k', 'https://x'])).toEqual({ '--insecure': '' });
    expect(optionsOf(['curl', '-so', '-k', '--cacert', '/etc/corp/ca.pem', '-u', 'app:canary'])).toEqual({
      '--cacert': '/etc/corp/ca.pem',
    });
    expect(optionsOf(['curl', '-H', 'x-token: -k', 'https://x'])).toEqual({});
  });

  it('do not take -k of another program for an insecure one', () => {
    expect(optionsOf(['/usr/bin/python3', 'app.py', '-k', '--insecure'])).toEqual({});
  });

  it('say that curl pins a key or reads a file, and nothing of either', () => {
    const reading = read(['curl', '--pinnedpubkey', 'sha256//canary', '-K', '/etc/curlrc', 'https://x']);
    expect(reading.launch.options).toEqual({ '--pinnedpubkey': 'set' });
    expect(reading.missing.map((fact) => fact.fact)).toEqual(['nextStart.options.--config']);
    expect(JSON.stringify(reading)).not.toContain('canary');
  });

  it('are read of programs that we do not know where they mean the same everywhere', () => {
    expect(optionsOf(['/usr/bin/aws', '--no-verify-ssl', '--ca-bundle=/etc/corp/ca.pem'])).toEqual({
      '--no-verify-ssl': '',
      '--ca-bundle': '/etc/corp/ca.pem',
    });
    expect(optionsOf(['vault', 'agent', '-tls-skip-verify=false', '-ca-cert', '/etc/corp/ca.pem'])).toEqual({
      '-ca-cert': '/etc/corp/ca.pem',
    });
    expect(optionsOf(['/opt/app/start', '-Djavax.net.ssl.trustStore=/etc/corp/t.jks', '-Dpassword=canary'])).toEqual({
      [trustStore]: '/etc/corp/t.jks',
    });
  });

  it('are looked for behind env', () => {
    const { launch } = read(['/usr/bin/env', '-u', 'SSL_CERT_DIR', 'SSL_CERT_FILE=/etc/corp/ca.pem', 'curl', '-k'], {
      SSL_CERT_DIR: '/etc/ssl/certs',
    });
    expect(launch).toEqual({ environment: { SSL_CERT_FILE: '/etc/corp/ca.pem' }, options: { '--insecure': '' } });
  });

  it.each([
    [['env', '--unset=SSL_CERT_DIR']],
    [['env', '-uSSL_CERT_DIR', '-C', '/srv']],
    [['env', '--uns', 'SSL_CERT_DIR', '--chdir=/srv', '--']],
    [['env', '-S', 'SSL_CERT_FILE=/x env', '-i']],
    [['env', '-', '/x=y']],
  ])('are looked for behind env with options of its own: %j', (words) => {
    const { launch, missing } = read([...words, 'SSL_CERT_FILE=/etc/corp/ca.pem', 'curl', '-k'], { SSL_CERT_DIR: '/etc/ssl/certs' });
    expect(launch).toEqual({ environment: { SSL_CERT_FILE: '/etc/corp/ca.pem' }, options: { '--insecure': '' } });
    expect(missing).toEqual([]);
  });

  it.each([[['env', '--later-option', 'x']], [['env', '-S', 'A=${B} curl']]])(
    'are not known behind an env that was not understood: %j',
    (words) => {
      expect(read(words).missing.map((fact) => fact.fact)).toContain('nextStart.environment');
    },
  );

  it.each([
    ['--cace', '/x', '--cacert'],
    ['--ins', '', '--insecure'],
    ['--cacert=/x', '', '--cacert'],
    ['--conf', '/x', '--config'],
    ['--no-ins', '', '--insecure'],
    ['--max-time=5', '', 'other'],
    ['--crlfile', '/x', '--crlfile'],
    ['-:', '', '--next'],
  ])('are not known where versions of curl read them differently: %s', (word, value, name) => {
    const reading = read(['curl', '--cacert', '/etc/corp/ca.pem', word, ...(value === '' ? [] : [value])]);
    expect(reading.missing.map((fact) => fact.fact)).toEqual([`nextStart.options.${name}`]);
  });

  it('do not take the value of an option of curl for an option', () => {
    const { launch, missing } = read(['curl', '--user-agent', '--insecure', '--data', '-k', '--crlf', '--compressed', '--', 'https://x']);
    expect(launch.options).toEqual({});
    expect(missing).toEqual([]);
  });

  it('are not known behind a shell', () => {
    const reading = read(['/bin/sh', '-c', 'curl --cacert /etc/ca.pem https://app:canary@vault']);
    expect(reading.launch.options).toEqual({});
    expect(reading.missing.map((fact) => fact.fact)).toEqual(['nextStart.options']);
    expect(JSON.stringify(reading)).not.toContain('canary');
  });
});
