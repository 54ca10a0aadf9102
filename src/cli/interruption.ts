/**
 * A signal that Ctrl-C or SIGTERM aborts, so that what is complete can still be written. The second Ctrl-C ends the process at once:
 * whoever asks twice does not want to wait.
 */
export function listenForInterruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    stop();
    controller.abort(name);
  };
  const stop = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { signal: controller.signal, stop };
}
