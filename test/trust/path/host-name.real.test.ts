import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import {
  botocoreNames,
  goNames,
  java19Names,
  javaNames,
  node24Names,
  nodeNames,
  opensslNames,
  pythonNames,
  requestsNames,
} from '../../../src/clients/host-names.ts';
import type { HostNameRules } from '../../../src/clients/knobs/host-name-rules.ts';
import { matchHostName } from '../../../src/trust/path/host-name.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { describeWith, findProgram } from '../../require.ts';
import { namedKey } from './host-name/named-certificate.ts';
import { askedNames, rows } from './host-name/table.ts';

const folder = new URL('host-name/', import.meta.url).pathname;
const java25 = '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java';
const opens = ['ssl', 'x509'].flatMap((room) => ['--add-opens', `java.base/sun.security.${room}=ALL-UNNAMED`]);

/** One character an asked name for each certificate: 1 accepted, 0 refused, x the certificate is not readable. */
function answersOf(command: string, args: readonly string[], input: string): readonly string[] {
  const path = process.env['PATH'] ?? '';
  const run = spawnSync(findProgram(command) ?? command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { PATH: path, HOME: process.env['HOME'] ?? '/', GO111MODULE: 'off' },
  });
  if (run.status !== 0) throw new Error(`${command}: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n');
}

/** Pairs for which the rules and the client differ, `unsupported` beside them as the number of pairs that have no answer. */
function compare(
  rules: HostNameRules,
  answers: readonly string[],
): { readonly differences: readonly string[]; readonly unsupported: readonly string[] } {
  expect(answers).toHaveLength(rows.length);
  const differences: string[] = [];
  const unsupported: string[] = [];
  for (const [index, row] of rows.entries()) {
    const certificate = parseCertificate(row.der);
    for (const [at, name] of askedNames.entries()) {
      const real = answers[index]?.[at];
      const ours = matchHostName(certificate, name, rules);
      const pair = `${JSON.stringify(row.title)} asked for ${name}`;
      // what a client cannot read is no matter of names
      if (real === 'x') continue;
      if (ours === 'unsupported') unsupported.push(pair);
      else if ((ours === 'match') !== (real === '1')) differences.push(`${pair}: ${ours}, really ${real ?? 'nothing'}`);
    }
  }
  return { differences, unsupported };
}

const table = (as = ''): string =>
  JSON.stringify({
    certificates: rows.map((row) => row.der.toString('base64')),
    names: askedNames,
    key: namedKey().export({ type: 'pkcs8', format: 'pem' }),
    as,
  });
const lines = (): string => `${[askedNames.join('\t'), ...rows.map((row) => row.der.toString('base64'))].join('\n')}\n`;

const nothing = /^(?!)/;
/** An A-label that does not decode: Node.js releases differ. */
const broken = /asked for xn--zzzzzzzzz|bit string/;
/** Names beyond ASCII, and a wildcard as a part of a label beside letters that Java's nameprep may not know. */
const foreign = /foreign|\u00e4|\u00f6|\*\S* asked for xn--(?:bliss|mgbh0fb)/;

interface Subject {
  readonly title: string;
  readonly needs: readonly string[];
  readonly rules: HostNameRules;
  readonly answers: () => readonly string[];
  /** Pairs of the table that may be without an answer. */
  readonly unsupported: RegExp;
}

const subjects: readonly Subject[] = [
  {
    title: 'Node.js of the system',
    needs: ['/usr/bin/node'],
    rules: nodeNames,
    answers: () => answersOf('/usr/bin/node', [`${folder}verify-node.cjs`], table()),
    unsupported: broken,
  },
  {
    title: 'Node.js that runs the tests',
    needs: [],
    rules: node24Names,
    answers: () => answersOf(process.execPath, [`${folder}verify-node.cjs`], table()),
    unsupported: broken,
  },
  {
    title: 'OpenSSL',
    needs: ['python3'],
    rules: opensslNames,
    answers: () => answersOf('python3', [`${folder}verify.py`], table('openssl')),
    unsupported: nothing,
  },
  {
    title: 'Python ssl',
    needs: ['python3'],
    rules: pythonNames,
    answers: () => answersOf('python3', [`${folder}verify.py`], table('python')),
    unsupported: nothing,
  },
  {
    title: 'requests',
    needs: ['python3'],
    rules: requestsNames,
    answers: () => answersOf('python3', [`${folder}verify.py`], table('requests')),
    unsupported: nothing,
  },
  {
    title: 'botocore',
    needs: ['python3'],
    rules: botocoreNames,
    answers: () => answersOf('python3', [`${folder}verify.py`], table('botocore')),
    unsupported: foreign,
  },
  {
    title: 'Go',
    needs: ['go'],
    rules: goNames,
    answers: () => answersOf('go', ['run', `${folder}verify.go`], table()),
    unsupported: nothing,
  },
  {
    title: 'Java 17',
    needs: ['java'],
    rules: javaNames,
    answers: () => answersOf('java', [...opens, `${folder}Verify.java`], lines()),
    unsupported: foreign,
  },
  {
    title: 'Java 25',
    needs: [java25],
    rules: java19Names,
    answers: () => answersOf(java25, [...opens, `${folder}Verify.java`], lines()),
    unsupported: foreign,
  },
];

for (const { title, needs, rules, answers, unsupported } of subjects) {
  describeWith(needs, `host names as ${title} compares them`, () => {
    it('gives the answers of the client to every pair of the table', () => {
      const found = compare(rules, answers());
      expect(found.differences).toEqual([]);
      expect(
        found.unsupported.filter((pair) => !unsupported.test(pair)),
        'pairs without an answer',
      ).toEqual([]);
    });
  });
}
