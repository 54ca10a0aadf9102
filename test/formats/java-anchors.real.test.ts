import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { type Issued, issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { attempt, importAll, keytools, makeFolder, run, write } from './vendor-tools.ts';

const java = '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java';
const password = 'changeit';
const root = (name: string): Issued => issue({ subject: `CN=${name}`, ca: true });
const [a, b] = [root('Root A'), root('Root B')];

/** What a TrustManager takes for anchors of the key store that is named. */
const anchorsProgram = `
import java.io.*; import java.security.*; import java.util.*; import javax.net.ssl.*;
public class Anchors {
  public static void main(String[] args) throws Exception {
    for (String arg : args) {
      String[] parts = arg.split("=", -1);
      KeyStore store = KeyStore.getInstance(parts[1]);
      try (InputStream in = new FileInputStream(parts[0])) { store.load(in, parts[2].isEmpty() ? null : parts[2].toCharArray()); }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      TreeSet<String> found = new TreeSet<>();
      for (var certificate : ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers())
        found.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
      System.out.println(parts[0] + " " + String.join(" ", found));
    }
  }
}`;

describeWith(['keytool', 'openssl', java], 'the anchors of Java', () => {
  const folder = makeFolder();
  write(folder, 'Anchors.java', anchorsProgram);
  for (const [name, certificate] of Object.entries({ a, b })) write(folder, `${name}.pem`, certificate.pem);
  write(folder, 'both.pem', a.pem + b.pem);
  const [, keytool = 'keytool'] = keytools().find(([name]) => name.startsWith('temurin')) ?? [];

  const jks = (store: string, entries: readonly (readonly [alias: string, root: Issued])[]): void =>
    write(folder, store, writeJks(entries));
  const pkcs12 = (store: string, ...options: readonly string[]): void =>
    importAll(keytool, store, [...options, '-storetype', 'PKCS12', '-storepass', password], ['a', 'b'], folder);

  it('are the entries that are marked plain, whatever lies in the key store', () => {
    jks('small.jks', [
      ['a', a],
      ['b', b],
    ]);
    jks('capital.jks', [
      ['Corp-Root', a],
      ['b', b],
    ]);
    jks('capitals-of-one.jks', [
      ['corp', a],
      ['CORP', b],
    ]);
    jks('same-alias.jks', [
      ['corp', a],
      ['corp', b],
    ]);
    pkcs12('plain.p12');
    pkcs12('legacy.p12', '-J-Dkeystore.pkcs12.legacy');
    pkcs12('open.p12', '-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE', '-J-Dkeystore.pkcs12.macAlgorithm=NONE');
    run('openssl', ['pkcs12', '-export', '-nokeys', '-in', 'both.pem', '-out', 'nokeys.p12', '-passout', `pass:${password}`], folder);
    for (const type of ['JKS', 'JCEKS']) {
      const pair = ['-alias', 'server', '-dname', 'CN=server', '-keyalg', 'EC', '-keypass', password];
      run(keytool, ['-genkeypair', ...pair, '-keystore', `key.${type}`, '-storetype', type, '-storepass', password], folder);
      importAll(keytool, `key.${type}`, ['-storetype', type, '-storepass', password], ['a'], folder);
    }
    const stores: readonly (readonly [store: string, type: string, password: string])[] = [
      ...['small', 'capital', 'capitals-of-one', 'same-alias'].map((name) => [`${name}.jks`, 'JKS', ''] as const),
      ['small.jks', 'JKS', password],
      ['plain.p12', 'PKCS12', password],
      ['plain.p12', 'PKCS12', ''],
      ['legacy.p12', 'PKCS12', password],
      ['open.p12', 'PKCS12', ''],
      ['open.p12', 'PKCS12', password],
      ['nokeys.p12', 'PKCS12', password],
      ['key.JKS', 'JKS', password],
      ['key.JCEKS', 'JCEKS', password],
    ];
    const said = attempt(java, ['Anchors.java', ...stores.map((store) => store.join('='))], folder);
    expect(said).toMatchObject({ status: 0 });
    const real = said.said
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' '));
    const ours = stores.map(([store, , pass]) => {
      const { entries } = readTrustStore(readFileSync(path.join(folder, store)), { password: pass === '' ? undefined : pass });
      const anchors = entries.filter((entry) => entry.mark === 'plain').map((entry) => entry.certificate.sha256);
      return [store, ...[...new Set(anchors)].toSorted()];
    });
    expect(ours).toEqual(real);
    expect(real.map(([, ...anchors]) => anchors.length)).toEqual([2, 1, 1, 1, 2, 2, 0, 2, 2, 2, 0, 2, 2]);
  }, 60_000);
});

/** A JKS as tools other than keytool write it: aliases to the letter. */
function writeJks(entries: readonly (readonly [alias: string, root: Issued])[]): Buffer {
  const number = (value: number, size: number): Buffer => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntBE(value, 0, size);
    return bytes;
  };
  const text = (value: string): Buffer => Buffer.concat([number(value.length, 2), Buffer.from(value)]);
  const body = Buffer.concat([
    Buffer.from([0xfe, 0xed, 0xfe, 0xed]),
    number(2, 4),
    number(entries.length, 4),
    ...entries.flatMap(([alias, { der }]) => [number(2, 4), text(alias), Buffer.alloc(8), text('X.509'), number(der.length, 4), der]),
  ]);
  const secret = Buffer.from(password, 'utf16le').swap16();
  return Buffer.concat([body, createHash('sha1').update(secret).update('Mighty Aphrodite').update(body).digest()]);
}
