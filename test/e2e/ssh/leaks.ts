/** Where something that was planted as a secret shows in a text: as it is, or in what a base64 blob of the text holds. One line for each, without the secret. */
export function leaksIn(texts: readonly string[], secrets: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => {
    const decoded = [...text.matchAll(/"content":"([A-Za-z0-9+/]{24,}={0,2})"/g)].map((match) =>
      Buffer.from(match[1] ?? '', 'base64').toString('latin1'),
    );
    return [text, ...decoded].flatMap((one) =>
      secrets.flatMap((secret, which) => {
        const at = one.indexOf(secret);
        return at < 0 ? [] : [`secret ${which} in text ${index}, behind ${JSON.stringify(one.slice(Math.max(0, at - 60), at))}`];
      }),
    );
  });
}
