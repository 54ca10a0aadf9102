import { profileNamed } from '../clients/registry.ts';

/** What a client is called in sentences (`Python ssl and urllib with OpenSSL 1.1.1`), by the name of its profile; that name where no profile has it. */
export function clientTitle(name: string): string {
  return profileNamed(name)?.title ?? name;
}
