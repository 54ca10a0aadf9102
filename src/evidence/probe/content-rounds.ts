import { ParseError } from '../../errors.ts';
import type { Host } from '../../inventory/host.ts';
import type { WantedContent } from '../reading/trust-files.ts';
import { type Accepted, acceptContent } from './accept-content.ts';
import type { ProbeChannel } from './channel.ts';
import { type Picture, readPicture } from './picture.ts';
import { plainText } from './picture-fields.ts';
import { reportIn } from './probe-report.ts';

/** Contents asked for in one run, and characters of its arguments: SSM takes 1,950 once they are encoded (wordsMax), a login shell 100,000. */
const boundsOfRun = { contents: 400, characters: 60_000 };
const boundsOverSsm = { contents: 60, characters: 1800 };
/** Bytes asked for in one run, as far as the host told them: bounds what one host can make us hold. Our choice. */
const bytesOfRun = 24 * 1024 * 1024;

/** Less time than this is not worth another run. Our choice. */
const leastMs = 1000;

/** What every run of the probe on one host shares. */
export interface ProbeRuns {
  readonly channel: ProbeChannel;
  readonly host: Host;
  /** Milliseconds that are left; less than 1 where time is up. */
  readonly timeLeft: () => number;
  readonly nonce: () => string;
  readonly signal: AbortSignal | undefined;
}

/** Asks a host for contents in as few runs as their size allows. What fails is told by its reason; rejects only when aborted. */
export async function askForContents(runs: ProbeRuns, wanted: readonly WantedContent[]): Promise<ReadonlyMap<string, Accepted>> {
  const answers = new Map<string, Accepted>();
  for (const part of partsOf(wanted, runs.channel.name === 'ssm' ? boundsOverSsm : boundsOfRun)) {
    let given = await askOnce(runs, part);
    // The picture is there and would be kept without these contents, so nobody would ask for them another time.
    if (given.kind === 'failed' && given.mayRetry && runs.timeLeft() > leastMs) given = await askOnce(runs, part);
    for (const one of part) {
      const refused = { kind: 'refused' as const, reason: given.kind === 'failed' ? `its content was not sent: ${given.reason}` : '' };
      answers.set(one.sha256, given.kind === 'failed' ? refused : given.contentOf(one));
    }
  }
  return answers;
}

type Answer =
  | { readonly kind: 'contents'; contentOf(one: WantedContent): Accepted }
  | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

async function askOnce(runs: ProbeRuns, wanted: readonly WantedContent[]): Promise<Answer> {
  const timeoutMs = runs.timeLeft();
  if (timeoutMs < 1) return { kind: 'failed', reason: 'time was up', mayRetry: false };
  const nonce = runs.nonce();
  const told = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // Base64 behind bars is 4 / 3 of the bytes and some lines.
  const maximumBytes = 1_000_000 + Math.ceil(Math.min(told, bytesOfRun) * 1.4);
  const words = wanted.map(({ sha256, path }) => `get=${sha256}:${path}`);
  const packed = runs.channel.name === 'ssh' ? ['pack=gzip'] : [];
  const request = { arguments: ['contents', nonce, ...packed, ...words], timeoutMs, maximumBytes, signal: runs.signal };
  const reply = await runs.channel.run(runs.host, request);
  if (reply.kind === 'failed') return { kind: 'failed', reason: reply.reason, mayRetry: reply.mayRetry };
  try {
    const picture = readPicture(reportIn(reply.stdout, { nonce, mode: 'contents', maximumBytes }));
    return { kind: 'contents', contentOf: (one) => contentIn(picture, one) };
  } catch (error) {
    if (error instanceof ParseError) return { kind: 'failed', reason: error.message, mayRetry: error.byteOffset > 0 };
    throw error;
  }
}

function contentIn(picture: Picture, one: WantedContent): Accepted {
  const content = picture.find('content', one.sha256);
  if (content === 'contested') return { kind: 'refused', reason: 'the host sent two contents of one name' };
  if (content === undefined) {
    const refused = picture.find('refused', one.sha256);
    const why = refused === undefined || refused === 'contested' ? 'the host did not send its content' : (refused.fields[2] ?? '');
    return { kind: 'refused', reason: plainText(why === '' ? 'the host gives no reason' : why) };
  }
  const bytes = Buffer.from(content.text().join(''), 'base64');
  return acceptContent(one, bytes);
}

function partsOf(wanted: readonly WantedContent[], bounds: typeof boundsOfRun): readonly (readonly WantedContent[])[] {
  const parts: WantedContent[][] = [];
  let [bytes, characters] = [0, 0];
  for (const one of wanted) {
    const length = one.sha256.length + one.path.length + 6;
    const part = parts.at(-1);
    const fits =
      part !== undefined &&
      part.length < bounds.contents &&
      characters + length <= bounds.characters &&
      bytes + one.sizeBytes <= bytesOfRun;
    if (fits) part.push(one);
    else {
      parts.push([one]);
      [bytes, characters] = [0, 0];
    }
    bytes += one.sizeBytes;
    characters += length;
  }
  return parts;
}
