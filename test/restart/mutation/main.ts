import pLimit from 'p-limit';
import { checkSources, mutantsOf } from './mutants.ts';
import { failedTests, runMutant } from './run-mutant.ts';

// node test/restart/mutation/main.ts [CHECK]: breaks every check in every way and names what no test notices. Exit code 1 where there is one.
const [wanted] = process.argv.slice(2);
const mutants = checkSources()
  .filter(({ check }) => wanted === undefined || check === wanted)
  .flatMap(mutantsOf);
if (mutants.length === 0) throw new Error(`no check is called ${wanted ?? ''}`);
if ((await failedTests(null, [])) > 0) throw new Error('tests fail without a mutant');
const limit = pLimit(2);
const runs = await Promise.all(mutants.map((mutant) => limit(() => runMutant(mutant))));
const survivors = runs.filter(({ outcome }) => outcome === 'survived');
for (const { mutant } of survivors) console.log(`survived: ${mutant.check} ${mutant.fault}`);
console.log(`${mutants.length} mutants, ${survivors.length} survived`);
process.exitCode = survivors.length > 0 ? 1 : 0;
