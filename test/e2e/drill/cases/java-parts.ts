import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';

const jdk = '/usr/lib/jvm/java-17-openjdk-amd64';
const properties = '/etc/java-17-openjdk/security/java.security';

/** A JDK that loses a part, or is told what to refuse, while a service runs on it, beside one without Java; and a service that loses its agent. */
export function javaPartHosts(ca: Authorities): readonly DrillHost[] {
  const hosts: readonly (readonly [label: string, mechanism: string, run: string])[] = [
    ['modules', 'part of the JDK removed', `rm ${jdk}/lib/modules`],
    ['jvm', 'part of the JDK removed', `rm ${jdk}/lib/server/libjvm.so`],
    ['properties', 'part of the JDK removed', `rm ${properties}`],
    ['refusing', 'JDK told to refuse', `echo 'jdk.tls.disabledAlgorithms=TLSv1.3, TLSv1.2' >> ${properties}`],
  ];
  const parts = hosts.map(
    ([label, mechanism, run]): DrillHost => ({
      name: `java-${label}`,
      files: systemStore([ca.foreign]),
      after: { run },
      cases: [
        {
          ...basicCase({ kind: 'java', name: `java-${label}`, mechanism, endpoint: 'steady' }, ca),
          undecidable: 'what a JVM makes of such a JDK is not known before it is started',
        },
        basicCase({ kind: 'go', name: `go-${label}`, mechanism: 'Java is not its own', endpoint: 'steady' }, ca),
      ],
    }),
  );
  const agents = [agentCase('gone', 'agent of the JVM removed', 5098, ca), agentCase('there', 'agent of the JVM stays', 5099, ca)];
  return [...parts, { name: 'java-agents', files: systemStore([ca.foreign]), cases: agents }];
}

function agentCase(label: string, mechanism: string, port: number, ca: Authorities): DrillCase {
  const library = `/srv/agent-${label}/libjdwp.so`;
  const basic = basicCase({ kind: 'java', name: `java-agent-${label}`, mechanism, endpoint: 'steady' }, ca);
  const agent = `-agentpath:${library}=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:${port}`;
  return {
    ...basic,
    unit: { ...basic.unit, options: [...(basic.unit.options ?? []), agent] },
    prepare: `mkdir -p /srv/agent-${label}; cp ${jdk}/lib/libjdwp.so ${library}`,
    after: { run: label === 'gone' ? `rm ${library}` : ':' },
  };
}
