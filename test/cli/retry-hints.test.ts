import { describe, expect, it } from 'vitest';
import { retryHints } from '../../src/cli/retry-hints.ts';

describe('what may be done about hosts without evidence', () => {
  it('is nothing where there are none', () => {
    expect(retryHints({ seen: 3, mayRetry: 0, lasting: 0 }, 'kept')).toEqual([]);
  });

  it('is --resume where the reason may pass and a file is kept', () => {
    expect(retryHints({ seen: 0, mayRetry: 2, lasting: 0 }, 'kept')).toEqual([
      '2 of the hosts without evidence may answer another time: --resume asks them again',
    ]);
  });

  it('is to keep a file, where there are others that need not be asked again', () => {
    expect(retryHints({ seen: 1, mayRetry: 2, lasting: 0 }, 'may-be').join()).toContain('the others need not be asked again');
    expect(retryHints({ seen: 0, mayRetry: 2, lasting: 0 }, 'may-be')).toEqual(['2 of the hosts without evidence may answer another time']);
  });

  it('is no file where the command takes none', () => {
    expect(retryHints({ seen: 1, mayRetry: 1, lasting: 0 }, 'never')).toEqual(['1 of the hosts without evidence may answer another time']);
  });

  it('is --retry-failed where the reason stays until somebody does something about it', () => {
    expect(retryHints({ seen: 1, mayRetry: 0, lasting: 3 }, 'kept').join()).toContain('--retry-failed then asks them again');
    expect(retryHints({ seen: 1, mayRetry: 0, lasting: 3 }, 'may-be')).toEqual([]);
  });
});
