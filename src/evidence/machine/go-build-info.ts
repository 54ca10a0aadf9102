import type { FileHandle } from 'node:fs/promises';
import { withOrdinaryFile } from './bounded-read.ts';

/** Go's own magic for the section that names the tool chain (debug/buildinfo). */
const magic = Buffer.from('\xff Go buildinf:', 'latin1');
/** Bytes read of the section: it starts with the version, module lists after it may be long. */
const sectionBytes = 256;

/** Returns the version of Go that a binary was built with (`1.19.8`); undefined where it is not a Go binary of 64 bits. */
export async function goVersionOf(file: string): Promise<string | undefined> {
  try {
    const section = await withOrdinaryFile(file, async (handle) => ({ bytes: await buildInfoSection(handle) }));
    return 'reason' in section || section.bytes === undefined ? undefined : versionIn(section.bytes);
  } catch {
    // Cannot be opened or is cut short: then nobody can say that it is a Go binary.
    return undefined;
  }
}

async function buildInfoSection(handle: FileHandle): Promise<Buffer | undefined> {
  const header = await readAt(handle, 0, 64);
  // ELF, 64 bits, little endian: all that Go is used on for servers.
  if (header.subarray(0, 6).toString('hex') !== '7f454c460201') return undefined;
  const tableAt = Number(header.readBigUInt64LE(40));
  const entrySize = header.readUInt16LE(58);
  const count = header.readUInt16LE(60);
  if (entrySize !== 64 || count === 0 || count > 4096) return undefined;
  const table = await readAt(handle, tableAt, entrySize * count);
  const namesAt = Number(table.readBigUInt64LE(header.readUInt16LE(62) * entrySize + 24));
  for (let index = 0; index < count; index += 1) {
    const at = index * entrySize;
    const name = await readAt(handle, namesAt + table.readUInt32LE(at), 15, true);
    if (name.toString('latin1').startsWith('.go.buildinfo'))
      return readAt(handle, Number(table.readBigUInt64LE(at + 24)), sectionBytes, true);
  }
  return undefined;
}

// debug/buildinfo: magic, pointer size, flags; flag 2 says that the version follows inline as a string with its length (Go 1.18).
function versionIn(section: Buffer): string | undefined {
  if (!section.subarray(0, magic.byteLength).equals(magic)) return undefined;
  if (((section[15] ?? 0) & 2) === 0) return 'before 1.18';
  const length = section[32] ?? 0;
  return /^go(\d+(?:\.\d+)*\S*)/.exec(section.subarray(33, 33 + Math.min(length, 127)).toString('latin1'))?.[1];
}

async function readAt(handle: FileHandle, position: number, length: number, mayBeShort = false): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length && !mayBeShort) throw new RangeError(`file ends before byte ${position + length}`);
  return buffer.subarray(0, bytesRead);
}
