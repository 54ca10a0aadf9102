import { curlRows } from './rows/curl.ts';
import { damageRows } from './rows/damage.ts';
import { goRows } from './rows/go.ts';
import { javaRows } from './rows/java.ts';
import { nodeRows } from './rows/node.ts';
import { pythonRows } from './rows/python.ts';
import type { Row } from './rows/row.ts';

/** Every case of CLIENTS §1 and §4, by client. */
export const rows: readonly Row[] = [...curlRows, ...pythonRows, ...nodeRows, ...goRows, ...javaRows, ...damageRows];
