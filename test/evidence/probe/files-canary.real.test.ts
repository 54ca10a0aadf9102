import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { lookAt, nameOf } from './run-file-probe.ts';
import { nonce, type ProbeRun, recordsOf, runProbe } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const leaf = issue({ subject: 'CN=client', issuer: root, keyType: 'rsa' });
const canary = 'canary-4f1d9c';

describeWith(['keytool', 'openssl', 'certutil'], 'private keys and passwords in trust files', () => {
  it('appear in no output of either round, however it is encoded', async () => {
    const folder = temporaryFolder();
    plantSecrets(folder);
    const files = readdirSync(folder).map((name) => path.join(folder, name));
    const given = files.map((file) => `get=${nameOf(file)}:${file}`);
    const looks = files.flatMap((file) => [['trust', file] as const, ['key', file] as const]);
    const runs = [await lookAt([...looks, ['trust', folder]]), await runProbe({ mode: 'contents', given })];
    for (const run of runs) expect(leaksOf(run)).toEqual([]);
    // What would be found if it were there
    expect(leaksOf({ raw: `x${Buffer.from(leaf.keyPem).toString('base64')}`, errors: '', records: [] })).not.toEqual([]);
    const sent = recordsOf(runs[1] as ProbeRun, 'content').map(({ fields }) => path.basename(fields[1] ?? ''));
    expect(sent.sort()).toEqual(['both.pem', 'dump.txt', 'hidden.pem', 'leaf.pem', 'note.pem', 'root.der', 'root.pem', 'trust.jks']);
  });

  it('show of a client key the digest of its public half, and nothing of one that is encrypted', async () => {
    const folder = temporaryFolder();
    plantSecrets(folder);
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at('mixed.pem'), root.pem + leaf.keyPem);
    const names = ['leaf.pem', 'key.pem', 'pkcs1.pem', 'both.pem', 'mixed.pem', 'encrypted.pem', 'passwd', 'gone.pem'];
    const run = await lookAt(names.map((name) => ['key', at(name)]));
    const spki = createPublicKey(leaf.keys.privateKey).export({ type: 'spki', format: 'der' });
    const digest = createHash('sha256').update(spki).digest('hex');
    const keys = new Map(recordsOf(run, 'key').map(({ fields }) => [path.basename(fields[0] ?? ''), fields.slice(1)]));
    expect(Object.fromEntries(keys)).toEqual({
      'leaf.pem': [digest, 'certificate'],
      'key.pem': [digest, 'key'],
      'pkcs1.pem': [digest, 'key'],
      'both.pem': [digest, 'key'],
      'mixed.pem': [digest, 'key'],
      'encrypted.pem': ['-', 'the key is encrypted'],
      passwd: ['-', 'it holds neither a certificate nor a key in PEM'],
      'gone.pem': ['-', 'it is not a file that may be read'],
    });
    const bare = await lookAt([['key', at('key.pem')]], { tools: ['awk', 'stat', 'head', 'tr', 'cat', 'env'] });
    expect(recordsOf(bare, 'key')[0]?.fields.slice(1)).toEqual(['-', 'there is no openssl that may be run']);
  });

  it('are packed like everything else, and the frame tells what was packed', async () => {
    const folder = temporaryFolder();
    plantSecrets(folder);
    const given = [`get=${nameOf(path.join(folder, 'both.pem'))}:${path.join(folder, 'both.pem')}`];
    const plain = await runProbe({ mode: 'contents', given });
    const lines = plain.raw.trimEnd().split('\n');
    const packed = packedRun(given);
    expect(packed[0]).toBe(`begin\tsnowline-probe/1\t${nonce}\tcontents`);
    expect(packed.at(-1)).toBe(`end\t${nonce}\t${lines.length}`);
    const text = gunzipSync(
      Buffer.from(
        packed
          .filter((line) => line.startsWith('|'))
          .join('')
          .replaceAll('|', ''),
        'base64',
      ),
    ).toString();
    expect(text).toBe(`${lines.slice(1, -1).join('\n')}\n`);
    expect(packed[1]).toBe(`packed\tgzip+base64\t${text.length}`);
  });
});

/** Output of a packed run as lines; its records can only be read once it is unpacked. */
function packedRun(given: readonly string[]): readonly string[] {
  const words = ['-s', '--', 'contents', nonce, ...given, 'pack=gzip'];
  return execFileSync('dash', words, { input: composeProbe(), encoding: 'latin1' }).trimEnd().split('\n');
}

/** Pieces of secrets that are in the output: as text, base64 or hexadecimal, and in base64 of base64 at any offset. */
function leaksOf(run: ProbeRun): readonly string[] {
  const unwrapped = run.raw.replaceAll(/\n\|?/g, '');
  const decoded = recordsOf(run, 'content').map(({ text }) => Buffer.from(text.join(''), 'base64').toString('latin1'));
  const haystacks = [run.raw, run.errors, unwrapped, ...decoded, ...decoded.map((text) => text.replaceAll(/\s/g, ''))];
  return secrets().filter((secret) => haystacks.some((text) => text.includes(secret)));
}

function secrets(): readonly string[] {
  const keys = [root.keys.privateKey, leaf.keys.privateKey];
  const scalars = keys.map((key) => Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const pems = [root.keyPem, leaf.keyPem, leaf.keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()];
  const bodies = pems.flatMap((pem) => pem.split('\n').slice(1, -2)).filter((line) => line.length > 20);
  // The first lines are the same for all keys of a kind, and the public half is in the certificate too
  const certificates = Buffer.concat([root.der, leaf.der]);
  const lines = bodies.filter((line) => !line.startsWith('MII') && !certificates.includes(Buffer.from(line, 'base64')));
  const texts = [...lines, canary];
  const shifted = texts.flatMap((text) =>
    [0, 1, 2].map((offset) =>
      Buffer.from(' '.repeat(offset) + text)
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, -4),
    ),
  );
  return [...texts, ...shifted, ...scalars.flatMap((one) => [one.toString('hex').slice(0, 40), one.toString('latin1').slice(0, 16)])];
}

/** A key or a password in every kind of container, and some files that may leave. */
function plantSecrets(folder: string): void {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C' };
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { cwd: folder, env: environment, stdio: 'pipe' });
  };
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(path.join(folder, name), content);
  const key = leaf.keys.privateKey;
  write('root.pem', root.pem);
  write('root.der', root.der);
  write('leaf.pem', leaf.pem);
  write('key.pem', leaf.keyPem);
  write('pkcs1.pem', key.export({ type: 'pkcs1', format: 'pem' }));
  write('key.der', key.export({ type: 'pkcs8', format: 'der' }));
  write('encrypted.pem', key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: canary }));
  write('both.pem', leaf.pem + leaf.keyPem);
  write('hidden.pem', root.pem + leaf.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE') + leaf.keyPem.replace('-----BEGIN', '--BEGIN'));
  write('note.pem', `# token: ${canary}\n${root.pem}password=${canary}\n`);
  write('passwd', `root:${canary}:0:0\n`);
  write('trailing.der', Buffer.concat([root.der, key.export({ type: 'pkcs8', format: 'der' })]));
  const export12 = ['pkcs12', '-export', '-in', 'leaf.pem', '-inkey', 'key.pem'];
  run('openssl', ...export12, '-out', 'key.p12', '-passout', 'pass:changeit');
  run('openssl', ...export12, '-out', 'clear.p12', '-certpbe', 'NONE', '-keypbe', 'NONE', '-nomac', '-passout', 'pass:');
  run('openssl', ...export12, '-out', 'own.p12', '-passout', `pass:${canary}`);
  const store = [
    '-importkeystore',
    '-srckeystore',
    'key.p12',
    '-srcstoretype',
    'PKCS12',
    '-srcstorepass',
    'changeit',
    '-deststorepass',
    'changeit',
  ];
  run('keytool', ...store, '-destkeystore', 'key.jks', '-deststoretype', 'JKS');
  run('keytool', ...store, '-destkeystore', 'key.jceks', '-deststoretype', 'JCEKS');
  const trust = ['-importcert', '-noprompt', '-alias', 'root', '-file', 'root.pem', '-storepass', canary];
  run('keytool', ...trust, '-keystore', 'trust.jks', '-storetype', 'JKS');
  run('certutil', '-N', '--empty-password', '-d', 'sql:.');
  run('openssl', 'pkcs12', '-in', 'key.p12', '-passin', 'pass:changeit', '-nodes', '-out', 'dump.txt');
  appendFileSync(path.join(folder, 'cert9.db'), '');
}
