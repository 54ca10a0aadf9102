/**
 * Splits the text of an option variable into words: white space separates, single and double quotes group. JVMs
 * (JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS) know no escapes; Node's NODE_OPTIONS knows double quotes with backslash only.
 */
export function splitOptionWords(text: string, rules: 'java' | 'node'): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (rules === 'node' && character === '\\') word = (word ?? '') + text.charAt((at += 1));
      else word = (word ?? '') + character;
    } else if (character === '"' || (rules === 'java' && character === "'")) {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
