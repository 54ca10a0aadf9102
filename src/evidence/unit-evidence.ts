import * as z from 'zod';
import { instantSchema } from '../config/instant-schema.ts';

/** What systemd would miss of a unit and refuses to start it for. */
export const refusals = [
  'unit-file',
  'mask',
  'exec-start',
  'exec-line',
  'program',
  'program-closed',
  'script',
  'script-closed',
  'script-hidden',
  'class',
  'class-closed',
  'preload',
  'agent-library',
  'environment-file',
  'working-directory',
  'working-directory-closed',
  'root-directory',
  'condition',
] as const;
export type Refusal = (typeof refusals)[number];

/** The systemd unit of a workload: how it is started, and what it is started with. */
export const unitEvidenceSchema = z.object({
  name: z.string(),
  state: z.string(),
  /** As `systemctl is-enabled` prints it: whether the unit is started with the host. */
  fileState: z.string().optional(),
  /**
   * Of a unit that changed on disk without systemd having been told: `on-disk` is what a daemon-reload or a start of the host makes of it, `in-memory`
   * what `systemctl restart` starts until then. Absent where they are the same.
   */
  as: z.enum(['on-disk', 'in-memory']).optional(),
  user: z.string().optional(),
  /** Group= where it is set: it takes the place of the user's first group. */
  group: z.string().optional(),
  /** It may have rights to read what is closed to that user. */
  readsMore: z.literal(true).optional(),
  /** The latest write to the unit file or one of its drop-ins, after following links; environment files do not count. */
  changedAt: instantSchema.optional(),
  /** Its drop-ins in systemd's order; each list holds the first 100 names that are shaped like a path, and is absent where there is none. */
  dropIns: z.array(z.string()).optional(),
  /** EnvironmentFile= as the unit names it, patterns among them: specifiers resolved, without the `-` that says that it may be absent. */
  environmentFiles: z.array(z.string()).optional(),
  /** Programs of ExecStartPre=, without their words. */
  execStartPre: z.array(z.string()).optional(),
  /** Why systemd would surely refuse to start it again; only of a unit that runs, whose mounts are there. */
  refused: z.array(z.object({ what: z.enum(refusals), reason: z.string() })).optional(),
});
