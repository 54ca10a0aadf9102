import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How many processes of this machine may not be looked into from this one; 0 where there is no /proc to look at. */
export function countHiddenProcesses(): number {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isHidden(name)).length;
  } catch {
    // no /proc, as on macOS
    return 0;
  }
}

// fs/proc/base.c proc_pid_readlink(): takes what tracing the process would (root without CAP_SYS_PTRACE may not), as its open files do
function isHidden(pid: string): boolean {
  try {
    readlinkSync(`/proc/${pid}/cwd`);
    return false;
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
    return isDenied && !isThreadOfKernel(pid);
  }
}

// They have no command line, and are no services
function isThreadOfKernel(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).byteLength === 0;
  } catch {
    return false;
  }
}
