import type { MappedLibrary } from './machine.ts';

// TLS libraries, and the parts of runtimes that bring one along: Java's libjvm and its modules, a shared libnode or libpython, Python's _ssl. The probe looks for the same.
const wanted = /^\/[\w.+@/-]*\/(?:lib(?:ssl|crypto|gnutls|jvm|node|python)[\w.+-]*|_ssl[\w.+-]*|modules)$/;

/** Libraries kept of one process: an honest one has 4. Our choice. */
const mostLibraries = 20;

/** Those of the mapped files (as proc_pid_maps(5) names them, ` (deleted)` behind those that are gone) that decide how TLS is spoken, each once. */
export function librariesIn(mapped: readonly string[]): readonly MappedLibrary[] {
  const found = [...new Set(mapped)].flatMap((name) => {
    const path = name.replace(/ \(deleted\)$/, '');
    return wanted.test(path) ? [{ path, deleted: path !== name }] : [];
  });
  return found.slice(0, mostLibraries);
}
