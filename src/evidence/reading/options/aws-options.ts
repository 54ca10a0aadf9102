import type { OptionReader } from './option-sheet.ts';

// argparse takes the beginning of a name for the name (awscli 1.45 and 2.9: `--ca-b FILE` and `--no-ver` work).
const shortened = /^(?:--ca(?:-(?:b(?:u(?:n(?:d(?:l)?)?)?)?)?)?|--no-v(?:e(?:r(?:i(?:f(?:y(?:-(?:s(?:s)?)?)?)?)?)?)?)?)(?:=|$)/;

/** Reads the AWS CLI's options, which may stand anywhere on its line. */
export const readAwsOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [name = ''] = word.split('=', 1);
    const value = word.includes('=') ? word.slice(name.length + 1) : words[at + 1];
    if (name === '--ca-bundle') sheet.keep(name, 'path', value ?? '');
    else if (name === '--endpoint-url') sheet.keep(name, 'endpoint', value ?? '');
    else if (word === '--no-verify-ssl') sheet.mark(word);
    else if (shortened.test(word))
      sheet.unread(word.startsWith('--ca') ? '--ca-bundle' : '--no-verify-ssl', 'an option of aws is abbreviated');
  }
};
