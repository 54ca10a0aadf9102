import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toPem } from '../../certificates.ts';
import type { GeneratedCase } from '../generated-case.ts';

/** The files of one case. */
export interface CaseFiles {
  /** The client's bundle, in order; an empty file where there is no root. */
  readonly roots: string;
  readonly leaf: string;
  /** What is served behind the end-entity, in order. */
  readonly untrusted: string;
  /** All that is served. */
  readonly chain: string;
}

/** A temporary folder with the files of every case as PEM. */
export interface CaseFolder {
  readonly path: string;
  /** A directory without any file: a hashed directory in which nothing is found. */
  readonly empty: string;
  of(one: GeneratedCase): CaseFiles;
  remove(): void;
}

/** Writes the files of all cases. */
export function writeCaseFolder(cases: readonly GeneratedCase[]): CaseFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-corpus-'));
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const files = new Map(cases.map((one, index) => [one.id, writeCase(one, path.join(folder, String(index)))]));
  return {
    path: folder,
    empty,
    of: (one) => {
      const found = files.get(one.id);
      if (found === undefined) throw new Error(`no files were written for ${one.id}`);
      return found;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** PEM of certificates that are given as base64 DER, in order. */
export function pemOf(certificates: readonly string[]): string {
  return certificates.map((one) => toPem(Buffer.from(one, 'base64'))).join('');
}

function writeCase(one: GeneratedCase, stem: string): CaseFiles {
  const write = (name: string, text: string): string => {
    const file = `${stem}-${name}.pem`;
    writeFileSync(file, text);
    return file;
  };
  return {
    roots: write('roots', pemOf(one.roots)),
    leaf: write('leaf', pemOf([one.leaf])),
    untrusted: write('untrusted', pemOf(one.intermediates)),
    chain: write('chain', pemOf([one.leaf, ...one.intermediates])),
  };
}
