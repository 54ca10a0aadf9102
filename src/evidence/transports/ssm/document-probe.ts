import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { probeScript } from '../../probe/script.ts';
import { rehearsalScript } from '../../rehearsal/script.ts';
import { withShortNames } from './short-names.ts';
import { withShortParameters } from './short-parameters.ts';

/**
 * The probe as the document carries it (gzip). A build has it beside its code, packed closer than zlib does (build-probe.ts): the document has no room to spare.
 * Without a build zlib packs it, which is the same document for `sameDocument`.
 */
export function packedProbe(): Uint8Array {
  const built = new URL('probe.sh.gz', import.meta.url);
  return existsSync(built) ? readFileSync(built) : packed(probeScript());
}

/** The rehearsal as its document carries it: whole, because Python within it means its indentation, and there is room. */
export function packedRehearsal(): Uint8Array {
  return fromAnySystem(gzipSync(rehearsalScript(), { level: 9 }));
}

/** A script packed by zlib, the same bytes on every system. */
export function packed(script: string): Uint8Array {
  return fromAnySystem(gzipSync(shortened(script), { level: 9 }));
}

/** The same gzip bytes without what says which operating system packed them (RFC 1952, 2.3.1: 255 is unknown). */
export function fromAnySystem(gzip: Uint8Array): Uint8Array {
  return Uint8Array.from(gzip, (byte, at) => (at === 9 ? 255 : byte));
}

/** The script as it is packed: without its comments, and with short names. */
export function shortened(script: string): string {
  return withShortNames(compacted(withShortParameters(script)));
}

/**
 * The script without comments, blank lines and indentation, which are two fifths of it. They mean nothing in sh, nor in the awk that it quotes, and the
 * probe quotes nothing else over several lines.
 */
export function compacted(script: string): string {
  return script.replaceAll(/^ *(?:#.*)?\n/gm, '').replaceAll(/^ +/gm, '');
}
