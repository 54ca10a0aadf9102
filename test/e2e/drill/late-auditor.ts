import type { DrillFile } from './drill-case.ts';

const folder = '/etc/snowline';

/**
 * What lets an auditor on the host be one elsewhere whose clock is some days behind: it asks the host by ssh, which is a stand-in that runs the words after the
 * host's name here, and its Node.js has another Date.
 */
export function lateAuditor(days: number): {
  readonly files: Readonly<Record<string, DrillFile>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
} {
  const ssh = `#!/bin/sh
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
[ $# -gt 2 ] || exit 0
shift 2
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -c "$*"
`;
  const clock = `const Real = Date;
const behind = ${days * 86_400_000};
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() - behind] : given));
  }
  static now() {
    return Real.now() - behind;
  }
};
`;
  return {
    files: {
      [`${folder}/ssh`]: { content: ssh, mode: 0o755 },
      [`${folder}/clock.mjs`]: clock,
      [`${folder}/hosts.yaml`]: 'hosts:\n  - name: drill.corp.test\n',
    },
    settings: {
      inventory: [{ source: 'hosts-file', path: 'hosts.yaml' }],
      collection: { ssh: { program: `${folder}/ssh`, become: false } },
    },
    environment: { NODE_OPTIONS: `--import=${folder}/clock.mjs` },
  };
}
