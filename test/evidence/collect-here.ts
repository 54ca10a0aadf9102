// Run as a program: collects evidence of the machine (or namespace) that it runs in and prints it as one JSON line.
import { readFileSync } from 'node:fs';
import { transport } from '../../src/evidence/transports/local.ts';
import { contextWith, hostNamed } from './evidence-request.ts';

// Parts of the context as JSON in a file, because the list of known blobs is long.
const parts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { readonly knownBlobs?: string[]; readonly timeoutMs?: number };
const context = contextWith({ ...parts, knownBlobs: new Set(parts.knownBlobs) });
process.stdout.write(`${JSON.stringify(await transport.collect(hostNamed('here'), context))}\n`);
