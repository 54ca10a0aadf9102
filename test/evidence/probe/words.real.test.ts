import { posix } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedVariables, optionVariables } from '../../../src/evidence/reading/allow-list.ts';
import { fetchesNothing, harmlessWith } from '../../../src/evidence/reading/harmless-programs.ts';
import { commandOf, readLaunch } from '../../../src/evidence/reading/launch.ts';
import { curlStoreOptions } from '../../../src/evidence/reading/options/curl-options.ts';
import { curlOptionsWithValue } from '../../../src/evidence/reading/options/curl-options-with-value.ts';
import { javaOptionsWithValue, javaProperties } from '../../../src/evidence/reading/options/java-options.ts';
import { nodeOptionsWithValue } from '../../../src/evidence/reading/options/node-options.ts';
import { storePathOptions, unverifiedFlags } from '../../../src/evidence/reading/options/other-options.ts';
import type { Shape } from '../../../src/evidence/reading/value-shapes.ts';
import { awks } from './run-probe.ts';
import { filterStarts, type Start } from './word-filter.ts';

// Not a plain word: one of those is told where a program stands.
const secret = 'CaN!aRy';
const programs =
  `/usr/bin/java java /opt/jdk/bin/java curl /usr/bin/curl node /usr/bin/nodejs /usr/bin/python3 /bin/sh bash /opt/app/bin/app app env
  /usr/bin/env nginx systemctl ./bin/app bin/java aws vault openssl`.split(/\s+/);
const paths = [
  '/etc/ssl/ca.pem',
  '/a\\b',
  '/ä/ca.pem',
  '/with space/x',
  'relative/ca.pem',
  '',
  'NONE',
  '/etc/%i.pem',
  '/x$y',
  '/x"y',
  "/x'y",
  '/x`y',
  `/x?${secret}=y`,
  `/x;${secret}`,
  `/x&${secret}`,
  '/',
];
const odd =
  `-k -ks -sko -skofile -u -u${secret} -usecret:${secret} -K -K/etc/rc -: -q -qk -H @/etc/args @ -XX:Flags=/x -XX:VMOptionsFile=/x -XX:+UseG1GC
  -D -D= -Dx -Dx=${secret} --${secret} -${secret} ${secret} --token=${secret} --cacer --cacert=/x --insec --ca --no-cacert --no-k --crlf -- - --next=1 --use_system_ca --use_openssl_ca=false --no-use-system-ca=${secret} --ca-b --no-ver --ca-cert --ca-path=/x -address --address=https://u:${secret}@h -tls-server-name=${secret} --tls-server-name -config
  -config=/${secret} --tls-skip-verify=0 --tls-skip-verify=${secret} --openssl-config=${secret} --openssl_shared_config --openssl-config --ca-bun=/x --endpoint-url --endpoint-url=https://u:${secret}@h
  https://u:${secret}@h:8/x
  --tlsv1.3 --tlsv1 --tlsv1.2 --tlsv --tls-m --no-tlsv1.3 --cip --tls-min-v1.3 --tls_min_v1.3 --tls-max-v1.2 --tls-cipher-list=${secret} --tls-cipher-list
  --force-fips --enable_fips=${secret} --tls-min-v1.2
  --env-file=/x --env-file-if-exists=/y --no-verify-ssl=0 --no-verify-ssl=true --no-verify-ssl=${secret} -tls-skip-verify=false --profile prod app.jar /srv/app.jar
  x/-y.py ${secret}/main.py -c -xc -i -iu -S -v -0 -C --unset --unset=HOME --un -u --chdir=/x --split-string=-i --split-string -S-i --ignore --debug --bogus
  A=b HOME=/x SSL_CERT_FILE=/env/ca.pem SSL_CERT_FILE=${secret} TOKEN=${secret} VAULT_ADDR=https://u:${secret}@h:1/ =x stop configtest -t -T -jar -m --cert -E --key`.split(
    /\s+/,
  );
const oddWords = [...odd, `-Dx=${secret} y`, 'a b', '-i -u HOME', `A=b ${secret}`, 'x\ny', "it's", '\t', ''];
const values: Readonly<Record<Shape, readonly string[]>> = {
  path: paths,
  'path-list': ['/a:/b', '/a::/b', '/a:b', ...paths],
  endpoint:
    `https://h https://H:8200/v1?x=${secret} http://u:${secret}@h/ unix:///run/v.sock unix://x HTTPS://a\\b https://[::1]:1 https://h:99999 https://1.2 ftp://h
    https:///h https://h:x`.split(/\s+/),
  duration: ['', '60', '1h', '1234567s', '10ms', 'canary'],
  number: ['', '0', '3', '123456789', '1234567890', '-1', '1.5', '1:2', '3x', secret],
  rate: ['', '0', '10', '10:20', '10:', ':20', '1.5', '1:2:3', '1234:67890', secret],
  set: ['', 'false', 'x y', secret],
  region: ['eu-west-1', 'us-gov-east-1', 'x', 'eu-west-11', 'us-a-1', 'us-gov-gov-gov-gov-1'],
  flag: ['1', '0', 'true', 'FALSE', 'yes', 'maybe', secret],
  'key-store-type': ['jks', 'PKCS12', 'Windows-ROOT', secret],
  'key-store-path': paths,
  proxy: `http://u:${secret}@h:8/ https://H:80 h:3128 a.b:3128 a.b:99999 a.b ${secret}.b:1 socks5://a.b:1 http:// set ? `.split(' '),
  hosts: ['', '*', 'a.b,.c.d, *.e.f ,g', `${secret},a.b`, 'a.b|c.d', 'a.b c.d', ',,', '10.0.0.0/8,10.1.2.3', '?'],
};

const path = fc.constantFrom(...paths);
const property = fc
  .tuple(
    fc.constantFrom(...javaProperties.keys()),
    fc.constantFrom(...paths, 'jks', 'changeit', 'false', '*.e.f|a.b|g', 'a.b,c.d', '443', secret),
  )
  .map(([name, value]) => `-D${name}=${value}`);
const known = fc.constantFrom(
  ...javaOptionsWithValue,
  ...nodeOptionsWithValue,
  ...curlOptionsWithValue,
  ...curlStoreOptions,
  ...storePathOptions,
  ...unverifiedFlags,
);
const glued = fc.tuple(fc.constantFrom(...storePathOptions), path).map(([option, value]) => `${option}=${value}`);
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...oddWords) },
  { weight: 3, arbitrary: known },
  { weight: 2, arbitrary: path },
  property,
  glued,
  fc.constantFrom(...programs),
);
const command = fc.tuple(fc.constantFrom(...programs), fc.array(word, { maxLength: 10 })).map(([program, rest]) => [program, ...rest]);
const optionText = fc
  .array(fc.oneof(property, word, fc.constantFrom('"', "'", '"-Da=b c"', '\\')), { maxLength: 6 })
  .map((words) => words.join(' '));
const variable = fc.oneof(
  fc
    .constantFrom(...Object.entries(allowedVariables))
    .chain(([name, shape]) => fc.tuple(fc.constant(name), fc.constantFrom(...values[shape], secret))),
  fc.tuple(fc.constantFrom(...optionVariables), optionText),
  fc.tuple(
    fc.constantFrom('TOKEN', 'AWS_SECRET_ACCESS_KEY', 'VAULT_CACERT_BYTES', 'VAULT_TLS_SERVER_NAME', 'OPENSSL_CONF', 'LD_LIBRARY_PATH'),
    fc.constantFrom(secret, ''),
  ),
);
const start: fc.Arbitrary<Start> = fc.record({
  words: command,
  environment: fc.uniqueArray(variable, { maxLength: 4, selector: ([name]) => name }),
});

function reading({ words, environment }: Start): unknown {
  const raw = { words, environment: new Map(environment) };
  const command = commandOf(raw);
  return {
    reading: readLaunch(raw, 'running'),
    shell: command.shell,
    program: plainProgram(command.program),
    harmless: fetchesNothing(command.programWords),
  };
}

// A program that is not named by an absolute path or a plain name is told by its last part only.
function plainProgram(program: string): string {
  if (/^\/[^\s%$'"`?;&]*$|^[\w.+-]*$/.test(program)) return program;
  const name = posix.basename(program);
  return /^[\w.+-]+$/.test(name) ? name : '?';
}

describe.each(awks)('the word filter in %s', (awk) => {
  it('lets through what the readers make of a command line, and nothing else', () => {
    const starts = fc.sample(start, { numRuns: awk === 'mawk' ? 20_000 : 3000, seed: 7 });
    const filtered = filterStarts(awk, starts);
    expect(filtered.length).toBe(starts.length);
    for (const [index, raw] of starts.entries()) {
      const left = filtered[index];
      if (left === undefined) throw new Error('one is missing');
      expect({ raw, left, reading: reading(left) }).toEqual({ raw, left, reading: reading(raw) });
      expect(JSON.stringify(left)).not.toMatch(/aN!|!aR/);
    }
  });
});

describe('client certificates of curl', () => {
  it('are named without the password behind the colon', () => {
    const words = ['curl', '--cert', `/c.pem:${secret}`, '-E', `/d.pem:${secret}`, '--key', '/k.pem', '--pass', secret];
    const [left] = filterStarts('mawk', [{ words, environment: [] }]);
    expect(left?.words).toEqual(['curl', '--cert', '/c.pem', '-E', '/d.pem', '--key', '/k.pem', '--pass', '?']);
  });
});

describe('endpoints', () => {
  // The readers would take them: here the host rather counts as not known.
  it('are left out where the host is not written plainly, or a password may reach behind the first slash', () => {
    const odd = ['https://ä.example', 'https://%41.example', `https://u:1/${secret}@h/`];
    const [left] = filterStarts('mawk', [{ words: [], environment: odd.map((value) => ['VAULT_ADDR', value]) }]);
    expect(left?.environment.map(([, value]) => value)).toEqual(['?', '?', '?']);
  });
});

describe('the tables of the word filter', () => {
  const fitting: Readonly<Record<Shape, string>> = {
    path: '/x',
    'path-list': '/x:/y',
    endpoint: 'https://h:1',
    region: 'eu-west-1',
    flag: 'true',
    duration: '30s',
    number: '3',
    rate: '10:20',
    // of any other value the probe tells only that there is one
    set: 'false',
    'key-store-type': 'jks',
    'key-store-path': '/x',
    proxy: 'http://h:3128',
    hosts: 'a.b,.c.d,*.e.f,*',
  };

  it('hold every variable of the allow-list', () => {
    const environment = Object.entries(allowedVariables).map(([name, shape]) => [name, fitting[shape]] as const);
    expect(filterStarts('mawk', [{ words: [], environment }])[0]?.environment).toEqual(environment);
  });

  it('hold every option by which the readers tell words apart', () => {
    const words = [
      'app',
      ...javaOptionsWithValue,
      ...nodeOptionsWithValue,
      ...curlOptionsWithValue,
      ...curlStoreOptions,
      ...storePathOptions,
    ];
    expect(filterStarts('mawk', [{ words, environment: [] }])[0]?.words).toEqual(words);
  });

  it('let through which files are loaded first, and nothing that these are handed', () => {
    const words = [
      'node',
      '-r',
      '/opt/a.js',
      '--require=/opt/b.cjs',
      '--import',
      '/opt/c.mjs',
      '-javaagent:/opt/d.jar=key=canary',
      '-agentpath:/opt/libf.so=key=canary',
      '/opt/app.js',
    ];
    const [left] = filterStarts('mawk', [{ words, environment: [['JAVA_TOOL_OPTIONS', '-javaagent:/opt/e.jar=canary']] }]);
    expect(left?.words).toEqual([...words.slice(0, 6), '-javaagent:/opt/d.jar', '-agentpath:/opt/libf.so', '/opt/app.js']);
    expect(left?.environment).toEqual([['JAVA_TOOL_OPTIONS', '-javaagent:/opt/e.jar']]);
  });

  it('let through the class that java runs, right behind a class path of one place alone', () => {
    const wordsLeft = (line: string): string =>
      filterStarts('mawk', [{ words: line.split(' '), environment: [] }])[0]?.words.join(' ') ?? '';
    expect(wordsLeft('java -cp /opt/app com.acme.Main Canary')).toBe('java -cp /opt/app com.acme.Main ?');
    expect(wordsLeft('java -cp /opt/app:/opt/lib Canary')).toBe('java -cp ? ?');
    expect(wordsLeft('java -cp /opt/app canary')).toBe('java -cp /opt/app ?');
    expect(wordsLeft('java -cp /opt/app Main -cp /opt/x Canary')).toBe('java -cp /opt/app Main -cp ? ?');
    expect(wordsLeft('serve -cp /opt/app Canary')).toBe('serve -cp ? ?');
  });

  it('hold the arguments with which a program fetches nothing', () => {
    const given = { nginx: '-tq', sshd: '-T', apache2ctl: 'configtest', haproxy: '-c', systemctl: 'is-active' };
    expect(Object.keys(given).sort()).toEqual(Object.keys(harmlessWith).sort());
    for (const [program, argument] of Object.entries(given)) {
      const [left] = filterStarts('mawk', [{ words: [program, argument], environment: [] }]);
      expect(fetchesNothing(left?.words ?? [])).toBe(true);
    }
  });
});
