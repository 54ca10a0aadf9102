import { describe, expect, it } from 'vitest';
import { logText } from '../../src/report/log-text.ts';
import { remedyLines, remedyTexts } from '../../src/report/remedy-steps.ts';

const restart = 'then restart one host alone and look before the next';

describe('the steps of several remedies', () => {
  it('are one list: what not to do first, the restart once and last', () => {
    expect(
      remedyLines([
        `do not restart it; save the CA as ca.pem; cat ca.pem >> /etc/app/root.pem; ${restart}`,
        `do not restart it; put /etc/app/client.key back, ${restart}`,
        'issue a client certificate; systemctl daemon-reload, and look again before any restart',
      ]),
    ).toEqual([
      'do not restart it',
      '1. save the CA as ca.pem',
      '2. cat ca.pem >> /etc/app/root.pem',
      '3. put /etc/app/client.key back',
      '4. issue a client certificate',
      '5. systemctl daemon-reload',
      '6. look again before any restart',
      '7. restart one host alone and look before the next',
    ]);
  });

  it('end with a new container where that is what is started', () => {
    const lines = remedyLines(['do not restart it; put it there; then start one new container alone; mend it at its source', 'chmod it']);
    expect(lines.at(-1)).toBe('4. start one new container alone');
  });

  it('are not broken within quotes, of names or of a shell', () => {
    expect(remedyLines([`save "CN=a; b"; cat x >> '/etc/it'\\''s; y'; open the service's file; done`])).toEqual([
      '1. save "CN=a; b"',
      `2. cat x >> '/etc/it'\\''s; y'`,
      "3. open the service's file",
      '4. done',
    ]);
  });

  it('stay one sentence where quotes do not close, and one step has no number', () => {
    expect(remedyLines(['save "CN=a; then go'])).toEqual(['save "CN=a; then go']);
    expect(remedyLines(['one thing', 'one thing'])).toEqual(['one thing']);
    expect(remedyLines([])).toEqual([]);
  });
});

describe('one remedy', () => {
  it('is the sentence that it is, its commands on lines of their own', () => {
    expect(remedyTexts([`do not restart it; save the CA as ca.pem; cat ca.pem >> '/etc/a; b.pem'; ${restart}`])).toEqual([
      'do not restart it; save the CA as ca.pem',
      "cat ca.pem >> '/etc/a; b.pem'",
      restart,
    ]);
    expect(remedyTexts(['do not restart it; put the value there: aws x --y, and look again before any restart'])).toEqual([
      'do not restart it; put the value there:',
      'aws x --y',
      'then look again before any restart',
    ]);
    expect(remedyTexts(['do not restart it; renew it, and look again before any restart'])).toEqual([
      'do not restart it; renew it, and look again before any restart',
    ]);
  });

  it('of several has its commands apart too', () => {
    expect(remedyLines(['do not restart it; put the value there: aws x', 'mend it'])).toEqual([
      'do not restart it',
      '1. put the value there:',
      'aws x',
      '2. mend it',
    ]);
  });
});

describe('what the log will say', () => {
  it('is told as the status that it is where the client writes nothing else', () => {
    expect(logText('400')).toBe('HTTP 400 from the store (the client writes "400" alone)');
    expect(logText('Code: 400')).toBe('Code: 400');
  });
});
