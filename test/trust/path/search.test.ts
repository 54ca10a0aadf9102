import { describe, expect, it } from 'vitest';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import { issue } from '../../certificates.ts';
import { questionOf, storeName } from './question.ts';

const root = issue({ subject: 'CN=Wanted', ca: true });
const leaf = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName] });
const others = Array.from({ length: 6 }, (_, index) => issue({ subject: `CN=Other ${index}`, ca: true }));

/** What the client says that looked for the issuer in anchors of these files, one in each. */
function missing(files: readonly string[]): string {
  const question = questionOf({ client: 'go', store: others.slice(0, files.length), served: [leaf] });
  const anchors = question.anchors.map((anchor, index) => ({ ...anchor, file: files[index] ?? '' }));
  const verdict = judgePath({ ...question, anchors });
  return verdict.kind === 'rejected' ? verdict.cause.detail : verdict.kind;
}

const folder = (name: string, inside = ''): readonly string[] => ['a', 'b', 'c'].map((file) => `${name}/${file}.0${inside}`);

describe('the missing link', () => {
  it.each<[string, readonly string[], string]>([
    ['two files', ['/a.pem', '/b.pem'], '/a.pem and /b.pem (2 anchors)'],
    ['three files', ['/a.pem', '/b.pem', '/c.pem'], '/a.pem, /b.pem and /c.pem (3 anchors)'],
    ['a file and a folder', ['/x/cert.pem', ...folder('/x/certs')], '/x/cert.pem and /x/certs (4 anchors)'],
    ['a folder', folder('/x/certs'), '/x/certs (3 anchors)'],
    ['a folder of a container', folder('/x/certs', ' in container 0123456789ab'), '/x/certs in container 0123456789ab (3 anchors)'],
    ['more than can be told', ['/a/a', '/b/b', '/c/c', '/d/d', '/e/e'], '/a/a, /b/b, /c/c and 2 more (5 anchors)'],
  ])('names the trust store of %s', (_name, files, said) => {
    expect(missing(files)).toBe(`no anchor named "CN=Wanted" in the trust store ${said}`);
  });

  it('calls no trust store what is no file', () => {
    const own = 'the roots that Node.js 20 brings along';
    expect(missing([own])).toBe(`no anchor named "CN=Wanted" in ${own} (1 anchor)`);
    expect(missing([own, '/a.pem'])).toBe(`no anchor named "CN=Wanted" in ${own} and /a.pem (2 anchors)`);
    expect(missing(['/a.pem', own])).toBe(`no anchor named "CN=Wanted" in the trust store /a.pem and ${own} (2 anchors)`);
  });
});
