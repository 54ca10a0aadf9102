import path from 'node:path';
import type { FileEvidence } from '../../evidence/file-evidence.ts';
import type { HostEvidence } from '../../evidence/host-evidence.ts';

/** What the evidence says about a path; undefined where it does not mention it. Links are followed by whoever recorded it. */
export function fileAt(host: HostEvidence, wanted: string): FileEvidence | undefined {
  const normal = normalized(wanted);
  return host.trustFiles.find((file) => normalized(file.path) === normal);
}

function normalized(name: string): string {
  return path.posix.normalize(name).replace(/(?<=.)\/+$/, '');
}
