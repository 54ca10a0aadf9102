import { describe, expect, it } from 'vitest';
import { renderTerminalSvg } from './terminal-picture.ts';

const escape = String.fromCodePoint(0x1b);

describe('the picture of a terminal', () => {
  it('draws one text element for each line that is not empty', () => {
    const svg = renderTerminalSvg('one\n\n  two\n');
    expect(svg.match(/<text /g)).toHaveLength(2);
    expect(svg).toContain('xml:space="preserve"');
    expect(svg).toContain('>  two</text>');
  });

  it('turns SGR colours into spans and shows no escape', () => {
    const svg = renderTerminalSvg(`${escape}[1;31mOUTAGE${escape}[0m  permissions\n`);
    expect(svg).toContain('<tspan fill="#ff7b72" font-weight="bold">OUTAGE</tspan>  permissions');
    expect(svg).not.toContain(escape);
  });

  it('escapes markup', () => {
    expect(renderTerminalSvg('<script> & more\n')).toContain('&lt;script&gt; &amp; more');
  });

  it('is as wide as its longest line', () => {
    const width = (text: string): number => Number(/width="(\d+)"/.exec(renderTerminalSvg(text))?.[1]);
    expect(width('x'.repeat(120))).toBeGreaterThan(width('x'.repeat(80)));
    expect(width('x')).toBe(width('x'.repeat(80)));
  });
});
