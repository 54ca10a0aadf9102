import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/table/display-width.ts';
import { makePage } from '../../src/report/table/page.ts';
import { placeOf, placesOf, somePlaces } from '../../src/report/table/places.ts';

const page = makePage({ color: false, width: 80 });
const ids = ['b3', 'b4', 'b5', 'b6', 'b7'].map((id) => id.repeat(6));
const named = (host: string, roots: readonly string[], columns = 80): string => somePlaces(page, [{ host, roots }], columns);

describe('a host with its containers', () => {
  it('names one, two, or as many as fit', () => {
    expect(named('app-1', [])).toBe('app-1');
    expect(named('app-1', ids.slice(0, 1))).toBe('app-1 (container b3b3b3b3b3b3)');
    expect(named('app-1', ids.slice(0, 2))).toBe('app-1 (containers b3b3b3b3b3b3 and b4b4b4b4b4b4)');
    expect(named('app-1', ids, 60)).toBe('app-1 (containers b3b3b3b3b3b3, b4b4b4b4b4b4 and 3 more)');
  });

  it('says nothing of containers where a root is none', () => {
    expect(named('app-1', ['b3', 'root-1'])).toBe('app-1 (container b3 and root-1)');
  });

  it('shortens the host and never an id, however narrow the page is', () => {
    const host = 'ip-10-20-30-40.eu-west-1.compute.internal';
    expect(named(host, ids.slice(0, 1))).toBe('ip-10-20-30-40.e…ompute.internal (container b3b3b3b3b3b3)');
    expect(named(host, ids, 20)).toContain('(containers b3b3b3b3b3b3 and 4 more)');
    expect(displayWidth(named(host, ['x'.repeat(10_000)]))).toBeLessThan(120);
  });

  it('is counted once among others, and those without room are counted', () => {
    const places = ['web-1', 'web-2', 'web-3'].map((host) => ({ host, roots: ids }));
    expect(somePlaces(page, places, 80, 100)).toBe('web-1 (containers b3b3b3b3b3b3 and 4 more) and 99 more');
  });

  it('is made of entries that name both', () => {
    const at = (host: string, root?: string) => ({ host, root });
    const places = placesOf([at('a', 'b1'), at('b'), at('a', 'b2'), at('a', 'b1')], ({ host }) => host);
    expect(places).toEqual([placeOf('a', [at('a', 'b1'), at('a', 'b2')]), { host: 'b', roots: [] }]);
    expect(places[0]).toEqual({ host: 'a', roots: ['b1', 'b2'] });
  });
});
