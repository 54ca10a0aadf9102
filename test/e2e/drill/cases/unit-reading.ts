import type { Authorities } from '../authorities.ts';
import type { DrillHost } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';
import { type UnitChange, unitCase } from './unit-change.ts';

const mechanism = 'drop-in that systemd reads otherwise than it looks';

/** Lines of a drop-in that have to be read as systemd reads them. */
const changes: readonly UnitChange[] = [
  { label: 'unset-other', mechanism, kinds: ['urllib', 'go'], after: dropInOf('{name}', ['UnsetEnvironment=SSL_CERT_FILE=/other']) },
  { label: 'unset-very', mechanism, kinds: ['urllib', 'go'], after: dropInOf('{name}', ['UnsetEnvironment=SSL_CERT_FILE={file}']) },
  {
    label: 'bad-section',
    mechanism,
    kinds: ['urllib'],
    after: dropInOf('{name}', ['[Service', 'Environment=SSL_CERT_FILE=/none']),
    undecidable: 'systemd says of it that it has not been read since',
  },
];

/** Cases of all of them. */
export function unitReadingHosts(ca: Authorities): readonly DrillHost[] {
  const cases = changes.flatMap((one) => one.kinds.map((kind) => unitCase(kind, one, ca)));
  return inHosts('reading', systemStore([ca.foreign]), cases);
}
