import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { curlNames } from '../../../src/clients/host-names.ts';
import { matchHostName } from '../../../src/trust/path/host-name.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { toPem } from '../../certificates.ts';
import { describeWith, findProgram } from '../../require.ts';
import { namedKey } from './host-name/named-certificate.ts';
import { askedNames, type Row, rows } from './host-name/table.ts';

/** Each connection is a process: of every certificate one name that fits, if any, and another one that changes from certificate to certificate. */
function sampleOf(row: Row, index: number): readonly string[] {
  const certificate = parseCertificate(row.der);
  const fits = askedNames.filter((name) => matchHostName(certificate, name, curlNames) === 'match');
  return [...new Set([...fits.slice(index % 3).slice(0, 1), askedNames[index % askedNames.length] ?? ''])];
}

const sampled = process.env['SNOWLINE_ALL_PAIRS'] === '1' ? () => askedNames : sampleOf;

describeWith(['curl'], 'host names as curl compares them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-curl-names-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('gives the answers of the client to a sample of the table', { timeout: 600_000 }, async () => {
    const differences: string[] = [];
    let compared = 0;
    for (const [index, row] of rows.entries()) {
      const server = await serve(row);
      if (server === undefined) continue;
      const file = path.join(folder, `${index}.pem`);
      writeFileSync(file, toPem(row.der));
      const certificate = parseCertificate(row.der);
      for (const name of sampled(row, index)) {
        const ours = matchHostName(certificate, name, curlNames);
        const status = await curl(file, name, (server.address() as AddressInfo).port);
        expect([0, 60]).toContain(status);
        if (ours !== (status === 0 ? 'match' : 'mismatch')) differences.push(`${row.title} asked for ${name}: ${ours}, really ${status}`);
        compared += 1;
      }
      server.close();
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(rows.length);
  });
});

/** undefined where OpenSSL does not read the certificate. */
async function serve(row: Row): Promise<Server | undefined> {
  const options = { cert: toPem(row.der), key: namedKey().export({ type: 'pkcs8', format: 'pem' }) };
  let server: Server;
  try {
    server = createServer(options, (_, response) => response.end());
  } catch {
    return undefined;
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** The exit status of curl: 60 is a certificate that it does not take. */
async function curl(cacert: string, name: string, port: number): Promise<number> {
  const url = `https://${name.includes(':') ? `[${name}]` : name}:${port}/`;
  const args = ['-q', '-s', '--cacert', cacert, '--connect-to', `::127.0.0.1:${port}`, url];
  return await new Promise((resolve) => {
    execFile(findProgram('curl') ?? 'curl', args, { env: {} }, (error) => {
      resolve(typeof error?.code === 'number' ? error.code : error === null ? 0 : -1);
    });
  });
}
