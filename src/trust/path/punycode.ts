/**
 * What java.net.IDN.toUnicode may make of an ASCII label in lower case (RFC 3490 §4.2, RFC 3492 §6.2): an A-label decoded; any other label, or one that does
 * not decode, as it is; both where it depends on nameprep, which is not modelled.
 */
export function unicodeForms(label: string): readonly string[] {
  const text = label.startsWith('xn--') ? decode(label.slice('xn--'.length)) : undefined;
  // IDN.toUnicode encodes it again: what nameprep folds comes back different, and the label stays as it is
  if (text === undefined || text.toLowerCase() !== text || /[\u00df\u03c2]/.test(text)) return [label];
  return text.normalize('NFKC') === text && stable.test(text) ? [text] : [text, label];
}

/** Whether an A-label in lower case, or any label, does not decode to a label beyond ASCII. */
export function isBrokenALabel(label: string): boolean {
  if (!label.startsWith('xn--')) return false;
  const text = decode(label.slice('xn--'.length));
  return text === undefined || /^[\0-\x7f]*$/.test(text);
}

// Letters of Latin, Greek, Cyrillic, Kana, Han and Hangul that were there in Unicode 3.2, which nameprep knows, and that it leaves alone
const stable =
  /^[\0-\x7f\u00e0-\u00f6\u00f8-\u00ff\u0101-\u017e\u03b1-\u03c9\u0430-\u044f\u0451-\u045c\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]+$/;

const base = 36;
const [tMin, tMax, skew, damp] = [1, 26, 38, 700];

function decode(input: string): string | undefined {
  const delimiter = input.lastIndexOf('-');
  const output = Array.from(Buffer.from(input.slice(0, Math.max(delimiter, 0)), 'latin1'));
  let [point, index, bias] = [128, 0, 72];
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < input.length; ) {
    const start = index;
    for (let weight = 1, k = base; ; k += base) {
      const digit = digitOf(input.charCodeAt(at));
      at += 1;
      if (digit === undefined) return undefined;
      index += digit * weight;
      const threshold = k <= bias ? tMin : Math.min(k - bias, tMax);
      if (digit < threshold) break;
      weight *= base - threshold;
      if (weight > 0x7fffffff || index > 0x7fffffff) return undefined;
    }
    const length = output.length + 1;
    bias = adapt(index - start, length, start === 0);
    point += Math.floor(index / length);
    index %= length;
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    output.splice(index, 0, point);
    index += 1;
  }
  return String.fromCodePoint(...output);
}

function adapt(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? damp : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) / 2; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

function digitOf(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined;
}
