/** Says on standard error what is under way, behind the seconds since the program was started. */
export const say = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);

/** Ends the program by an exit when it is interrupted, so that it stops what it started on its way out. */
export function exitWhenInterrupted(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => process.exit(code));
}
