import { constants, type FileHandle, open } from 'node:fs/promises';

/** The largest text file that is read: an environment or unit file of 1 MiB is none. /proc/net/tcp of a busy host has 8 MB. Our choice. */
const maximumTextBytes = 16 * 1024 * 1024;

/** What was read of a file, or why nothing was although it could be opened. */
export type BoundedRead = { readonly bytes: Buffer } | { readonly reason: string };

/**
 * Bytes of an ordinary file; a pipe, a socket or a device in its place is a reason and never waited for, because a read that hangs in
 * the thread pool outlives every time limit. Rejects as open(2) and read(2) do.
 */
export async function readOrdinaryFile(file: string): Promise<BoundedRead> {
  return withOrdinaryFile(file, async (handle) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // Files of /proc have no size, so the end shows only by reading.
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(65_536), 0, 65_536, null);
      if (bytesRead === 0) return { bytes: Buffer.concat(chunks) };
      size += bytesRead;
      if (size > maximumTextBytes) return { reason: `it is larger than the ${maximumTextBytes} bytes that are read` };
      chunks.push(buffer.subarray(0, bytesRead));
    }
  });
}

/**
 * Flags for opening a file that somebody else can change: nothing is waited for, no terminal becomes ours, and at a place below a folder that was opened
 * for it (files-beneath.ts) no link is followed.
 */
export function safeFlags(file: string): number {
  const links = file.startsWith('/proc/self/fd/') ? constants.O_NOFOLLOW : 0;
  return constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | links;
}

/** Opens a file without waiting for a writer and hands it on where it is an ordinary one; closes it in any case. */
export async function withOrdinaryFile<Result>(
  file: string,
  use: (handle: FileHandle) => Promise<Result>,
): Promise<Result | { readonly reason: string }> {
  const handle = await open(file, safeFlags(file));
  try {
    return (await handle.stat()).isFile() ? await use(handle) : { reason: 'it is not an ordinary file' };
  } finally {
    await handle.close();
  }
}
