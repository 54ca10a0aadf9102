import { expect, it } from 'vitest';
import { suites, TrafficDecryptor, trafficKeys } from '../../src/credential-store/sources/key-schedule.ts';
import { RecordReader } from '../../src/credential-store/sources/tls-records.ts';
import { protector } from './handshake-bytes.ts';
import { flightRecord, serverHandshakeIv, serverHandshakeKey, serverHandshakeTrafficSecret } from './rfc8448-trace.ts';

const recordsOf = (bytes: Uint8Array) => [...new RecordReader().push(bytes)];

it('derives the key and nonce base that RFC 8448 §3 prints', () => {
  const { key, iv } = trafficKeys(suites[0x1301]!, serverHandshakeTrafficSecret);
  expect(Buffer.from(key).toString('hex')).toBe(serverHandshakeKey);
  expect(Buffer.from(iv).toString('hex')).toBe(serverHandshakeIv);
});

it('opens the record of RFC 8448 §3', () => {
  const { type, content } = new TrafficDecryptor(suites[0x1301]!, serverHandshakeTrafficSecret).open(recordsOf(flightRecord)[0]!);
  expect(type).toBe('handshake');
  expect(content).toHaveLength(657);
  expect(content[0]).toBe(8);
});

it.each(Object.entries(suites))('opens padded records one after another with suite %s', (number, suite) => {
  const secret = Buffer.alloc(suite.hash === 'sha384' ? 48 : 32, 3);
  const protect = protector(Number(number), secret);
  const decryptor = new TrafficDecryptor(suite, secret);
  const wire = Buffer.concat([protect(22, Buffer.from('one')), protect(22, Buffer.from('two'), 200), protect(21, Buffer.from([2, 40]))]);
  const opened = recordsOf(wire).map((record) => decryptor.open(record));
  expect(opened.map(({ type, content }) => [type, Buffer.from(content).toString('latin1')])).toEqual([
    ['handshake', 'one'],
    ['handshake', 'two'],
    ['alert', '\x02('],
  ]);
});

it('refuses a record of which one bit was changed, its header included', () => {
  const secret = Buffer.alloc(32, 3);
  for (const at of [2, 7, 20]) {
    const wire = protector(0x1301, secret)(22, Buffer.from('content'));
    wire[at]! ^= 1;
    expect(() => new TrafficDecryptor(suites[0x1301]!, secret).open(recordsOf(wire)[0]!)).toThrow(
      'a TLS record that its key does not open',
    );
  }
});

it('refuses a record that holds nothing but padding', () => {
  const secret = Buffer.alloc(32, 3);
  const wire = protector(0x1301, secret)(0, Buffer.alloc(0));
  expect(() => new TrafficDecryptor(suites[0x1301]!, secret).open(recordsOf(wire)[0]!)).toThrow('without a type');
});
