import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerFlight } from '../../src/credential-store/sources/server-flight.ts';
import * as bytes from './handshake-bytes.ts';
import * as rfc8448 from './rfc8448-trace.ts';

// What stands in the entries does not matter here: a flight is read, not judged.
const chain = [Buffer.from('leaf'), Buffer.alloc(3000, 2), Buffer.from('leaf'), Buffer.from('unrelated')];
const names = [Buffer.from('3000', 'hex'), Buffer.from('300b3109300706035504030c00', 'hex')];
const tls12 = Buffer.concat([
  bytes.serverHello({ version: 0x0303 }),
  bytes.certificateMessage(chain),
  bytes.message(12, Buffer.alloc(70)),
  bytes.certificateRequest(0x0303, names),
  bytes.serverHelloDone,
]);

function read(...wire: Uint8Array[]) {
  const flight = new ServerFlight();
  for (const part of wire) flight.receive(part);
  return flight.state;
}

/** A TLS 1.3 flight whose protected part is cut into records of so many bytes. */
function tls13(suite: number, secret: Uint8Array, handshake: Uint8Array, mostBytes = 10_000): Buffer {
  const protect = bytes.protector(suite, secret);
  const parts = [bytes.records(bytes.serverHello({ version: 0x0304, suite })), bytes.changeCipherSpec];
  for (let at = 0; at < handshake.length; at += mostBytes) parts.push(protect(22, handshake.subarray(at, at + mostBytes), at % 7));
  return Buffer.concat(parts);
}

const encryptedExtensions = bytes.message(8, bytes.vector(2));

describe('TLS 1.2', () => {
  it('keeps the served order with repetitions, the protocol and the client CAs', () => {
    const clientCas = names.map((name) => name.toString('hex'));
    expect(read(bytes.records(tls12))).toEqual({
      kind: 'complete',
      protocol: 'TLSv1.2',
      certificates: chain.map((one) => Uint8Array.from(one)),
      clientCas,
    });
  });

  it('reads the same flight however records and TCP cut it', () => {
    const whole = read(bytes.records(tls12));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1 }), (mostBytes, cuts) => {
        const wire = bytes.records(tls12, mostBytes);
        const flight = new ServerFlight();
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const sizeBytes = cuts[turn % cuts.length]!;
          flight.receive(wire.subarray(at, at + sizeBytes));
          at += sizeBytes;
        }
        expect(flight.state).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('is not complete before ServerHelloDone, since a CertificateRequest may still come', () => {
    expect(read(bytes.records(tls12.subarray(0, -4)))).toEqual({ kind: 'open' });
  });

  it('says by an absent field that no client certificate is asked for, and by an empty list that no CA is named', () => {
    const start = [bytes.serverHello({ version: 0x0303 }), bytes.certificateMessage(chain)];
    const none = read(bytes.records(Buffer.concat([...start, bytes.serverHelloDone])));
    const any = read(bytes.records(Buffer.concat([...start, bytes.certificateRequest(0x0303, []), bytes.serverHelloDone])));
    expect(none).not.toHaveProperty('clientCas');
    expect(any).toHaveProperty('clientCas', []);
  });

  it('reads the CertificateRequest of TLS 1.0, which has no signature algorithms', () => {
    const parts = [bytes.serverHello({ version: 0x0301 }), bytes.certificateMessage(chain), bytes.certificateRequest(0x0301, names)];
    const state = read(bytes.records(Buffer.concat([...parts, bytes.serverHelloDone])));
    expect(state).toMatchObject({ kind: 'complete', protocol: 'TLSv1', clientCas: names.map((name) => name.toString('hex')) });
  });

  it('goes on after a warning alert', () => {
    expect(read(bytes.alert(1, 112), bytes.records(tls12))).toMatchObject({ kind: 'complete' });
  });
});

describe('TLS 1.3', () => {
  it('reads the certificate of RFC 8448 §3 out of one record with four messages', () => {
    const flight = new ServerFlight();
    flight.receive(Buffer.concat([rfc8448.serverHelloRecord, rfc8448.flightRecord]));
    expect(flight.needsSecret).toBe(true);
    flight.learnSecret(rfc8448.serverHandshakeTrafficSecret);
    expect(flight.state).toEqual({ kind: 'complete', protocol: 'TLSv1.3', certificates: [Uint8Array.from(rfc8448.certificate)] });
  });

  it.each([
    [0x1301, 32],
    [0x1302, 48],
    [0x1303, 32],
  ])('reads a flight of suite %i in small padded records after a HelloRetryRequest', (suite, secretBytes) => {
    const secret = Buffer.alloc(secretBytes, 9);
    const handshake = Buffer.concat([encryptedExtensions, bytes.certificateRequest13(names), bytes.certificateMessage13(chain)]);
    const flight = new ServerFlight();
    flight.receive(bytes.records(bytes.serverHello({ version: 0x0304, suite, retry: true })));
    flight.receive(bytes.changeCipherSpec);
    flight.receive(tls13(suite, secret, handshake, 61));
    flight.learnSecret(secret);
    expect(flight.state).toEqual({
      kind: 'complete',
      protocol: 'TLSv1.3',
      certificates: chain.map((one) => Uint8Array.from(one)),
      clientCas: names.map((name) => name.toString('hex')),
    });
  });

  it('gives the reason of an alert that is protected', () => {
    const secret = Buffer.alloc(32, 9);
    const flight = new ServerFlight();
    flight.receive(bytes.records(bytes.serverHello({ version: 0x0304, suite: 0x1301 })));
    flight.receive(bytes.protector(0x1301, secret)(21, Buffer.from([2, 80])));
    flight.learnSecret(secret);
    expect(flight.state).toEqual({ kind: 'failed', reason: 'refused the handshake with the alert internal_error' });
  });

  it('fails where the records do not open with the secret', () => {
    const flight = new ServerFlight();
    flight.receive(tls13(0x1301, Buffer.alloc(32, 9), encryptedExtensions));
    flight.learnSecret(Buffer.alloc(32, 8));
    expect(flight.state).toEqual({ kind: 'failed', reason: 'broke its TLS handshake: a TLS record that its key does not open' });
  });

  it('believes no certificate that comes in clear', () => {
    const clear = Buffer.concat([bytes.serverHello({ version: 0x0304, suite: 0x1301 }), bytes.certificateMessage13(chain)]);
    expect(read(bytes.records(clear))).toMatchObject({ kind: 'failed' });
    const flight = new ServerFlight();
    flight.receive(bytes.records(bytes.serverHello({ version: 0x0304, suite: 0x1301 })));
    flight.learnSecret(Buffer.alloc(32, 9));
    flight.receive(bytes.records(bytes.certificateMessage13(chain)));
    expect(flight.state).toMatchObject({ kind: 'failed' });
  });
});

describe('what is no handshake', () => {
  const hello = bytes.serverHello({ version: 0x0303 });
  it.each([
    ['plain HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'does not speak TLS'],
    ['a mail server', Buffer.from('220 mail ESMTP\r\n'), 'does not speak TLS'],
    ['a record of SSL 2', Buffer.from([0x80, 0x2e, 1, 3, 1]), 'does not speak TLS'],
    ['a record longer than TLS allows', Buffer.from([22, 3, 3, 0xff, 0xff]), 'does not speak TLS'],
    ['a fatal alert', bytes.alert(2, 40), 'refused the handshake with the alert handshake_failure'],
    ['an alert nobody knows', bytes.alert(2, 200), 'refused the handshake with the alert number 200'],
    ['an alert without content', bytes.record(21, Buffer.alloc(0)), 'refused the handshake with the alert number -1'],
    [
      'a certificate before the ServerHello',
      bytes.records(bytes.certificateMessage(chain)),
      'broke its TLS handshake: no ServerHello at its start',
    ],
    ['no certificate', bytes.records(Buffer.concat([hello, bytes.serverHelloDone])), 'presented no certificate'],
    [
      'an empty certificate list',
      bytes.records(Buffer.concat([hello, bytes.certificateMessage([]), bytes.serverHelloDone])),
      'presented no certificate',
    ],
    ['two ServerHellos', bytes.records(Buffer.concat([hello, hello])), 'broke its TLS handshake: a second ServerHello'],
    [
      'a version that was not offered',
      bytes.records(bytes.serverHello({ version: 0x0300 })),
      'chose a protocol version that was not offered',
    ],
    [
      'a certificate list that ends early',
      bytes.records(Buffer.concat([hello, bytes.message(11, Buffer.from([0, 0, 9, 0, 0, 7]))])),
      'broke its TLS handshake: a TLS message ends early',
    ],
    [
      'application bytes before the handshake is done',
      Buffer.concat([bytes.records(hello), bytes.record(23, Buffer.alloc(40))]),
      'broke its TLS handshake: application bytes before the handshake was done',
    ],
    [
      'a message over the limit',
      bytes.records(Buffer.concat([hello, Buffer.from([11, 0xff, 0xff, 0xff])])),
      'broke its TLS handshake: a handshake message of 16777215 bytes, over the limit of 262144',
    ],
  ])('gives a reason for %s', (_name, wire, reason) => {
    expect(read(wire)).toEqual({ kind: 'failed', reason });
  });

  it('gives up on a server that talks without end', () => {
    const flight = new ServerFlight();
    const hollow = bytes.record(22, bytes.message(0, Buffer.alloc(16_000)));
    flight.receive(bytes.records(hello));
    for (let sent = 0; sent < 70; sent += 1) flight.receive(hollow);
    expect(flight.state).toEqual({ kind: 'failed', reason: 'sent over 1048576 bytes without finishing its handshake' });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), fc.boolean(), (parts, startsWell) => {
        const flight = new ServerFlight();
        if (startsWell) flight.receive(bytes.records(bytes.serverHello({ version: 0x0304, suite: 0x1301 })));
        for (const part of parts) {
          flight.receive(part);
          flight.receive(bytes.record(22, part));
          flight.learnSecret(Buffer.alloc(32));
        }
        expect(['open', 'failed', 'complete']).toContain(flight.state.kind);
      }),
    );
  });
});
