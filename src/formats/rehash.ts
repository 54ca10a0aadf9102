import type { DirectoryFile } from './directory.ts';
import { fatalDamage } from './fatal-damage.ts';
import { format as pem } from './pem.ts';

/**
 * Whether `openssl rehash` makes a hash link for a file: its name must end in one of four extensions, and it must hold exactly one
 * certificate as PEM. Bundles and DER are passed over with a warning or none, so that the command repairs nothing there.
 *
 * OpenSSL 3.0 apps/rehash.c, do_file. The older c_rehash links a bundle as well, under the name of its first certificate.
 */
export function rehashLinks({ name, bytes }: DirectoryFile): boolean {
  if (bytes === undefined || !/\.(?:pem|crt|cer|crl)$/i.test(name)) return false;
  const reading = pem.read(bytes, {});
  return reading.entries.length === 1 && fatalDamage(reading) === undefined;
}
