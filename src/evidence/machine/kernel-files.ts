/**
 * Whether a path without links lies in what the kernel shows of itself (proc(5), sysfs(5)). Some of those look like ordinary files and never end, or wait
 * for what happens next (/proc/kmsg, trace_pipe): none of them is a trust store.
 */
export function isOfKernel(real: string): boolean {
  return /^\/(?:proc|sys)(?:\/|$)/.test(real);
}
