import type { Certificate } from '../x509/certificate.ts';
import type { StoreState } from './store-state.ts';

/** `previous`, `current` or `pending`. */
export type GenerationRole = keyof StoreState['generations'];

/** One CA generation with its certificates still whole, in the order of the source. */
export interface ReadGeneration {
  readonly certificates: readonly Certificate[];
  /** When it took its role, where the source knows. */
  readonly since?: string;
  /** Version id of the secret, or the path of the file. */
  readonly version: string;
}

/** What a source of CA generations yields; what it could not read stands in `gaps`, in sentences. */
export interface GenerationsReading {
  readonly generations: Readonly<Partial<Record<GenerationRole, ReadGeneration>>>;
  readonly gaps: readonly string[];
}
