/** Time in which what was under way may let go of the process after the last word is written; sockets and children do so at once. Our choice. */
const graceMs = 500;

/** An interruption of this process by Ctrl-C or SIGTERM. */
export interface Interruption {
  /** Aborted by the first of them, with its name as the reason, so that what is complete can still be written. */
  readonly signal: AbortSignal;
  /** To be called when everything is written: takes the listeners away and sees to it that an interrupted process ends. */
  end(): void;
}

/**
 * Listens for Ctrl-C and SIGTERM. The second one ends the process at once: whoever asks twice does not want to wait.
 *
 * An interrupted process ends by itself, with its exit code, as soon as nothing holds it. What cannot be told to let go (a file system that hangs keeps a
 * thread, and with it even process.exit, for ever) is left behind by raising the same signal once more, now without a listener: a shell sees the same
 * 130 or 143.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const stop = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  };
  const interrupt = (name: NodeJS.Signals): void => {
    stop();
    controller.abort(name);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end() {
      stop();
      if (!controller.signal.aborted) return;
      const name = controller.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
      // it does not hold the process: where nothing else does, it never fires
      setTimeout(() => process.kill(process.pid, name), graceMs).unref();
    },
  };
}
