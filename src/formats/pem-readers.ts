import { endOfValue } from './der-start.ts';
import { fatalKinds } from './fatal-damage.ts';
import { goCertificates } from './pem-go.ts';
import { type OpensslBlock, type OpensslStop, readAsOpenssl } from './pem-openssl.ts';
import type { Damage, TrustStoreEntry } from './trust-store.ts';

type Found = TrustStoreEntry | Damage;

/** How the bytes of a certificate's block become an entry: by its label. */
export type ReadBlock = (label: string, der: Uint8Array, byteOffset: number) => Found;

/**
 * What was found in a text whose lines are not all ordinary, put right by the two families of readers themselves: each entry is marked
 * or touched so that it counts only for those who take it, and fatal damage stands exactly where OpenSSL gives up, or nowhere.
 */
export function asReadersSee(text: string, found: readonly Found[], readBlock: ReadBlock): readonly Found[] {
  if (text.includes('\0'))
    return [...found, unsupported(text.indexOf('\0'), 'NUL byte in a text: what clients make of it depends on how they read')];
  // x509.ParseCertificate: "trailing data"
  const goBlocks = goCertificates(text).filter(({ der }) => endOfValue(der) === der.length);
  const withLabel = goBlocks.map((block) => ({ ...block, label: 'CERTIFICATE' }));
  const go = entriesOf(withLabel, readBlock).entries;
  const { entries: openssl, stop } = opensslEntries(text, readBlock);
  const generic = new Map(found.flatMap((item) => ('certificate' in item ? [[item.byteOffset, item] as const] : [])));
  const touched = new Set(found.flatMap((item) => ('certificate' in item ? [] : (item.touches ?? []))));
  const changed = found.flatMap((item) => ('certificate' in item ? [] : [placed(item, stop, go)]));
  if (stop?.doubtful === true) changed.push(unsupported(stop.byteOffset, stop.message));
  else if (stop !== undefined && !changed.some((item) => fatalKinds.has(item.kind) && item.byteOffset === stop.byteOffset)) {
    changed.push({ kind: 'garbage-entry', byteOffset: stop.byteOffset, message: stop.message });
  }
  const offsets = [...new Set([...generic.keys(), ...go.keys(), ...openssl.keys()])];
  const settled = offsets.map((byteOffset) => {
    const [byGo, byOpenssl, other] = [go.get(byteOffset), openssl.get(byteOffset), generic.get(byteOffset)];
    if (byGo !== undefined && byOpenssl !== undefined) {
      const isSame = byGo.certificate.sha256 === byOpenssl.certificate.sha256;
      return isSame ? byOpenssl : unsupported(byteOffset, 'block in which clients read different certificates');
    }
    if (byOpenssl !== undefined) return touched.has(byteOffset) ? byOpenssl : ({ ...byOpenssl, mark: 'openssl-trusted' } as const);
    if (byGo !== undefined) return stop === undefined ? unsupported(byteOffset, 'block that OpenSSL passes over without a word') : byGo;
    return other !== undefined && touched.has(byteOffset) ? other : ignored(byteOffset);
  });
  return [...settled, ...changed].toSorted((a, b) => a.byteOffset - b.byteOffset);
}

interface Entries {
  readonly entries: ReadonlyMap<number, TrustStoreEntry>;
  /** The first block that is no certificate although its label says so. */
  readonly bad: Damage | undefined;
}

function entriesOf(
  blocks: readonly { readonly label: string; readonly byteOffset: number; readonly der: Uint8Array | undefined }[],
  readBlock: ReadBlock,
  atBad: 'go on' | 'stop' = 'go on',
): Entries {
  const entries = new Map<number, TrustStoreEntry>();
  let bad: Damage | undefined;
  for (const { label, byteOffset, der } of blocks) {
    const item = der === undefined ? undefined : readBlock(label, der, byteOffset);
    if (item === undefined) continue;
    if ('certificate' in item) entries.set(byteOffset, item);
    else if (fatalKinds.has(item.kind)) bad ??= item;
    if (bad !== undefined && atBad === 'stop') break;
  }
  return { entries, bad };
}

/** What OpenSSL takes before it gives up, be it at a line or at a certificate that is none (d2i_X509). */
function opensslEntries(
  text: string,
  readBlock: ReadBlock,
): { readonly entries: Entries['entries']; readonly stop: OpensslStop | undefined } {
  const { blocks, stop } = readAsOpenssl(text);
  const { entries, bad } = entriesOf(blocks.map(firstValue), readBlock, 'stop');
  return { entries, stop: bad ?? stop };
}

// d2i_X509 does not look behind the certificate, where Go refuses to find anything; settings of trust are expected there
function firstValue(block: OpensslBlock): OpensslBlock {
  const { label, der } = block;
  if (der === undefined || label === 'TRUSTED CERTIFICATE') return block;
  return { ...block, der: der.subarray(0, endOfValue(der) ?? der.length) };
}

/** Damage at which OpenSSL does not stop is none for it; a block that Go takes is not touched. */
function placed(item: Damage, stop: OpensslStop | undefined, go: Entries['entries']): Damage {
  const isFatal = fatalKinds.has(item.kind) && stop !== undefined && item.byteOffset >= stop.byteOffset;
  const { touches, ...bare } = item;
  const left = touches?.filter((offset) => !go.has(offset)) ?? [];
  const kind = fatalKinds.has(item.kind) && !isFatal ? 'not-a-certificate' : item.kind;
  return { ...bare, kind, ...(left.length === 0 ? {} : { touches: left }) };
}

function unsupported(byteOffset: number, message: string): Damage {
  return { kind: 'unsupported', byteOffset, message };
}

function ignored(byteOffset: number): Damage {
  return { kind: 'not-a-certificate', byteOffset, message: 'neither OpenSSL nor Go reads this block' };
}
