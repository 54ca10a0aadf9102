import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { nameConstraintsOf, readNameConstraintsContent } from '../../src/x509/read-name-constraints.ts';
import { nameDer } from '../certificates.ts';
import { ascii, certificateOf, extension, hex, node, sequence } from './der-parts.ts';

const dns = (text: string): Uint8Array => node(0x82, ascii(text));
const permitted = (...subtrees: readonly Uint8Array[]): Uint8Array => node(0xa0, ...subtrees);
const excluded = (...subtrees: readonly Uint8Array[]): Uint8Array => node(0xa1, ...subtrees);

function read(...parts: readonly Uint8Array[]): ReturnType<typeof readNameConstraintsContent> {
  return readNameConstraintsContent(Buffer.concat(parts));
}

describe('readNameConstraintsContent', () => {
  it('reads permitted and excluded subtrees of every form', () => {
    const reading = read(
      permitted(sequence(dns('example.com')), sequence(node(0x81, ascii('a@b'))), sequence(node(0x86, ascii('.example.com')))),
      excluded(
        sequence(node(0x87, hex('0a000000 ff000000'))),
        sequence(node(0xa4, nameDer('O=Corp'))),
        sequence(node(0xa0, hex('06 02 2a03'), node(0xa0, hex('0c 01 78')))),
        sequence(hex('88 02 2a03')),
      ),
    );
    if (reading.kind !== 'constraints') throw new Error(reading.kind);
    expect(reading.constraints.permitted.map(({ base }) => base)).toEqual([
      { kind: 'dns', value: 'example.com' },
      { kind: 'email', value: 'a@b' },
      { kind: 'uri', value: '.example.com' },
    ]);
    const [address, directory, other, id] = reading.constraints.excluded.map(({ base }) => base);
    expect(address).toEqual({ kind: 'ip', bytes: Buffer.from('0a000000ff000000', 'hex') });
    expect(directory?.kind === 'directory' && directory.name.text).toBe('O=Corp');
    expect([other, id]).toEqual([
      { kind: 'other', tag: 0, type: '1.2.3', fits: true },
      { kind: 'other', tag: 8, type: '1.2.3', fits: true },
    ]);
  });

  it.each([
    ['absent', '', { minimum: undefined, maximum: undefined, wellFormed: true }],
    ['a minimum', '80 01 02', { minimum: 2n, maximum: undefined, wellFormed: true }],
    ['both', '80 01 00 81 01 ff', { minimum: 0n, maximum: -1n, wellFormed: true }],
    ['more octets than any distance', '81 0a 7f0102030405060708 09', { minimum: undefined, maximum: 1n << 64n, wellFormed: true }],
    ['no octets', '80 00', { minimum: undefined, maximum: undefined, wellFormed: false }],
    ['an octet too many', '80 02 0001', { minimum: undefined, maximum: undefined, wellFormed: false }],
    ['the wrong order', '81 01 05 80 01 01', { minimum: undefined, maximum: 5n, wellFormed: false }],
    ['something else', '82 01 05', { minimum: undefined, maximum: undefined, wellFormed: false }],
  ])('reads distances: %s', (_, distances, expected) => {
    const reading = read(permitted(sequence(dns('a'), hex(distances))));
    expect(reading.kind === 'constraints' && reading.constraints.permitted[0]).toMatchObject(expected);
  });

  it.each([
    ['another element', [hex('a2 00')]],
    ['permitted twice', [permitted(sequence(dns('a'))), permitted(sequence(dns('a')))]],
    ['excluded before permitted', [excluded(sequence(dns('a'))), permitted(sequence(dns('a')))]],
    ['a subtree that is no sequence', [permitted(hex('04 00'))]],
    ['a subtree without a name', [permitted(sequence())]],
    ['a value that is cut off', [hex('a0 05 3003')]],
  ])('takes %s as damage, not as an exception', (_, parts) => {
    expect(read(...parts).kind).toBe('malformed');
  });

  it('notes lengths that are not in their shortest form', () => {
    const reading = read(hex('a0 81 05 30 03 82 01 61'));
    expect(reading.kind === 'constraints' && reading.constraints.longLengths).toBe(true);
  });

  it('never throws, however the value is cut or changed', () => {
    const whole = Buffer.concat([
      permitted(sequence(dns('example.com'), hex('80 01 00'))),
      excluded(sequence(node(0xa4, nameDer('O=Corp')))),
    ]);
    for (let at = 0; at < whole.length; at += 1) {
      expect(() => readNameConstraintsContent(whole.subarray(0, at))).not.toThrow();
      for (const octet of [0x00, 0x30, 0x80, 0xa0, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = octet;
        expect(() => readNameConstraintsContent(changed)).not.toThrow();
      }
    }
  });
});

describe('nameConstraintsOf', () => {
  const certificateWith = (value: Uint8Array): ReturnType<typeof nameConstraintsOf> =>
    nameConstraintsOf(parseCertificate(certificateOf({ extensions: [extension('551d1e', value)] })));

  it('finds them in a certificate', () => {
    expect(certificateWith(sequence(permitted(sequence(dns('a'))))).kind).toBe('constraints');
    expect(nameConstraintsOf(parseCertificate(certificateOf())).kind).toBe('absent');
  });

  it('takes a value that is no sequence as malformed', () => {
    expect(certificateWith(hex('04 00')).kind).toBe('malformed');
  });
});
