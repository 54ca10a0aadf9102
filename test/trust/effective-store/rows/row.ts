import type { ClientName } from '../find-clients.ts';
import type { Material } from '../material.ts';
import type { Folder } from '../planted-host.ts';

/** One case: what lies where, how the client starts, and what the real client did when this was recorded. */
export interface Row {
  readonly name: string;
  readonly client: ClientName;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The arguments as evidence holds them. */
  readonly options?: Readonly<Record<string, string>>;
  readonly etc: (material: Material) => Folder;
  readonly own?: (material: Material) => Folder;
  readonly real: 'trusts' | 'refuses';
  /** What is said where it is not what the client does: `unknown`, for what was not measured. */
  readonly says?: 'unknown';
  /** Set where collected evidence leaves open what hand-made evidence tells: contents that do not leave a host. */
  readonly collected?: 'unknown';
  /** What the server presents; without it the end-entity below the right root. */
  readonly served?: keyof Material['served'];
  readonly remarks?: readonly RegExp[];
}
