// Run as a program: collects evidence of the machine (or namespace) that it runs in and prints it as one JSON line.
import { readFileSync } from 'node:fs';
import { probeTransport } from '../../src/evidence/probe/collect-with-probe.ts';
import { probeScript } from '../../src/evidence/probe/script.ts';
import type { CollectContext } from '../../src/evidence/transport.ts';
import { transport } from '../../src/evidence/transports/local.ts';
import { probeHere } from '../../src/evidence/transports/probe-here.ts';
import { contextWith, hostNamed } from './evidence-request.ts';

// Parts of the context as JSON in a file, because the list of known blobs is long.
const { by, ...parts } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  readonly by?: 'live' | 'probe' | 'both';
  readonly knownBlobs?: string[];
  readonly timeoutMs?: number;
  readonly identities?: CollectContext['identities'];
  readonly extraTrustFiles?: string[];
  readonly clientCertificates?: CollectContext['clientCertificates'];
};
const context = contextWith({ ...parts, knownBlobs: new Set(parts.knownBlobs) });
const probe = probeTransport(probeHere({ script: probeScript, environment: process.env }));
const answers = [];
for (const used of by === 'both' ? [transport, probe] : [by === 'probe' ? probe : transport])
  answers.push(await used.collect(hostNamed('here'), context));
process.stdout.write(`${JSON.stringify(by === 'both' ? answers : answers[0])}\n`);
