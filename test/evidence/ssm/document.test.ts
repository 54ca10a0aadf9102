import { execFileSync, spawnSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packedClosely } from '../../../src/cli/build-packed.ts';
import { trustLocations } from '../../../src/evidence/probe/script/trust-locations.ts';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { documentContent, documentHash, documentMax, sameDocument } from '../../../src/evidence/transports/ssm/document.ts';
import { readAnswer, unpackAnswer } from '../../../src/evidence/transports/ssm/document-answer.ts';
import { compacted, packed, packedProbe } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { documentScript, pieceSize } from '../../../src/evidence/transports/ssm/document-script.ts';
import { encodeWords, parameterPatterns, wordsMax } from '../../../src/evidence/transports/ssm/document-words.ts';
import { smallDocument, smallProbe } from './ssm-hosts.ts';

interface CommandDocument {
  readonly schemaVersion: string;
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly allowedPattern: string; readonly default?: string }>>;
  readonly mainSteps: readonly {
    readonly action: string;
    readonly inputs: { readonly timeoutSeconds: string; readonly runCommand: readonly string[] };
  }[];
}
const parsed = (content: string): CommandDocument => JSON.parse(content) as CommandDocument;
const scriptOf = (content: string): string => parsed(content).mainSteps[0]?.inputs.runCommand.join('\n') ?? '';

describe('the document', () => {
  it('fits into what SSM takes, with the probe as it is', async () => {
    const close = documentContent(await packedClosely(probeScript()));
    // our choice: 600 bytes for what the probe grows by before somebody looks again
    expect(documentMax - Buffer.byteLength(close) - wordsMax).toBeGreaterThan(600);
    // without a build SSM takes it too, with fewer words
    const loose = documentContent(packed(probeScript()));
    expect(Buffer.byteLength(loose)).toBeLessThan(documentMax);
    expect(sameDocument(close, loose)).toBe(true);
    expect(close.length).toBeLessThan(loose.length - 2_000);
  });

  it('holds no parameters but its own, and each of them in single quotes', () => {
    const script = scriptOf(documentContent(packedProbe()));
    expect(script.match(/\{\{.*?\}\}/g)).toEqual(['{{ mode }}', '{{ nonce }}', '{{ words }}', '{{ piece }}']);
    expect(script.match(/'\{\{ \w+ \}\}'/g)).toHaveLength(4);
    expect(Object.keys(parsed(smallDocument.content).parameters).sort()).toEqual(['mode', 'nonce', 'piece', 'timeout', 'words']);
  });

  it('lets nothing through its parameters that a shell, a template or JSON would read', () => {
    const { parameters } = parsed(smallDocument.content);
    const bad = [
      "'",
      '"',
      '$',
      '`',
      '\\',
      ' ',
      '\t',
      '\n',
      ';',
      '&',
      '|',
      '<',
      '>',
      '(',
      ')',
      '{',
      '}',
      '{{ssm:x}}',
      '*',
      '?',
      '[',
      '~',
      '#',
      '!',
      'é',
      '\0',
    ];
    for (const [name, { type, allowedPattern }] of Object.entries(parameters)) {
      expect(type).toBe('String');
      expect(allowedPattern).toBe(parameterPatterns[name as keyof typeof parameterPatterns]);
      // Go counts no further than 1,000.
      expect([...allowedPattern.matchAll(/\{\d+,(\d+)\}/g)].every(([, most]) => Number(most) <= 1_000)).toBe(true);
      for (const text of bad) {
        for (const value of [text, `facts${text}`, `${text}facts`, `a${text}b`]) expect(new RegExp(allowedPattern).test(value)).toBe(false);
      }
    }
  });

  it('is packed into the same bytes wherever that is done', async () => {
    for (const bytes of [packed(smallProbe), await packedClosely(smallProbe)]) {
      // RFC 1952, 2.3: magic, deflate, no flags, no time; system 255 is unknown
      expect([...bytes.slice(0, 8), bytes[9]]).toEqual([31, 139, 8, 0, 0, 0, 0, 0, 255]);
      expect(gunzipSync(bytes).toString('utf8')).toBe(compacted(smallProbe));
    }
  });

  it('is the same for the same probe, and its hash that of its text', () => {
    expect(documentContent(packed(smallProbe))).toBe(smallDocument.content);
    expect(documentHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is recognised in another spelling and packed otherwise, and in no other way', () => {
    const { content } = smallDocument;
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(parsed(content)).reverse()));
    expect(sameDocument(reordered, content)).toBe(true);
    const repacked = documentScript(gzipSync(compacted(smallProbe), { level: 1 }).toString('base64'));
    const other = JSON.stringify({
      ...parsed(content),
      mainSteps: [{ ...parsed(content).mainSteps[0], inputs: { timeoutSeconds: '{{ timeout }}', runCommand: repacked } }],
    });
    expect(sameDocument(other, content)).toBe(true);
    expect(sameDocument(other.replace('{{ timeout }}', '3600'), content)).toBe(false);
    expect(sameDocument(documentContent(packed(`${smallProbe}\n:\n`)), content)).toBe(false);
    const twoSteps = JSON.stringify({
      ...parsed(content),
      mainSteps: [...parsed(content).mainSteps, { action: 'aws:runShellScript', inputs: { runCommand: ['id'] } }],
    });
    for (const text of [twoSteps, '', '{}', 'null', '[1]', '{"mainSteps":[{"inputs":{"runCommand":["x"]}}]}', content.slice(0, -9)]) {
      expect(sameDocument(text, content)).toBe(false);
      expect(sameDocument(text, text)).toBe(text === content);
    }
  });

  it('carries the whole probe but its comments and indentation', () => {
    const script = probeScript();
    const bare = compacted(script);
    const lost = script.split('\n').filter((line) => !bare.includes(line.trim()));
    expect(lost.filter((line) => !/^\s*#/.test(line))).toEqual([]);
    expect(bare).toContain(trustLocations().join('\n'));
    // bash prints functions without the comments of the shell, and their texts (awk, tables) as they are.
    const functions = (text: string): string => {
      const input = `${text.slice(0, text.lastIndexOf('main "$@"'))}\ndeclare -f; printf '%s' "$AWK_TABLES$AWK_ESCAPE"`;
      return compacted(execFileSync('bash', ['--posix'], { input, encoding: 'utf8' }));
    };
    expect(functions(bare)).toBe(functions(script));
    expect(functions(bare).length).toBeGreaterThan(20_000);
    expect(execFileSync('sh', ['-n'], { input: bare, encoding: 'utf8' })).toBe('');
  });
});

describe('the script of the document', () => {
  const shells: readonly (readonly [string, readonly string[]])[] = [
    ['sh', []],
    ['bash', ['--posix']],
    ['busybox', ['sh']],
  ];
  const nonce = 'abcdefghijklmnop';
  const filled = (words: readonly string[], mode = 'facts', piece = '0'): string =>
    scriptOf(smallDocument.content)
      .replace('{{ mode }}', mode)
      .replace('{{ nonce }}', nonce)
      .replace('{{ words }}', encodeWords(words))
      .replace('{{ piece }}', piece);
  const available = shells.filter(([name]) => spawnSync(name, ['-c', ':']).status === 0 || spawnSync(name, ['sh', '-c', ':']).status === 0);

  it.each(available)('gives every byte of an argument to the probe in %s', (shell, options) => {
    const bytes = Array.from({ length: 254 }, (_, at) => String.fromCodePoint(at + 1)).filter((one) => one !== '\n');
    const words = ['file=/a', `file=/${bytes.join('')}`, 'get=%s%d%%41\\n', ',', 'file=/z,y'];
    const answer = readAnswer(
      execFileSync(shell, options, { input: filled(words), encoding: 'utf8', env: { PATH: process.env['PATH'] } }),
      nonce,
    );
    const output = answer.kind === 'piece' ? unpackAnswer([answer], 1 << 20) : answer;
    expect(output.kind === 'output' ? Buffer.from(output.stdout).toString('utf8') : output.reason).toBe(
      `begin\tsnowline-probe/1\t${nonce}\tfacts\n${words.map((word) => `word\t${word}\n`).join('')}host\t\nend\t${nonce}\n`,
    );
  });

  it.each(['base64', 'gzip', 'tr'])('says that the host has no %s', (missing) => {
    const tools = ['base64', 'gzip', 'tr', 'sha256sum', 'dd', 'find', 'rm', 'wc', 'sh'].filter((tool) => tool !== missing);
    // A folder with these programs alone, as the PATH of the script.
    const setup = `folder=$(mktemp -d); for tool in ${tools.join(' ')}; do ln -s "$(command -v $tool)" "$folder/$tool"; done; PATH=$folder /bin/sh; rm -rf "$folder"`;
    const stdout = execFileSync('sh', ['-c', setup], { input: filled([]), encoding: 'utf8' });
    expect(readAnswer(stdout, nonce)).toEqual({
      kind: 'failed',
      mayRetry: false,
      reason: `the host has no ${missing}, which the document needs`,
    });
  });

  it('says that the rest of its output is gone', () => {
    const stdout = execFileSync('sh', { input: filled([], 'piece', '1'), encoding: 'utf8' });
    expect(readAnswer(stdout, nonce)).toEqual({
      kind: 'failed',
      mayRetry: true,
      reason: 'the host does not keep the rest of its output any more',
    });
  });

  it('says that /run has no room for it, and leaves nothing there', () => {
    const script = filled([]).replace('=/run/', '=/dev/full/');
    const stdout = execFileSync('sh', { input: script, encoding: 'utf8', env: { PATH: process.env['PATH'], FILL: '40000' } });
    expect(readAnswer(stdout, nonce)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('/run of the host has no room') });
  });
});

describe('readAnswer', () => {
  const nonce = 'abcdefghijklmnop';
  const answer = (text: string, header: string): string => `snowline-ssm/1 ${nonce} ${header}\n${text}\nend ${nonce}\n`;

  it('finds the answer behind what a login script printed, and not behind another nonce', () => {
    expect(readAnswer(`welcome\nsnowline-ssm/1 another failed gone\n${answer('QUJD', 'piece 0 4 -')}bye`, nonce)).toMatchObject({
      kind: 'piece',
      text: 'QUJD',
    });
    expect(readAnswer(answer('QUJD', 'piece 0 4 -'), 'abcdefghijklmnoq')).toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['piece 0 5 -', 'a piece of the answer has 4 characters where 5 were due'],
    ['piece 1 4 -', 'a piece of the answer has 4 characters where 0 were due'],
    [`piece 0 ${pieceSize + 1} -`, `a piece of the answer has 4 characters where ${pieceSize} were due`],
    ['failed something-new', 'the document gave up for a reason that this version does not know'],
  ])('does not take `%s` for an answer', (header, reason) => {
    expect(readAnswer(answer('QUJD', header), nonce)).toEqual({ kind: 'failed', mayRetry: false, reason });
  });

  it('never passes on what the host printed', () => {
    for (const text of ['secret-token', 'snowline-ssm/1 abcdefghijklmnop failed secret-token', answer('secret', 'piece 9 secret -')]) {
      expect(JSON.stringify(readAnswer(text, nonce))).not.toContain('secret');
    }
  });
});

describe('unpackAnswer', () => {
  const packed = gzipSync('x'.repeat(100)).toString('base64');
  const piece = { kind: 'piece', index: 0, length: packed.length, sha256: undefined, text: packed } as const;

  it('refuses what is not packed, and what unpacks to more than is wanted', () => {
    expect(unpackAnswer([piece], 100)).toMatchObject({ kind: 'output' });
    expect(unpackAnswer([piece], 99)).toEqual({ kind: 'failed', mayRetry: false, reason: 'the probe printed more than 99 bytes' });
    expect(unpackAnswer([{ ...piece, text: 'QUJD', length: 4 }], 99)).toMatchObject({ kind: 'failed' });
    expect(unpackAnswer([{ ...piece, text: '<b>x', length: 4 }], 99)).toMatchObject({ kind: 'failed' });
    expect(unpackAnswer([], 99)).toMatchObject({ kind: 'failed' });
  });

  it('refuses pieces in another order, of another answer, or with another digest', () => {
    const half = Math.floor(packed.length / 2);
    const first = { ...piece, text: packed.slice(0, half) };
    const second = { ...piece, index: 1, text: packed.slice(half) };
    expect(unpackAnswer([first, second], 100)).toMatchObject({ kind: 'output' });
    for (const pieces of [
      [second, first],
      [first],
      [first, { ...second, length: 9 }],
      [{ ...first, sha256: 'a'.repeat(64) }, second],
      [first, first],
    ]) {
      expect(unpackAnswer(pieces, 100)).toMatchObject({ kind: 'failed' });
    }
  });
});
