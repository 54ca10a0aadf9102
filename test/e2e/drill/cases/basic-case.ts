import type { Authorities } from '../authorities.ts';
import type { Break, DrillCase } from '../drill-case.ts';
import { encoded, ownStore } from '../own-store.ts';

/** A case to which nothing happens: a service with a trust store of its own, which holds the root that its store begins with. */
export function basicCase(
  { kind, name, mechanism, endpoint }: Pick<DrillCase, 'kind' | 'name' | 'mechanism' | 'endpoint'>,
  ca: Authorities,
): DrillCase & Required<Pick<DrillCase, 'unit' | 'files'>> {
  const { path, unit } = ownStore(kind, name);
  return { name, kind, mechanism, endpoint, unit, files: { [path]: encoded(kind, [ca.old.root]) } };
}

/** A drop-in of its unit with these lines, of which systemd is told. */
export function dropInOf(name: string, lines: readonly string[]): Required<Break> {
  return {
    files: { [`/etc/systemd/system/${name}.service.d/corp.conf`]: `[Service]\n${lines.join('\n')}\n` },
    run: 'systemctl daemon-reload',
  };
}
