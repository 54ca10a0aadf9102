import { describe, expect, it } from 'vitest';
import { readLaunch } from '../../src/evidence/reading/launch.ts';

function read(line: string, environment: Readonly<Record<string, string>> = {}) {
  const { launch, missing } = readLaunch({ environment: new Map(Object.entries(environment)), words: line.split(' ') }, 'nextStart');
  return { options: launch.options, missing: missing.map(({ fact }) => fact.replace('nextStart.options.', '')) };
}

describe('options that take others back', () => {
  it.each<readonly [string, string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['node --no-use-system-ca', 'node --no-use-system-ca app.js', { NODE_OPTIONS: '--use-system-ca' }, { '--no-use-system-ca': '' }],
    ['node --use-system-ca', 'node --use-system-ca app.js', { NODE_OPTIONS: '--no-use-system-ca' }, { '--use-system-ca': '' }],
    [
      'node --no-use-openssl-ca, which takes nothing back',
      'node --no-use-openssl-ca app.js',
      { NODE_OPTIONS: '--use-openssl-ca' },
      { '--use-openssl-ca': '' },
    ],
    ['node --use-system-ca=false, which uses it', 'node --use-system-ca=false app.js', {}, { '--use-system-ca': '' }],
    [
      'an empty password',
      'java -Djavax.net.ssl.trustStorePassword= -jar a.jar',
      { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStorePassword=changeit' },
      {},
    ],
    [
      'a revocation check that is switched off',
      'java -Dcom.sun.net.ssl.checkRevocation=false -jar a.jar',
      { JAVA_TOOL_OPTIONS: '-Dcom.sun.net.ssl.checkRevocation=true' },
      {},
    ],
  ])('%s', (_, line, environment, options) => {
    expect(read(line, environment)).toEqual({ options, missing: [] });
  });
});

describe('words that are no options', () => {
  it('stand after -- for curl and node', () => {
    expect(read('curl --cacert /a.pem -- --cacert /b.pem')).toEqual({ options: { '--cacert': '/a.pem' }, missing: [] });
    expect(read('node -- --use-openssl-ca')).toEqual({ options: {}, missing: [] });
  });
});

describe('options that ask for other protocols or ciphers', () => {
  it.each<readonly [string, readonly string[]]>([
    ['curl --ciphers DEFAULT@SECLEVEL=3 https://x', ['--ciphers']],
    ['curl --tls13-ciphers TLS_AES_128_GCM_SHA256 --curves X448 https://x', ['--tls13-ciphers', '--curves']],
    ['curl --sigalgs ed25519 --tls-max 1.2 --tlsv1.3 https://x', ['--sigalgs', '--tls-max', '--tlsv1.3']],
    ['curl --tlsv1.2 --tlsv1 -1 https://x', []],
    ['curl --tls-m 1.2 https://x', ['--tls-max']],
    ['curl -H --tlsv1.3 --tlsauthtype SRP --tlspassword --ciphers --tlsuser canary https://x', ['--tlsuser']],
    ['node --tls-min-v1.3 --tls_max_v1.2 --tls-cipher-list=canary app.js', ['--tls-min-v1.3', '--tls-max-v1.2', '--tls-cipher-list']],
    ['node --enable-fips --force_fips app.js', ['--enable-fips', '--force-fips']],
    ['node --tls-min-v1.2 --tls-min-v1.0 --tls-max-v1.3 app.js --tls-min-v1.3', []],
  ])('are named, without what they ask for: %s', (line, missing) => {
    expect(read(line)).toEqual({ options: {}, missing });
  });

  it('are named where variables carry them', () => {
    expect(read('node app.js', { NODE_OPTIONS: '--tls-min-v1.3' }).missing).toEqual(['--tls-min-v1.3']);
    const properties = '-Djdk.tls.client.protocols=TLSv1.3 -Dhttps.protocols= -Djdk.tls.namedGroups=canary';
    const set = { 'jdk.tls.client.protocols': 'set', 'jdk.tls.namedGroups': 'set' };
    expect(read('java -jar a.jar', { JAVA_TOOL_OPTIONS: properties })).toEqual({ options: set, missing: [] });
  });
});

it('keeps that OPENSSL_CONF is set and empty, which names no file', () => {
  const { launch, missing } = readLaunch({ environment: new Map([['OPENSSL_CONF', '']]), words: ['app'] }, 'nextStart');
  expect({ environment: launch.environment, missing }).toEqual({ environment: { OPENSSL_CONF: '' }, missing: [] });
});

describe('options that name a client certificate', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['curl --cert /c.pem https://x', { '--cert': '/c.pem' }],
    ['curl --cert /c.pem:canary --key /c.key --pass canary https://x', { '--cert': '/c.pem', '--key': '/c.key' }],
    ['curl -E /c.pem https://x', { '--cert': '/c.pem' }],
    ['curl --key /c.key https://x', { '--key': '/c.key' }],
    ['curl -H -E -o --cert https://x', {}],
    ['vault read -client-cert=/c.pem -client-key /c.key secret/x', { '-client-cert': '/c.pem', '-client-key': '/c.key' }],
    ['vault read --client-key=/c.key secret/x', { '-client-key': '/c.key' }],
  ])('leave by the paths of their files: %s', (line, options) => {
    expect(read(line)).toEqual({ options, missing: [] });
  });

  it.each<readonly [string, readonly string[]]>([
    ['curl --cert c.pem https://x', ['--cert']],
    ['curl --cert /c\\:x.pem:canary https://x', ['--cert']],
    ['curl -sE/c.pem https://x', ['--cert']],
    ['curl -sE /c.pem https://x', ['--cert']],
    ['curl --cert-type ENG https://x', ['--cert-type']],
    ['curl --key-type ENG https://x', ['--key-type']],
    ['curl --engine pkcs11 https://x', ['--engine']],
    ['curl --cer /c.pem https://x', ['--cert-status']],
    ['/srv/agent -client-cert /c.pem', ['-client-cert']],
    ['/srv/agent --client-key=/c.key', ['-client-key']],
    ['/srv/agent --client-keys /c.key', []],
  ])('make the start unknown, since whether it can be read was not seen: %s', (line, missing) => {
    expect(read(line)).toEqual({ options: {}, missing });
  });

  it('leave where java has them by the path of the key store, without the password', () => {
    const properties =
      '-Djavax.net.ssl.keyStore=/srv/canary.p12 -Djavax.net.ssl.keyStorePassword=canary -Djavax.net.ssl.keyStoreType=PKCS12';
    expect(read('java -jar a.jar', { JAVA_TOOL_OPTIONS: properties })).toEqual({
      options: { 'javax.net.ssl.keyStore': '/srv/canary.p12', 'javax.net.ssl.keyStoreType': 'set' },
      missing: [],
    });
  });
});

describe('options by which curl reaches a store by another way', () => {
  it.each<readonly [string, readonly string[]]>([
    ['curl -x http://app:canary@proxy:3128 https://x', ['--proxy']],
    ['curl -sx http://canary https://x', ['--proxy']],
    ['curl -sxhttp://canary https://x', ['--proxy']],
    ['curl --proxy canary --cacert canary https://x', ['--cacert', '--proxy']],
    ['curl --proxy -x https://x', ['--proxy']],
    ['curl --prox canary https://x', ['--proxy']],
    ['curl --socks5-hostname canary --preproxy canary https://x', ['--preproxy', '--socks5-hostname']],
    ['curl --resolve canary:443:10.0.0.1 https://x', ['--resolve']],
    ['curl --connect-to ::canary:443 https://x', ['--connect-to']],
    ['curl --unix-socket /canary --doh-url https://canary https://x', ['--doh-url', '--unix-socket']],
    ['curl --proxy-header canary --proxy-user a:canary -U a:canary -p https://x', []],
    ['curl -H -x -o --resolve https://x', []],
  ])('make the start unknown, without what they name: %s', (line, missing) => {
    const reading = read(line);
    expect({ ...reading, missing: reading.missing.toSorted() }).toEqual({ options: {}, missing });
  });

  it('are none where they only say whom to ask without a proxy', () => {
    expect(read('curl --noproxy canary https://x')).toEqual({ options: { '--noproxy': 'set' }, missing: [] });
  });
});

describe('options of the AWS CLI', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['aws s3 ls --ca-bundle /ca.pem', { '--ca-bundle': '/ca.pem' }, []],
    ['aws --ca-bundle=/ca.pem s3 ls', { '--ca-bundle': '/ca.pem' }, []],
    ['aws --no-verify-ssl s3 ls', { '--no-verify-ssl': '' }, []],
    ['aws --ca-b /ca.pem s3 ls', {}, ['--ca-bundle']],
    ['aws --no-ver s3 ls', {}, ['--no-verify-ssl']],
    ['aws --endpoint-url https://app:canary@store.test:8443/x s3 ls', { '--endpoint-url': 'https://store.test:8443' }, []],
  ])('%s', (line, options, missing) => {
    expect(read(line)).toEqual({ options, missing });
  });
});

describe('options of vault', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['vault read -ca-cert=/ca.pem secret/x', { '-ca-cert': '/ca.pem' }, []],
    ['vault read --ca-cert /ca.pem secret/x', { '-ca-cert': '/ca.pem' }, []],
    ['vault read -tls-skip-verify secret/x', { '-tls-skip-verify': '' }, []],
    ['vault read -tls-skip-verify=false secret/x', {}, []],
    ['vault read -address=https://vault.test:8200 secret/x', { '-address': 'https://vault.test:8200' }, []],
    ['vault agent -config=/etc/vault/agent.hcl', {}, ['-config']],
    ['vault read -tls-server-name vault secret/x', {}, ['-tls-server-name']],
  ])('%s', (line, options, missing) => {
    expect(read(line)).toEqual({ options, missing });
  });
});

describe('options of a program that is not known', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    // a script's own words are no options of the node that runs it
    ['/srv/server.js --use-openssl-ca', {}, ['--use-openssl-ca']],
    ['/srv/server.js --no-use-system-ca=1', {}, ['--no-use-system-ca']],
    ['python3 app.py --ca-bundle /ca.pem', {}, ['--ca-bundle']],
    ['python3 app.py --no-verify-ssl', {}, ['--no-verify-ssl']],
    ['/srv/agent -ca-cert=/ca.pem -tls-skip-verify', {}, ['-ca-cert', '-tls-skip-verify']],
    ['/srv/wrapper -CAfile /ca.pem --cacert=/b.pem', { '-CAfile': '/ca.pem', '--cacert': '/b.pem' }, []],
  ])('%s', (line, options, missing) => {
    expect(read(line)).toEqual({ options, missing });
  });
});

it('says only that a variable is set which changes more than a trust store', () => {
  const environment = { OPENSSL_CONF: '/canary', LD_LIBRARY_PATH: '/canary', VAULT_TLS_SERVER_NAME: 'canary', VAULT_CACERT_BYTES: '' };
  const reading = readLaunch({ environment: new Map(Object.entries(environment)), words: ['app'] }, 'nextStart');
  expect(reading.missing.map(({ fact }) => fact).sort()).toEqual(
    ['LD_LIBRARY_PATH', 'OPENSSL_CONF', 'VAULT_TLS_SERVER_NAME'].map((name) => `nextStart.environment.${name}`),
  );
  expect(JSON.stringify(reading)).not.toContain('canary');
});
