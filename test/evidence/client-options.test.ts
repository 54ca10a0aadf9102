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
