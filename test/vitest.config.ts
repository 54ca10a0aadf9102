import { defineConfig } from 'vitest/config';

// Two projects: `unit` runs in seconds and needs nothing; `real` starts real servers and clients (moto, nginx, TLS clients).
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.real.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'real', include: ['test/**/*.real.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary'], reportsDirectory: 'coverage' },
  },
});
