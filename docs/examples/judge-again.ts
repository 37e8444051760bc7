import { audit, checkExpectation, faultsNamed, project, ReapcheckError, readHistory, readScenario } from 'reapcheck';

// Reads the sources, and runs nothing.
const { findings } = audit(['playbooks/bad']);
for (const { rule, message, place } of findings) console.log(`${place.file}:${place.line} ${rule}: ${message}`);

// A scenario with its defaults filled in. What is wrong in one is told with its place.
try {
  const { name, steps } = readScenario('scenarios/reaping/failure-surfaces.yml');
  console.log(
    name,
    steps.flatMap(({ expectations }) => expectations.map(({ value }) => value.kind)),
  );
} catch (error) {
  if (error instanceof ReapcheckError) console.error(error.message);
  else throw error;
}

// Every run leaves its history; what can be asked of a run can be asked of that, as often as you like.
const facts = project(readHistory('runs/single-job/latest/trials/baseline/history.jsonl'));
for (const { taskName, key, end, reaps } of facts.jobs) console.log(taskName, key.host, end, reaps.length);
const hosts = Object.keys(facts.recap ?? {});
const { is, seen } = checkExpectation({ kind: 'reaps', are: 'complete' }, { facts, struck: [] }, hosts);
console.log(is, seen);

console.log(faultsNamed(['fail', 'kill-runner']).map(({ name, summary }) => `${name}: ${summary}`));
