import type { TrustLocation } from '../../clients/client-profile.ts';
import type { FileEvidence } from '../../evidence/file-evidence.ts';
import { readTrustStore } from '../../formats/read-trust-store.ts';
import { loadDirectory } from './load-directory.ts';
import { loadKeystore } from './load-keystore.ts';
import { readPemFile } from './pem-file.ts';
import type { StoreReader } from './readable-entries.ts';
import { type LocationQuestion, partOf, type SlotQuestion, type StorePart, type Unknown } from './store-part.ts';

/** What the client takes from one file or directory that is there. */
export function loadPath(location: TrustLocation, file: FileEvidence, question: LocationQuestion): StorePart | Unknown {
  if (file.sha256 === undefined) return unknown(`the content of ${file.path} was not collected`);
  const bytes = question.readBlob(file.sha256);
  if (bytes === undefined) return unknown(`the content of ${file.path} is not in the evidence`);
  const tolerance: StoreReader = { ...question.profile, ...location };
  const isDirectory = file.state === 'directory';
  if (location.reading === 'bundled') return unknown(`${file.path} is no file of ${question.profile.title}`);
  if (location.reading === 'java-keystore') return loadKeystore(location, { file, bytes, tolerance, question });
  if (location.reading === 'pem-file' && location.whenDirectory !== 'hashed-directory') {
    return isDirectory ? notRead(file, question, tolerance) : partOf(file, question, readPemFile(bytes, tolerance));
  }
  const reading = location.reading === 'every-file' ? 'every-file' : 'hashed-directory';
  if (isDirectory) return loadDirectory(reading, { file, bytes, tolerance, question });
  return location.reading === 'pem-file'
    ? partOf(file, question, readPemFile(bytes, tolerance))
    : notRead(file, question, { ...tolerance, whenNoCertificate: 'no-anchors' });
}

/** The roots that are compiled into the runtime, as the evidence recorded them. */
export function loadBundled(question: SlotQuestion): StorePart | Unknown {
  const { workload, profile, readBlob } = question;
  const sha256 = workload.runtime?.bundledRoots;
  if (sha256 === undefined && workload.root !== undefined)
    return unknown(`the roots that ${profile.title} brings along are not read in a container`);
  if (sha256 === undefined) return unknown(`the roots that ${profile.title} brings along were not recorded`);
  const bytes = readBlob(sha256);
  if (bytes === undefined) return unknown(`the roots that ${profile.title} brings along are not in the evidence`);
  const { entries } = readTrustStore(bytes);
  if (entries.length === 0) return unknown(`the recorded roots of ${profile.title} hold no certificate`);
  const path = `the roots that ${profile.title} brings along`;
  return {
    kind: 'part',
    anchors: entries.map(({ certificate }) => ({ certificate, file: path })),
    loaded: [{ path, because: `default of ${profile.title}`, sha256, modifiedAt: undefined, anchors: entries.length }],
    remarks: [],
    fatal: undefined,
  };
}

function notRead(file: FileEvidence, question: LocationQuestion, tolerance: StoreReader): StorePart | Unknown {
  const remark = `is a ${file.state}, which the client does not read`;
  const trouble = tolerance.whenNoCertificate === 'error' ? 'directory' : undefined;
  return partOf(file, question, { kind: 'read', entries: [], remarks: [remark], trouble }, 'nothing');
}

function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}
