import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { taskWords } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { rehearsalScript } from '../../../src/evidence/rehearsal/script.ts';
import { documentContent, documentMax, readableDocument, sameDocument } from '../../../src/evidence/transports/ssm/document.ts';
import { packedProbe, packedRehearsal } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { encodeWords, patternsFor } from '../../../src/evidence/transports/ssm/document-words.ts';

describe('the script of the rehearsal', () => {
  it('does nothing at all where its end is missing', () => {
    const cut = rehearsalScript().split('\n').slice(0, -3).join('\n');
    expect(execFileSync('sh', ['-s', '--', 'rehearse', 'N0123456789abcdef'], { input: cut, encoding: 'utf8' })).toBe('');
  });

  it('says how it is called where it is called otherwise', () => {
    for (const words of [[], ['facts', 'N0123456789abcdef'], ['rehearse'], ['rehearse', 'a b']]) {
      expect(() => execFileSync('sh', ['-s', '--', ...words], { input: rehearsalScript(), stdio: 'pipe' })).toThrow(/usage: /);
    }
  });

  it('names no file that it would write', () => {
    expect(rehearsalScript()).not.toMatch(/mktemp|>\s*["']?\/(?!dev\/null)/);
  });

  it('gets tasks as words that the document takes', () => {
    const words = taskWords(
      [
        {
          client: 'curl',
          program: '/opt/my app/curl',
          name: 'vault',
          port: 8200,
          addresses: ['::1'],
          environment: { SSL_CERT_FILE: '/a' },
          options: ['--cacert', '/a b'],
        },
      ],
      3,
    );
    expect(words).toEqual([
      'task=0',
      'client=curl',
      'program=/opt/my app/curl',
      'name=vault',
      'port=8200',
      'seconds=3',
      'at=::1',
      'env=SSL_CERT_FILE=/a',
      'option=--cacert',
      'option=/a b',
    ]);
    expect(encodeWords(words)).toMatch(new RegExp(patternsFor('rehearsal').words));
  });
});

describe('the document of the rehearsal', () => {
  const content = documentContent(packedRehearsal(), 'rehearsal');

  it('is another one than that of the probe, and runs nothing that it runs', () => {
    expect(sameDocument(content, documentContent(packedProbe()))).toBe(false);
    expect(new RegExp(patternsFor('rehearsal').mode).test('facts')).toBe(false);
    expect(new RegExp(patternsFor('probe').mode).test('rehearse')).toBe(false);
    expect(content).toContain(JSON.stringify(patternsFor('rehearsal').mode));
  });

  it('has room to spare, and can be read', () => {
    expect(Buffer.byteLength(content)).toBeLessThan(documentMax / 2);
    expect(readableDocument(rehearsalScript(), 'rehearsal')).toContain('def shake():');
  });
});
