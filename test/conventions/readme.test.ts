import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillTables, markedTables, renderTables } from '../readme-tables.ts';

const location = new URL('../../README.md', import.meta.url);
const readme = existsSync(location) ? readFileSync(location, 'utf8') : '';

describe('README.md', () => {
  it('has a place for every generated table', async () => {
    const missing = Object.keys(await renderTables()).filter((name) => !markedTables(readme).includes(name));
    expect(missing, 'add <!-- begin:NAME --> and <!-- end:NAME --> and run npm run update').toEqual([]);
  });

  it('shows the tables that the code makes', async () => {
    expect(fillTables(readme, await renderTables()) === readme, 'the tables are stale: run npm run update').toBe(true);
  });
});

describe('fillTables', () => {
  it('replaces what stands between the markers and nothing else', () => {
    const text = 'a\n<!-- begin:x -->\nold\n<!-- end:x -->\nb\n<!-- begin:y --><!-- end:y -->\n';
    const filled = 'a\n<!-- begin:x -->\n$& 1\n<!-- end:x -->\nb\n<!-- begin:y -->\n2\n<!-- end:y -->\n';
    expect(fillTables(text, { x: '$& 1', y: '2' })).toBe(filled);
    expect(fillTables(filled, { x: '$& 1', y: '2' })).toBe(filled);
  });

  it('rejects a marker that no table fills and one that is not closed', () => {
    expect(() => fillTables('<!-- begin:z --><!-- end:z -->', { x: '1' })).toThrow('no generated table is called z; there are: x');
    expect(() => fillTables('<!-- begin:x -->', { x: '1' })).toThrow('the table x begins but does not end');
  });
});
