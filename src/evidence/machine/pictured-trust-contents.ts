import type { CertificateLayout } from '../file-evidence.ts';
import type { Picture, PictureRecord } from '../probe/picture.ts';
import { knownIn, numberIn, plainText } from '../probe/picture-fields.ts';
import { type Effort, stepsOf } from './effort.ts';
import { type Failure, type Machine, notRecorded, type TrustContent } from './machine.ts';
import { type PicturedPaths, tooMuch, whyClosed } from './pictured-paths.ts';

/** PEM blocks of one file that are kept: a bundle of all public roots has 150. Our choice; the probe prints as many. */
const maximumBlocks = 200;

/** Answers what a file's content is by the digests that a probe recorded: of each file once, whichever path leads to it. */
export function picturedTrustContents(picture: Picture, paths: PicturedPaths, effort: Effort): Machine['trustContent'] {
  let digests: Promise<ReadonlyMap<string, string>> | undefined;
  return async (file) => {
    digests ??= digestsByIdentity(picture, paths, effort);
    const byIdentity = await digests;
    await effort.pause();
    if (!effort.spend(1)) return unreadable(tooMuch);
    const real = paths.resolve(file);
    if (real.kind === 'failed') return unreadable(real);
    const status = paths.statusAt(real.path);
    const elsewhere = status.kind === 'failed' || status.identity === undefined ? undefined : byIdentity.get(status.identity);
    for (const place of [file, real.path, elsewhere ?? real.path]) {
      const record = picture.find('digest', place);
      if (record === 'contested') return { kind: 'unreadable', reason: 'the probe recorded it twice, with different contents' };
      if (record !== undefined) return effort.spend(stepsOf(record.textBytes)) ? contentOf(record) : unreadable(tooMuch);
      const closed = whyClosed(picture, place);
      if (closed !== undefined) return unreadable(closed);
    }
    return { kind: 'unreadable', reason: notRecorded };
  };
}

async function digestsByIdentity(picture: Picture, paths: PicturedPaths, effort: Effort): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { fields } of picture.all('digest')) {
    const file = fields[0] ?? '';
    await effort.pause();
    const real = paths.resolve(file);
    const status = real.kind === 'failed' ? real : paths.statusAt(real.path);
    if (status.kind !== 'failed' && status.identity !== undefined && !found.has(status.identity)) found.set(status.identity, file);
  }
  return found;
}

// digest PATH SHA256 SIZE KIND RELEASE REASON REDACTED
function contentOf(record: PictureRecord): TrustContent {
  const [, sha256 = '', size, , release, why] = record.fields;
  const reason = plainText(knownIn(why) ?? 'its content stays on the host');
  if (release === 'withheld') return { kind: 'withheld', reason };
  if (release === 'unrecognised') return { kind: 'unrecognised', reason };
  if (release !== 'released' || !/^[0-9a-f]{64}$/.test(sha256)) return { kind: 'unreadable', reason: 'its digest was not recorded' };
  const certificates = blocksOf(record);
  return {
    kind: 'named',
    sha256,
    sizeBytes: numberIn(size) ?? 0,
    ...(certificates.length === 0 ? {} : { certificates }),
  };
}

// |LABEL FIRST_LINE LINES SHA256_OF_DER
function blocksOf(record: PictureRecord): readonly CertificateLayout[] {
  return record
    .text()
    .slice(0, maximumBlocks)
    .flatMap((line) => {
      const [label = '', first, count, digest = ''] = line.split('\t');
      const [firstLine, lines] = [numberIn(first), numberIn(count)];
      if (firstLine === undefined || lines === undefined) return [];
      return [{ label: plainText(label, 64), firstLine, lines, sha256: /^[0-9a-f]{64}$/.test(digest) ? digest : null }];
    });
}

function unreadable({ reason }: Failure): TrustContent {
  return { kind: 'unreadable', reason };
}
