import { displayWidth } from '../src/report/table/display-width.ts';

/**
 * An SVG picture of a terminal that shows this text, for the README: SGR colours of the reports, a dark background, one
 * `<text>` a line, so that the words can still be searched and selected.
 */
export function renderTerminalSvg(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n').map(readRuns);
  const columns = Math.max(minColumns, ...lines.map((runs) => displayWidth(runs.map((run) => run.text).join(''))));
  const width = Math.ceil(columns * cellWidth + 2 * margin);
  const height = Math.ceil(lines.length * cellHeight + bar + 2 * margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${margin + 6 + index * 20}" cy="18" r="6" fill="${fill}"/>`),
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}" fill="${foreground}">`,
    ...lines.flatMap((runs, index) => (runs.length === 0 ? [] : [textElement(runs, bar + margin + (index + 0.8) * cellHeight)])),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Run {
  readonly text: string;
  readonly color: string | undefined;
  readonly bold: boolean;
}

const fontSize = 14;
/** DejaVu Sans Mono advances 0.602 em; `textLength` holds other fonts to it, so that columns stay straight. */
const cellWidth = fontSize * 0.602;
const cellHeight = 19;
const margin = 16;
const bar = 26;
const minColumns = 80;
const background = '#14181f';
const foreground = '#d7dce4';
const colors: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#f2cc60',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
};

function readRuns(line: string): readonly Run[] {
  const runs: Run[] = [];
  let color: string | undefined;
  let bold = false;
  // Splitting by a group keeps its matches: texts stand at even places, SGR parameters at odd ones.
  line.split(sgr).forEach((part, index) => {
    if (index % 2 === 0) {
      if (part !== '') runs.push({ text: part, color, bold });
      return;
    }
    for (const code of part.split(';')) {
      if (code === '' || code === '0') [color, bold] = [undefined, false];
      else if (code === '1') bold = true;
      else color = colors[code] ?? color;
    }
  });
  return runs;
}

const sgr = new RegExp(`${String.fromCodePoint(0x1b)}\\[([0-9;]*)m`);

function textElement(runs: readonly Run[], y: number): string {
  const columns = displayWidth(runs.map((run) => run.text).join(''));
  const spans = runs.map(({ text, color, bold }) => {
    if (color === undefined && !bold) return escapeXml(text);
    const fill = color === undefined ? '' : ` fill="${color}"`;
    return `<tspan${fill}${bold ? ' font-weight="bold"' : ''}>${escapeXml(text)}</tspan>`;
  });
  const length = (columns * cellWidth).toFixed(1);
  return `<text x="${margin}" y="${y.toFixed(1)}" xml:space="preserve" textLength="${length}">${spans.join('')}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
