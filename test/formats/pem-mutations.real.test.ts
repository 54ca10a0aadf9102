import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fatalDamage } from '../../src/formats/fatal-damage.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import type { TrustStoreReading } from '../../src/formats/trust-store.ts';
import { issue } from '../certificates.ts';
import { describeWith, findProgram } from '../require.ts';
import { goProgram } from './go-pem.ts';
import { attempt, folderOfTest, write } from './vendor-tools.ts';

const roots = ['A', 'B', 'C'].map((name) => issue({ subject: `CN=Root ${name}`, ca: true }));
const known = new Set(roots.map((root) => root.sha256));

type Edit = (text: string, random: (below: number) => number) => string;

const inserted = [
  '',
  ' ',
  '\t',
  '# text',
  'a: b',
  'Proc-Type: 4,ENCRYPTED',
  '-----',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  '-----BEGIN NOTE-----',
  '\r',
];
const odd = ['=', '==', '-', '-----', ' ', '\t', '\r', '\f', '\v', '\n', ':', '_', '*', 'A'];
const ends = ['\r\n', '\r\r\n', ' \n', '\t\n', '\n\n', '\r', '\n '];
const labels = ['TRUSTED CERTIFICATE', 'X509 CERTIFICATE', 'CERTIFICATE ', 'certificate', 'NOTE', ''];
const widths = [1, 3, 63, 76, 80, 253, 254, 255, 256, 300, 508, 2000];

/** What people, editors and transfers do to bundles, and worse. */
const edits: Readonly<Record<string, Edit>> = {
  'a line is lost': atLine((lines, at) => lines.toSpliced(at, 1)),
  'a line is doubled': atLine((lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')),
  'a line is put in': atLine((lines, at, random) => lines.toSpliced(at, 0, inserted[random(inserted.length)] ?? '')),
  'two lines are joined': atLine((lines, at) => lines.toSpliced(at, 2, lines.slice(at, at + 2).join(''))),
  'a line is broken': atLine((lines, at, random) => {
    const line = lines[at] ?? '';
    const where = random(line.length + 1);
    return lines.toSpliced(at, 1, line.slice(0, where), line.slice(where));
  }),
  'a line is indented': atLine((lines, at) => lines.toSpliced(at, 1, ` ${lines[at] ?? ''}`)),
  'something is put at the end of a line': atLine((lines, at, random) =>
    lines.toSpliced(at, 1, (lines[at] ?? '') + (odd[random(odd.length)] ?? '')),
  ),
  'something is put into a text': (text, random) => {
    const where = random(text.length + 1);
    return text.slice(0, where) + (odd[random(odd.length)] ?? '') + text.slice(where);
  },
  'a character is replaced': (text, random) => {
    const where = random(text.length);
    return text.slice(0, where) + (odd[random(odd.length)] ?? '') + text.slice(where + 1);
  },
  'all ends of lines change': (text, random) => text.replaceAll('\n', ends[random(ends.length)] ?? ''),
  'the end is cut off': (text, random) => text.slice(0, random(text.length)),
  'the beginning is cut off': (text, random) => text.slice(random(80)),
  'a label changes': (text, random) => text.replace(' CERTIFICATE', ` ${labels[random(labels.length)] ?? ''}`),
  'a byte order mark': (text) => `\u00ef\u00bb\u00bf${text}`,
  'lines of another length': (text, random) => {
    const body = /-----BEGIN CERTIFICATE-----\n([^-]+)\n-----END/.exec(text)?.[1];
    if (body === undefined) return text;
    const digits = body.replaceAll('\n', '');
    const width = widths[random(widths.length)] ?? 64;
    const lines = Array.from({ length: Math.ceil(digits.length / width) }, (_, index) => digits.slice(index * width, (index + 1) * width));
    return text.replace(body, lines.join('\n'));
  },
};

function atLine(change: (lines: readonly string[], at: number, random: (below: number) => number) => readonly string[]): Edit {
  return (text, random) => {
    const lines = text.split('\n');
    return change(lines, random(lines.length), random).join('\n');
  };
}

/** Lehmer's generator: the same bundles in every run, so that a difference can be looked at. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % Math.max(1, below);
  };
}

const perEdit = 25;
const bundles = Object.values(edits).flatMap((edit, kind) =>
  Array.from({ length: perEdit }, (_, index) => {
    const random = randomFrom(1000 * kind + index + 1);
    const whole = Array.from({ length: 1 + random(3) }, () => roots[random(roots.length)]?.pem ?? '').join(
      ['', '\n', '# text\n'][random(3)],
    );
    const others = Object.values(edits);
    const once = edit(whole, random);
    return index % 2 === 0 ? once : (others[random(others.length)]?.(once, random) ?? once);
  }),
);
const readings = bundles.map((text) => readTrustStore(Buffer.from(text, 'latin1')));

/** What we do not claim to know is not compared; nor are certificates that an edit changed within, which each client judges its own way. */
function isComparable({ entries, damage }: TrustStoreReading): boolean {
  return damage.every((item) => item.kind !== 'unsupported') && entries.every((entry) => known.has(entry.certificate.sha256));
}

describeWith(['go'], 'Go on bundles that were changed at random', () => {
  it('finds the entries that are not touched and not for OpenSSL alone', () => {
    const folder = folderOfTest();
    for (const [index, text] of bundles.entries()) write(folder, `${index}.pem`, Buffer.from(text, 'latin1'));
    write(folder, 'main.go', goProgram);
    const go = findProgram('go') ?? 'go';
    const env = { PATH: '/usr/bin:/bin', HOME: folder };
    const args = ['run', 'main.go', ...bundles.keys().map((index) => `${index}.pem`)];
    const said = execFileSync(go, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const found = said
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').slice(1).filter(Boolean));
    let compared = 0;
    for (const [index, reading] of readings.entries()) {
      const real = found[index] ?? [];
      if (!isComparable(reading) || real.some((sha256) => !known.has(sha256))) continue;
      compared += 1;
      const touched = new Set(reading.damage.flatMap((item) => item.touches ?? []));
      const ours = reading.entries.filter((entry) => entry.mark === 'plain' && !touched.has(entry.byteOffset));
      expect(
        ours.map((entry) => entry.certificate.sha256),
        `on ${JSON.stringify(bundles[index])}`,
      ).toEqual(real);
    }
    expect(compared).toBeGreaterThan(bundles.length / 2);
  });
});

describeWith(['openssl'], 'OpenSSL on bundles that were changed at random', () => {
  it('takes the file where no damage is fatal, and then every entry', () => {
    const folder = folderOfTest();
    let compared = 0;
    for (const [index, text] of bundles.entries()) {
      const reading = readings[index];
      if (reading === undefined || !isComparable(reading)) continue;
      write(folder, 'bundle.pem', Buffer.from(text, 'latin1'));
      const { status } = attempt('openssl', ['crl2pkcs7', '-nocrl', '-certfile', 'bundle.pem', '-out', 'out.p7b'], folder);
      const real = status === 0 ? readTrustStore(readFileSync(path.join(folder, 'out.p7b'))).entries : [];
      if (real.some((entry) => !known.has(entry.certificate.sha256))) continue;
      // What OpenSSL takes and our reader of certificates does not is no entry of ours
      if (reading.damage.some((item) => item.message.startsWith('not a'))) continue;
      compared += 1;
      const ours = reading.format === 'pem' && fatalDamage(reading) === undefined ? reading.entries : [];
      expect(
        ours.map((entry) => entry.certificate.sha256),
        `on ${JSON.stringify(text)}`,
      ).toEqual(real.map((entry) => entry.certificate.sha256));
    }
    expect(compared).toBeGreaterThan(bundles.length / 2);
  });
});
