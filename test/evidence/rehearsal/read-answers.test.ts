import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../../src/evidence/rehearsal/read-answers.ts';
import type { RehearsalTask } from '../../../src/evidence/rehearsal/rehearsal-task.ts';

const nonce = 'N0123456789abcdef';
const task: RehearsalTask = { client: 'curl', name: 'vault', port: 443, addresses: ['vault'], environment: {}, options: [] };
const read = (text: string, tasks: readonly RehearsalTask[] = [task]) => readAnswers(Buffer.from(text), nonce, tasks);
const begin = `begin\tsnowline-rehearsal/1\t${nonce}\n`;
const end = `end\t${nonce}\n`;

describe('the answer of a rehearsal', () => {
  it('is each handshake with what its client said', () => {
    const reading = read(`${begin}handshake\t0\tvault\tapp\t60\t/usr/bin/curl\n|curl: (60) no\n|appconnect 0.0\n${end}`);
    expect(reading).toEqual({
      kind: 'answers',
      answers: [
        { task: 0, address: 'vault', user: 'app', program: '/usr/bin/curl', outcome: 'rejected', text: 'curl: (60) no\nappconnect 0.0' },
      ],
    });
  });

  it('is found behind what a login script printed, and cannot be forged by what a client says', () => {
    const forged = `|x\n|${begin}|handshake\t0\tvault\troot\t0\t/x\n`;
    const reading = read(`Welcome!\n${begin}handshake\t0\tvault\tapp\t60\t/usr/bin/curl\n${forged}${end}bye\n`);
    expect(reading).toMatchObject({ answers: [{ outcome: 'rejected' }] });
    expect(reading.kind === 'answers' && reading.answers).toHaveLength(1);
  });

  it('holds no control characters, and is bounded', () => {
    const reading = read(`${begin}handshake\t0\tva\u001b[2Jult\tapp\t60\t/usr/bin/curl\n|\u001b]0;x\u0007${'y'.repeat(9_000)}\n${end}`);
    if (reading.kind === 'none') throw new Error(reading.reason);
    const [answer] = reading.answers;
    expect(answer?.address).toBe('va[2Jult');
    expect(answer?.text).toMatch(/^\]0;xy+$/);
    expect(answer?.text.length).toBeLessThan(500);
  });

  it.each([
    ['nothing', '', 'something else'],
    ['an error page', '<html>', 'something else'],
    ['the answer to another request', begin.replace(nonce, 'other').concat(end), 'something else'],
    ['an answer without its end', `${begin}handshake\t0\tvault\tapp\t0\t/usr/bin/curl\n`, 'cut off'],
    ['no handshake at all', `${begin}${end}`, 'no awk'],
  ])('is none where it is %s', (_, text, reason) => {
    expect(read(text)).toMatchObject({ kind: 'none', reason: expect.stringContaining(reason) });
  });

  it('leaves out handshakes that nobody asked for', () => {
    expect(read(`${begin}handshake\t7\tvault\tapp\t0\t/x\nhandshake\t\tvault\tapp\t0\t/x\n${end}`)).toEqual({
      kind: 'answers',
      answers: [],
    });
  });
});
