import type { Setting } from './client-profile.ts';

/** Names an option of the command line, with its dashes where it has some. */
export const option = (name: string): Setting & { readonly kind: 'option' } => ({ kind: 'option', name });

/** Names an environment variable. */
export const variable = (name: string): Setting & { readonly kind: 'environment' } => ({ kind: 'environment', name });
