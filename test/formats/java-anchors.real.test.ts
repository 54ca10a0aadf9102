import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { type Issued, issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { certificateBag, keyBag, localKeyId, named, pkcs12Of, trustedMark } from './pkcs12-file.ts';
import { attempt, importAll, keytools, makeFolder, run, write } from './vendor-tools.ts';

const java25 = '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java';
const password = 'changeit';
const root = (name: string): Issued => issue({ subject: `CN=${name}`, ca: true });
const [a, b] = [root('Root A'), root('Root B')];
const leaf = issue({ subject: 'CN=leaf', issuer: a, names: ['leaf'] });
const other = issue({ subject: 'CN=other', issuer: a, names: ['other'] });

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

describeWith(['keytool', 'openssl', 'java', java25], 'the anchors of Java', () => {
  const folder = makeFolder();
  write(folder, 'Anchors.java', anchorsProgram);
  for (const [name, certificate] of Object.entries({ a, b, leaf, other })) write(folder, `${name}.pem`, certificate.pem);
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
    expect(anchorsOf(java25, stores).map(([, ...anchors]) => anchors.length)).toEqual([2, 1, 1, 1, 2, 2, 0, 2, 2, 2, 0, 2, 2]);
  }, 60_000);

  it('are trusted entries of PKCS#12 and the certificate that belongs to each key, which is not decrypted for that', () => {
    const openssl = (store: string, ...options: readonly string[]): string =>
      run('openssl', ['pkcs12', '-export', '-out', store, '-passout', `pass:${password}`, ...options], folder);
    write(folder, 'leaf.key', leaf.keyPem);
    write(folder, 'other.key', other.keyPem);
    write(folder, 'chain.pem', leaf.pem + a.pem);
    write(folder, 'backwards.pem', a.pem + leaf.pem);
    const keyed = ['-inkey', 'leaf.key'];
    openssl('chain.p12', ...keyed, '-in', 'chain.pem');
    openssl('named.p12', ...keyed, '-in', 'chain.pem', '-name', 'Leaf', '-caname', 'leaf');
    openssl('backwards.p12', ...keyed, '-in', 'backwards.pem');
    openssl('legacy-key.p12', '-legacy', ...keyed, '-in', 'chain.pem');
    openssl('open-certificates.p12', ...keyed, '-in', 'chain.pem', '-certpbe', 'NONE');
    openssl('open-key.p12', ...keyed, '-in', 'chain.pem', '-keypbe', 'NONE');
    openssl('other.p12', '-inkey', 'other.key', '-in', 'other.pem', '-name', 'other');
    const stored = ['-storetype', 'PKCS12', '-storepass', password];
    const from = ['-srcstorepass', password, '-deststorepass', password, '-deststoretype', 'PKCS12', '-noprompt'];
    for (const store of ['named', 'other'])
      run(keytool, ['-importkeystore', '-srckeystore', `${store}.p12`, '-destkeystore', 'two-keys.p12', ...from], folder);
    importAll(keytool, 'two-keys.p12', stored, ['b'], folder);
    const stores: readonly (readonly [store: string, type: string, password: string])[] = [
      ['chain.p12', 'PKCS12', password],
      ['chain.p12', 'PKCS12', ''],
      ['named.p12', 'PKCS12', password],
      ['backwards.p12', 'PKCS12', password],
      ['legacy-key.p12', 'PKCS12', password],
      ['open-certificates.p12', 'PKCS12', ''],
      ['open-certificates.p12', 'PKCS12', password],
      ['open-key.p12', 'PKCS12', password],
      ['two-keys.p12', 'PKCS12', password],
      ['two-keys.p12', 'PKCS12', ''],
    ];
    for (const java of ['java', java25])
      expect(anchorsOf(java, stores).map(([, ...anchors]) => anchors.length)).toEqual([1, 0, 1, 1, 1, 1, 1, 0, 3, 0]);
  }, 60_000);

  it('stay hidden behind a later entry of the same name, and are found by name where the ids of key and certificate are lost', () => {
    const trusted = [...named('Corp'), trustedMark];
    writeBags('same-name.p12', [certificateBag(a, trusted), certificateBag(b, [...named('CORP'), trustedMark])]);
    writeBags('key-over-trusted.p12', [certificateBag(a, trusted), keyBag([...named('corp'), localKeyId('aa')])]);
    writeBags('by-name.p12', [certificateBag(a, []), certificateBag(leaf, named('Own')), keyBag([...named('own'), localKeyId('aa')])]);
    writeBags('last-id.p12', [
      certificateBag(a, [localKeyId('aa')]),
      certificateBag(b, [localKeyId('aa')]),
      keyBag([...named('own'), localKeyId('aa')]),
    ]);
    writeBags('id-and-name.p12', [
      certificateBag(leaf, [...named('OWN'), localKeyId('aa')]),
      certificateBag(b, [localKeyId('aa')]),
      keyBag([...named('own'), localKeyId('aa')]),
    ]);
    writeBags('without-ids.p12', [keyBag([]), certificateBag(leaf, [])]);
    writeBags('without-ids-in-parts.p12', [keyBag([])], [certificateBag(leaf, []), certificateBag(a, [])]);
    writeBags('two-keys-without-ids.p12', [keyBag([]), keyBag([])], [certificateBag(leaf, [])]);
    writeBags('unnamed.p12', [certificateBag(a, [trustedMark]), certificateBag(b, [...named('1'), trustedMark]), keyBag([])]);
    const names = ['same-name', 'key-over-trusted', 'by-name', 'last-id', 'id-and-name'];
    const without = ['without-ids', 'without-ids-in-parts', 'two-keys-without-ids', 'unnamed'];
    const stores = [...names, ...without].map((name) => [`${name}.p12`, 'PKCS12', ''] as const);
    for (const java of ['java', java25])
      expect(anchorsOf(java, stores).map(([, ...anchors]) => anchors.length)).toEqual([1, 0, 1, 1, 1, 0, 1, 0, 1]);
  }, 60_000);

  /** The real anchors of each key store, after a comparison with ours. */
  function anchorsOf(java: string, stores: readonly (readonly [store: string, type: string, password: string])[]): readonly string[][] {
    const said = attempt(java, ['Anchors.java', ...stores.map((store) => store.join('='))], folder);
    expect(said).toEqual({ status: 0, said: said.said });
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
    return real;
  }

  function writeBags(store: string, ...parts: readonly (readonly Uint8Array[])[]): void {
    write(folder, store, pkcs12Of(...parts));
  }
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
