import { createCipheriv } from 'node:crypto';
import { suites, trafficKeys } from '../../src/credential-store/sources/key-schedule.ts';

/** Writers of what a TLS server sends, for servers that no library would play. */
export const uint = (value: number, sizeBytes: number): Buffer => Buffer.from(value.toString(16).padStart(sizeBytes * 2, '0'), 'hex');
export const vector = (lengthBytes: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint(content.length, lengthBytes), content]);
};
export const message = (type: number, body: Uint8Array): Buffer => Buffer.concat([uint(type, 1), vector(3, body)]);
export const record = (type: number, payload: Uint8Array): Buffer => Buffer.concat([uint(type, 1), uint(0x0303, 2), vector(2, payload)]);

/** Cuts handshake bytes into records of at most so many bytes each. */
export function records(handshake: Uint8Array, mostBytes = 16_384): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < handshake.length; at += mostBytes) parts.push(record(22, handshake.subarray(at, at + mostBytes)));
  return Buffer.concat(parts);
}

export function serverHello(options: { readonly version: number; readonly suite?: number; readonly retry?: boolean }): Buffer {
  const isTls13 = options.version === 0x0304;
  const random = options.retry
    ? Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')
    : Buffer.alloc(32, 7);
  const extensions = isTls13 ? [vector(2, Buffer.concat([uint(43, 2), vector(2, uint(0x0304, 2))]))] : [];
  const fixed = [uint(isTls13 ? 0x0303 : options.version, 2), random, vector(1), uint(options.suite ?? 0xc02f, 2), uint(0, 1)];
  return message(2, Buffer.concat([...fixed, ...extensions]));
}

export const certificateMessage = (certificates: readonly Uint8Array[]): Buffer =>
  message(11, vector(3, ...certificates.map((certificate) => vector(3, certificate))));
export const certificateMessage13 = (certificates: readonly Uint8Array[]): Buffer =>
  message(11, Buffer.concat([vector(1), vector(3, ...certificates.map((one) => Buffer.concat([vector(3, one), vector(2)])))]));
export const certificateRequest = (version: number, names: readonly Uint8Array[]): Buffer => {
  const list = vector(2, ...names.map((name) => vector(2, name)));
  const algorithms = version === 0x0303 ? [vector(2, uint(0x0403, 2))] : [];
  return message(13, Buffer.concat([vector(1, uint(64, 1)), ...algorithms, list]));
};
export const certificateRequest13 = (names: readonly Uint8Array[]): Buffer => {
  const algorithms = Buffer.concat([uint(13, 2), vector(2, vector(2, uint(0x0403, 2)))]);
  const authorities = Buffer.concat([uint(47, 2), vector(2, vector(2, ...names.map((name) => vector(2, name))))]);
  return message(13, Buffer.concat([vector(1), vector(2, algorithms, ...(names.length === 0 ? [] : [authorities]))]));
};
export const serverHelloDone = message(14, Buffer.alloc(0));
export const changeCipherSpec = record(20, Buffer.from([1]));
export const alert = (level: number, description: number): Buffer => record(21, Buffer.from([level, description]));

/** Protects one TLS 1.3 record after another, with zeros behind the content as padding. */
export function protector(suite: number, secret: Uint8Array): (type: number, content: Uint8Array, paddingBytes?: number) => Buffer {
  const chosen = suites[suite]!;
  const { key, iv } = trafficKeys(chosen, secret);
  let sequence = 0;
  return (type, content, paddingBytes = 0) => {
    const inner = Buffer.concat([content, uint(type, 1), Buffer.alloc(paddingBytes)]);
    const header = Buffer.concat([uint(23, 1), uint(0x0303, 2), uint(inner.length + 16, 2)]);
    const nonce = Buffer.from(iv);
    nonce[11] = nonce[11]! ^ sequence;
    sequence += 1;
    const cipher = createCipheriv(chosen.cipher as 'chacha20-poly1305', key, nonce, { authTagLength: 16 });
    cipher.setAAD(header, { plaintextLength: inner.length });
    return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  };
}
