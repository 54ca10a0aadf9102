import type { Terminal } from './terminal.ts';

/** Between two lines of progress: on a terminal for the eye, elsewhere for a log. Our choice. */
const liveMs = 100;
const logMs = 10_000;

/** How far a fleet is. */
export interface FleetPoint {
  readonly done: number;
  readonly total: number;
}

/**
 * Returns what tells progress when it is due: on a terminal ten times a second at most, elsewhere every ten seconds or tenth of the hosts; in both the last
 * host. The text is made only then.
 */
export function progressLines(terminal: Terminal, now: () => number): (point: FleetPoint, text: () => string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  let toldDone = 0;
  return ({ done, total }, text) => {
    const at = now();
    const finished = done === total && done > toldDone;
    const due = terminal.live ? at - toldAt >= liveMs : done > toldDone && (done - toldDone >= total / 10 || at - toldAt >= logMs);
    const quietTooLong = !terminal.live && at - toldAt >= logMs && toldAt !== Number.NEGATIVE_INFINITY;
    if (!finished && !due && !quietTooLong) return;
    toldAt = at;
    toldDone = done;
    terminal.progress(text());
  };
}
