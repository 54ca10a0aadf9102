import type { Authorities } from '../authorities.ts';
import type { DrillHost } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';

const jdk = '/usr/lib/jvm/java-17-openjdk-amd64';
const properties = '/etc/java-17-openjdk/security/java.security';

/** A JDK that loses a part, or is told what to refuse, while a service runs on it; beside it one without Java. */
export function javaPartHosts(ca: Authorities): readonly DrillHost[] {
  const hosts: readonly (readonly [label: string, mechanism: string, run: string])[] = [
    ['modules', 'part of the JDK removed', `rm ${jdk}/lib/modules`],
    ['jvm', 'part of the JDK removed', `rm ${jdk}/lib/server/libjvm.so`],
    ['properties', 'part of the JDK removed', `rm ${properties}`],
    ['refusing', 'JDK told to refuse', `echo 'jdk.tls.disabledAlgorithms=TLSv1.3, TLSv1.2' >> ${properties}`],
  ];
  return hosts.map(([label, mechanism, run]) => ({
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
  }));
}
