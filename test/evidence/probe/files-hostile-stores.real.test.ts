import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { releaseTrustFile } from '../../../src/evidence/trust-file-content.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { disguisedStores, honestStores } from '../disguised-stores.ts';
import { lookAt } from './run-file-probe.ts';
import { recordsOf } from './run-probe.ts';
import { generator } from './seeded-random.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });

describeWith(['openssl', 'keytool', 'busybox', 'original-awk'], 'key stores that a hostile host holds', () => {
  // What tells without a password: the others cost two programs each
  it.each([
    ['dash', 'mawk'],
    ['busybox', 'busybox'],
    ['dash', 'original-awk'],
  ] as const)('never leave it where the auditor would not let them (%s, %s)', async (shell, awk) => {
    const folder = temporaryFolder();
    const seeds = plantSeeds(folder);
    const random = generator(7 + awk.length);
    const contents = Array.from({ length: 280 }, (_, index) => damaged(seeds[index % seeds.length] as Buffer, random));
    const files = contents.map((content, index) => {
      const file = path.join(folder, `damaged-${index}`);
      writeFileSync(file, content);
      return file;
    });
    const run = await lookAt(
      files.map((file) => ['trust', file]),
      { shell, awk },
    );
    const releases = new Map(recordsOf(run, 'digest').map(({ fields }) => [fields[0], fields[4]]));
    const differing = files.flatMap((file, index) => {
      const here = releaseTrustFile(contents[index] as Buffer).kind;
      const there = releases.get(file);
      return there === here ? [] : [`${there} there, ${here} here`];
    });
    expect(releases.size).toBe(files.length);
    expect(differing.filter((one) => one.startsWith('released'))).toEqual([]);
    // Both say the same of almost all: what is refused there and not here is damaged in ways that only one of them minds
    expect(differing.length).toBeLessThan(files.length / 10);
    expect([...releases.values()].filter((one) => one === 'released').length).toBeGreaterThan(20);
  });

  it.each([
    ['dash', 'mawk'],
    ['busybox', 'busybox'],
    ['bash', 'gawk'],
    ['dash', 'original-awk'],
  ] as const)('stay where they call a key a certificate (%s, %s)', async (shell, awk) => {
    const folder = temporaryFolder();
    const looks = Object.entries({ ...honestStores, ...disguisedStores }).map(([name, bytes]) => {
      writeFileSync(path.join(folder, name), bytes);
      return ['trust', path.join(folder, name)] as const;
    });
    const run = await lookAt(looks, { shell, awk });
    expect(recordsOf(run, 'digest')).toHaveLength(looks.length);
    const released = recordsOf(run, 'digest').filter(({ fields }) => fields[4] === 'released');
    expect(released.map(({ fields }) => path.basename(fields[0] ?? '')).sort()).toEqual(Object.keys(honestStores).sort());
  });

  it('end the walk where their lengths point beyond the end, or nest without end', async () => {
    const folder = temporaryFolder();
    const contents = {
      beyond: '3084ffffffff020103',
      'far-beyond': '3088ffffffffffffffff020103',
      'entries-beyond': 'feedfeed00000002ffffffff',
      'negative-count': 'cececece0000000280000000',
      'endless-alias': 'feedfeed0000000200000001000000020fffffff',
      indefinite: '3080020103',
      nested: '30820100'.repeat(5000),
      'high-tag': '3f8181818181',
      'only-tag': '30',
      'short-p12': '3003020103',
    };
    const looks = Object.entries(contents).map(([name, hex]) => {
      writeFileSync(path.join(folder, name), Buffer.from(hex, 'hex'));
      return ['trust', path.join(folder, name)] as const;
    });
    writeFileSync(
      path.join(folder, 'zeros.jks'),
      Buffer.concat([Buffer.from('feedfeed0000000200ffffff', 'hex'), Buffer.alloc(12_000_000, 0)]),
    );
    const started = Date.now();
    const run = await lookAt([...looks, ['trust', path.join(folder, 'zeros.jks')]]);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(recordsOf(run, 'digest')).toHaveLength(looks.length + 1);
    expect(recordsOf(run, 'digest').filter(({ fields }) => fields[4] === 'released')).toEqual([]);
  });

  it('are not tried for ever: one that takes too long is the last', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'root.pem'), root.pem);
    const files = ['first.p12', 'slow.p12', 'next.p12'].map((name) => path.join(folder, name));
    for (const file of files) {
      execFileSync('openssl', ['pkcs12', '-export', '-in', 'root.pem', '-nokeys', '-passout', 'pass:changeit', '-out', file], {
        cwd: folder,
      });
    }
    // Takes as long as one does whose file asks for a billion iterations
    const openssl = '#!/bin/sh\ncase "$*" in *slow*) exec sleep 60 ;; esac\nexec /usr/bin/openssl "$@"\n';
    const namespace = `mount -t tmpfs -o mode=755 none /usr/local/sbin; printf '%s' '${openssl}' > /usr/local/sbin/openssl; chmod 755 /usr/local/sbin/openssl`;
    const looks = files.map((file) => ['trust', file] as const);
    const run = await lookAt(looks, { namespace });
    expect(recordsOf(run, 'digest').map(({ fields }) => fields[4])).toEqual(['released', 'withheld', 'withheld']);
    expect(recordsOf(run, 'digest')[1]?.fields[5]).toBe('the key store asks for too many key-derivation iterations');
    expect(recordsOf(run, 'digest')[2]?.fields[5]).toContain('one took too long');
  });
});

/** Stores that can be judged without a password, and keys. */
function plantSeeds(folder: string): readonly Buffer[] {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C' };
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { cwd: folder, env: environment, stdio: 'pipe' });
  };
  writeFileSync(path.join(folder, 'root.pem'), root.pem);
  writeFileSync(path.join(folder, 'key.pem'), root.keyPem);
  const plain = ['-certpbe', 'NONE', '-keypbe', 'NONE', '-passout', 'pass:'];
  run('openssl', 'pkcs12', '-export', '-in', 'root.pem', '-out', 'trust.p12', '-nokeys', ...plain);
  run('openssl', 'pkcs12', '-export', '-in', 'root.pem', '-inkey', 'key.pem', '-out', 'key.p12', ...plain);
  run('openssl', 'crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-outform', 'DER', '-out', 'chain.p7b');
  const keytool = ['-importcert', '-noprompt', '-alias', 'root', '-file', 'root.pem', '-storepass', 'changeit'];
  run('keytool', ...keytool, '-keystore', 'trust.jks', '-storetype', 'JKS');
  const genkey = ['-genkeypair', '-alias', 'key', '-keyalg', 'EC', '-dname', 'CN=x', '-storepass', 'changeit'];
  run('keytool', ...genkey, '-keystore', 'key.jks', '-storetype', 'JKS');
  const read = ['trust.p12', 'key.p12', 'chain.p7b', 'trust.jks', 'key.jks'].map((name) => readFileSync(path.join(folder, name)));
  return [
    ...read,
    root.keys.privateKey.export({ type: 'pkcs8', format: 'der' }),
    root.keys.privateKey.export({ type: 'sec1', format: 'der' }),
  ];
}

/** Cut, lengthened, or with some bytes changed near its start, where the structure is. */
function damaged(content: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(content);
  const way = random();
  if (way < 0.2) return bytes;
  if (way < 0.35) return bytes.subarray(0, Math.floor(random() * bytes.length));
  if (way < 0.45) return Buffer.concat([bytes, Buffer.from('canary')]);
  const changes = 1 + Math.floor(random() * 2);
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() ** 2 * bytes.length);
    bytes[at] = way < 0.7 ? Math.floor(random() * 256) : ([0x30, 0x04, 0x80, 0x82, 0x84, 0xff, 0x00, 0xa0][Math.floor(random() * 8)] ?? 0);
  }
  return bytes;
}
