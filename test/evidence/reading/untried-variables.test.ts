import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsSince } from '../../../src/evidence/reading/settings-since.ts';
import { readUnitLaunch } from '../../../src/evidence/reading/unit-launch.ts';
import { untriedVariables, variablesSince } from '../../../src/evidence/reading/untried-variables.ts';
import type { RuntimeFamily } from '../../../src/evidence/runtime.ts';
import { plantTree } from '../planted-tree.ts';

function untriedIn(assignment: string, family: RuntimeFamily, before?: string): readonly string[] {
  const at = assignment.indexOf('=');
  const name = assignment.slice(0, at);
  const now = new Map(before === undefined ? [] : [[name, before]]);
  const facts = untriedVariables(new Set([name]), new Map([[name, assignment.slice(at + 1)]]), now, family);
  return facts.map(({ reason }) => /^what (\w+) says stands in a file that was written or changed since/.exec(reason)?.[1] ?? reason);
}

describe('variables that no start has tried', () => {
  it.each<readonly [RuntimeFamily, string]>([
    ['java', 'JAVA_TOOL_OPTIONS=-XX:+UseConcMarkSweepGC'],
    ['java', 'JAVA_TOOL_OPTIONS=-Xms900g'],
    ['java', 'JDK_JAVA_OPTIONS=-Djdk.net.hosts.file=/none'],
    ['java', '_JAVA_OPTIONS=-Dapp=x -Djava.security.manager'],
    ['java', 'JAVA_TOOL_OPTIONS=-javaagent:/opt/new.jar'],
    ['node', 'NODE_OPTIONS=--no-such-option'],
    ['node', 'NODE_OPTIONS=--max-old-space-size=2'],
    ['node', 'NODE_PATH=/srv'],
    ['go', 'GOMEMLIMIT=1 GB'],
    ['go', 'GODEBUG=x509sha1=1'],
    ['python', 'PYTHONHASHSEED=abc'],
    ['python', 'PYTHONIOENCODING=bogus'],
    ['python', 'SSLKEYLOGFILE=/none/keys'],
    ['python', 'AWS_DEFAULTS_MODE=bogus'],
    ['java', 'AWS_RETRY_MODE=bogus'],
    ['curl', 'CURL_SSL_BACKEND=gnutls'],
    ['curl', 'LD_BIND_NOW=x'],
    ['openssl', 'OPENSSL_MODULES=/none'],
  ])('are told by their names: %s with %s', (family, assignment) => {
    expect(untriedIn(assignment, family)).toEqual([assignment.replace(/=.*/, '')]);
  });

  it.each<readonly [RuntimeFamily, string]>([
    ['java', 'JAVA_TOOL_OPTIONS=-Xmx512m -Xms64m -Dapp.mode=live -Djavax.net.ssl.trustStore=/etc/a.jks -Djava.net.preferIPv4Stack=true'],
    ['java', 'NODE_OPTIONS=--no-such-option'],
    ['node', 'NODE_OPTIONS=--use-openssl-ca --max-old-space-size=4096'],
    ['node', 'NODE_ENV=production'],
    ['node', 'PYTHONHASHSEED=abc'],
    ['python', 'PYTHONUNBUFFERED=x'],
    ['python', 'PYTHONIOENCODING=utf-8'],
    ['python', 'LOG_LEVEL=debug'],
    ['python', 'AWS_SECRET_NAME=app/db'],
    ['python', 'AWS_RETRY_MODE=standard'],
    ['python', 'LC_ALL=bogus'],
    ['go', 'GOMAXPROCS=x'],
    ['go', 'GOMEMLIMIT=512MiB'],
    ['go', 'VAULT_TOKEN=x'],
  ])('are none where they are judged, plain or of no runtime: %s with %s', (family, assignment) => {
    expect(untriedIn(assignment, family)).toEqual([]);
  });

  it('are none of what the process has been started with', () => {
    expect(untriedIn('JAVA_TOOL_OPTIONS=-XX:+UseZGC -Djavax.net.ssl.trustStore=/b.jks', 'java', '-XX:+UseZGC')).toEqual([]);
    expect(untriedIn('JAVA_TOOL_OPTIONS=-XX:+UseZGC -XX:+UseSerialGC', 'java', '-XX:+UseZGC')).toEqual(['JAVA_TOOL_OPTIONS']);
  });
});

describe('variables that were written since the start', () => {
  // nobody sets back when they were planted
  const startedAt = Date.now() + 60_000;
  const sinceIn = async (file: 'unit' | 'drop-in' | 'variables' | 'none'): Promise<readonly string[]> => {
    const files = { unit: '/etc/app.service', 'drop-in': '/etc/app.service.d/a.conf', variables: '/etc/app.env' };
    const machine = plantTree({
      [files.unit]: '[Service]\nExecStart=/usr/bin/node\nEnvironment=A=1 "B=x y"\n',
      [files['drop-in']]: '[Service]\nEnvironmentFile=/etc/*.env\nEnvironmentFile=-/etc/none\n',
      [files.variables]: 'C=1\n',
    });
    for (const [name, path] of Object.entries(files)) {
      utimesSync(`${machine.root}${path}`, 0, startedAt / 1000 + (name === file ? 10 : -10));
    }
    const parts = [files.unit, files['drop-in']];
    const launch = await readUnitLaunch(machine, 'app.service', parts, new Map());
    return [...(await variablesSince(machine, launch, await settingsSince(machine, parts, startedAt), startedAt))];
  };

  it('are those of newer files, and of files that were named since', async () => {
    expect(await sinceIn('unit')).toEqual(['A', 'B']);
    expect(await sinceIn('drop-in')).toEqual(['C']);
    expect(await sinceIn('variables')).toEqual(['C']);
    expect(await sinceIn('none')).toEqual([]);
  });
});
