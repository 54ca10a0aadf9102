import type { Material } from '../material.ts';
import type { Folder } from '../planted-host.ts';

// The system's store in its usual shapes.
export const rightBundle = (m: Material): Folder => ({ 'ca-certificates.crt': m.other.pem + m.root.pem });
export const wrongBundle = (m: Material): Folder => ({ 'ca-certificates.crt': m.other.pem });
export const rightHash = (m: Material): Folder => ({
  ...wrongBundle(m),
  'root.pem': m.root.pem,
  [`${m.rootHash}.0`]: { link: 'root.pem' },
});
export const unhashed = (m: Material): Folder => ({ ...wrongBundle(m), 'root.pem': m.root.pem });
export const empty = (): Folder => ({});
export const right = (m: Material): Folder => ({
  'ca.pem': m.root.pem,
  'hashed/root.pem': m.root.pem,
  [`hashed/${m.rootHash}.0`]: m.root.pem,
});
export const wrong = (m: Material): Folder => ({
  'ca.pem': m.other.pem,
  'hashed/other.pem': m.other.pem,
  [`hashed/${m.otherHash}.0`]: m.other.pem,
});
