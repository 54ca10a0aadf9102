import { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { IssuedRow } from './issue-rows.ts';

/** What the TLS client of this very Node.js says to each row, in a handshake in memory: `ok` or the error. The host name is not compared. */
export async function nodeAnswers(rows: readonly IssuedRow[]): Promise<readonly string[]> {
  const answers: string[] = [];
  // the clock is the machine's: the certificates of the table are valid for ten years
  for (const row of rows) answers.push(await shakeHands(row));
  return answers;
}

function shakeHands({ leaf, issuers, root }: IssuedRow): Promise<string> {
  const [clientSide, serverSide] = pipe();
  const cert = [leaf, ...issuers].map(({ pem }) => pem).join('');
  const server = new tls.TLSSocket(serverSide, { isServer: true, secureContext: tls.createSecureContext({ key: leaf.keyPem, cert }) });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    const client = tls.connect(
      { socket: clientSide, ca: [root.pem], checkServerIdentity: () => undefined, rejectUnauthorized: false },
      () => {
        // Node.js gives an Error here whose types say otherwise
        const error: unknown = client.authorizationError;
        resolve(client.authorized ? 'ok' : String(error));
        client.destroy();
        server.destroy();
      },
    );
    client.on('error', (error) => resolve(error.message));
  });
}

function pipe(): readonly [Duplex, Duplex] {
  const sides: Duplex[] = [];
  const side = (other: () => Duplex | undefined): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk, _, done) => {
        other()?.push(chunk);
        done();
      },
      final: (done) => {
        other()?.push(null);
        done();
      },
    });
  const one = side(() => sides[1]);
  const two = side(() => sides[0]);
  sides.push(one, two);
  return [one, two];
}
