// AT_SECURE (23) with the value 0, in words of 64 bits of either order; other bytes of the vector do not survive as text, and need not.
const unraised = `\0\u0017${'\0'.repeat(8)}`;

/**
 * Whether a process may have been started with rights that its starter did not have: by the text of /proc/PID/auxv all but those of which the kernel
 * says that they were not (getauxval(3), AT_SECURE). Of a program of 32 bits that is not told.
 */
export function mayBeRaised(text: string | undefined): boolean {
  return text === undefined || !text.includes(unraised);
}
