import type { Authorities } from '../authorities.ts';
import { type DrillHost, serviceKinds } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { inHosts } from './in-hosts.ts';
import { type UnitChange, unitCase } from './unit-change.ts';

const mechanism = 'nothing but a unit as it is written every day';

/** Units to which nothing happens that they do not make good themselves: whatever stands in them must not keep a host from being ready. */
const everyday: readonly UnitChange[] = [
  {
    label: 'service-like',
    mechanism,
    kinds: serviceKinds,
    unit: {
      user: 'app',
      lines:
        `ProtectSystem=full PrivateTmp=yes ProtectHome=yes NoNewPrivileges=yes CapabilityBoundingSet= WorkingDirectory=/srv StateDirectory={name}
        RuntimeDirectory={name} RestrictSUIDSGID=yes LockPersonality=yes UMask=0027 LimitNOFILE=65536 Restart=on-failure`.split(/\s+/),
    },
  },
  {
    label: 'mapped',
    mechanism,
    kinds: ['urllib', 'java', 'curl'],
    unit: { user: 'app', lines: ['PrivateUsers=yes', 'ProtectSystem=strict'] },
  },
  { label: 'bounded', mechanism, kinds: ['go', 'node', 'curl'], unit: { lines: ['CapabilityBoundingSet=CAP_NET_BIND_SERVICE'] } },
  { label: 'quoted', mechanism, kinds: ['urllib', 'go'], unit: { lines: ['Environment=SSL_CERT_FILE="{file}"'] } },
  {
    label: 'prepared',
    mechanism,
    kinds: ['urllib', 'go'],
    unit: {
      lines: [
        'ExecStartPre=/bin/mkdir -p /srv/{name}/made',
        'ExecStartPre=/bin/touch /srv/{name}/made/log',
        'ExecStartPre=/bin/chown -R app:app /srv/{name}',
        'ExecStartPre=/usr/bin/install -d -m 755 -o app /srv/{name}-installed/below',
        'ExecStartPre=/bin/ln -sf /srv/none /srv/{name}/link',
        'ExecStartPre=/bin/cp /etc/passwd /srv/{name}/copy',
        'ExecStartPre=-/bin/cat /srv/none',
        'ExecStartPost=/bin/chmod 700 /srv/{name}',
      ],
    },
    after: { run: 'rm -r /srv/{name} /srv/{name}-installed' },
  },
];

/** Cases of all of them. */
export function everydayHosts(ca: Authorities): readonly DrillHost[] {
  const cases = everyday.flatMap((one) => one.kinds.map((kind) => unitCase(kind, one, ca)));
  return inHosts('everyday', systemStore([ca.foreign]), cases);
}
