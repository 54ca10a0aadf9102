import { ParseError } from '../errors.ts';

/** What a file asks for is valid but not supported, or costs more than is allowed: damage of kind `unsupported`. */
export class UnsupportedScheme extends ParseError {}
