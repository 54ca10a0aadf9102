import { oneLine } from './one-line.ts';
import type { TrustStoreEntry } from './trust-store.ts';

/** First line of a listing: what collection writes of `certutil -L` and of `certutil -L -n NICKNAME -a` for each nickname. */
export const nssListingHeader = '# NSS database as certutil tells it\n';
const lastLine = '# end\n';

/** The certificates of one nickname as certutil knows them. */
export interface NssNickname {
  readonly nickname: string;
  /** `CT,C,C`; several where certificates share the nickname and are not trusted alike. */
  readonly flags: readonly string[];
  /** PEM of all of them; empty where certutil did not give them out. */
  readonly pem: string;
}

/** The text of a listing; nicknames stand in it as one line each. */
export function writeNssListing(nicknames: readonly NssNickname[]): string {
  const sections = nicknames.map(({ nickname, flags, pem }) => `# ${flags.join(' or ')} ${oneLine(nickname)}\n${pem}`);
  return nssListingHeader + sections.join('') + lastLine;
}

/** Rows of `certutil -L`: a nickname, filled up to 60 columns, and its flags for TLS, mail and code (nss/cmd/certutil/certutil.c, PrintCertificateList). */
export function readNssRows(stdout: string): readonly { readonly nickname: string; readonly flags: string }[] {
  return stdout.split('\n').flatMap((line) => {
    const [, nickname, flags] = /^(.*?) +([a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*) *$/.exec(line) ?? [];
    return nickname === undefined || flags === undefined || /^ *$/.test(nickname) ? [] : [{ nickname, flags }];
  });
}

/** One nickname's part of a listing. */
export interface NssSection {
  readonly kind: 'certificates' | 'ambiguous';
  readonly alias: string;
  /** An anchor for TLS servers only with `C` (trusted CA) or `P` (trusted peer) among its first flags (certutil(1), -t). */
  readonly mark: TrustStoreEntry['mark'];
  /** Offset of its first line, and its text from there. */
  readonly byteOffset: number;
  readonly text: string;
}

/** A listing in its sections; its text holds one character a byte. */
export class NssListing {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether its last line is there: what is cut off may lack anchors, or hold one less than there are. */
  get isWhole(): boolean {
    return this.#text.endsWith(lastLine);
  }

  /** All sections in order; lines of another form are passed over. */
  sections(): readonly NssSection[] {
    const marks = [...this.#text.matchAll(/^# ([a-zA-Z,]*,[a-zA-Z,]*)((?: or [a-zA-Z,]+)*) (.*)$/gm)];
    const ends = [...marks.slice(1).map((mark) => mark.index), this.#text.length];
    return marks.map((mark, index) => {
      const [, flags = '', others = '', nickname = ''] = mark;
      return {
        kind: others === '' ? 'certificates' : 'ambiguous',
        alias: oneLine(Buffer.from(nickname, 'latin1').toString('utf8')),
        mark: /[CP]/.test(flags.split(',')[0] ?? '') ? 'plain' : 'unmarked',
        byteOffset: mark.index,
        text: this.#text.slice(mark.index, ends[index]),
      };
    });
  }
}
