/**
 * By client, the generated cases in which we refuse what it accepts, each with the reason. One that no longer occurs must be taken out.
 * There is none for the other direction: nothing excuses calling a chain accepted that the client refuses.
 */
export const falseRejects: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
