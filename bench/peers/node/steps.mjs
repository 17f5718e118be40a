// bpmn-engine: the case is one JSON; a step locks it, recovers and resumes the engine, signals a task, writes it back.
//
// The state carries the definition, as its examples do; less than Heyi does: no task rows, no people told, no
// organization asked. `node steps.mjs URL TASKS` prints milliseconds of the median step.

import { Engine } from 'bpmn-engine';
import pg from 'pg';

const TABLES = `
CREATE TABLE IF NOT EXISTS cases (id bigserial PRIMARY KEY, body text);
CREATE TABLE IF NOT EXISTS history (id bigserial PRIMARY KEY, case_id bigint, task text, at timestamptz DEFAULT now());
CREATE TABLE IF NOT EXISTS document (id bigint PRIMARY KEY, changed timestamptz DEFAULT now());
`;

/** A sequence of user tasks as BPMN. */
function process(tasks) {
  const names = Array.from({ length: tasks }, (_, number) => `t${number}`);
  const nodes = ['start', ...names, 'end'];
  const flows = nodes
    .slice(1)
    .map((target, number) => `<sequenceFlow id="f${number}" sourceRef="${nodes[number]}" targetRef="${target}"/>`);
  const users = names.map((name) => `<userTask id="${name}" name="${name}"/>`);
  return `<definitions id="d" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
    <process id="p" isExecutable="true">
      <startEvent id="start"/>${users.join('')}<endEvent id="end"/>${flows.join('')}
    </process></definitions>`;
}

/** The state of the engine, once it waits or has ended; the engine itself stops. */
async function settled(engine, execution) {
  const state = await engine.getState();
  execution.stop();
  return JSON.stringify(state);
}

async function begin(client, source) {
  const engine = new Engine({ source });
  const body = await settled(engine, await engine.execute());
  const made = await client.query('INSERT INTO cases (body) VALUES ($1) RETURNING id', [body]);
  await client.query('INSERT INTO document (id) VALUES ($1)', [made.rows[0].id]);
  return made.rows[0].id;
}

/** Prepared, as a program that runs all day has its statements. */
function ask(client, name, text, values) {
  return client.query({ name, text, values });
}

async function step(client, id) {
  const started = performance.now();
  await client.query('BEGIN');
  const found = await ask(client, 'load', 'SELECT body FROM cases WHERE id = $1 FOR UPDATE', [id]);
  const engine = new Engine().recover(JSON.parse(found.rows[0].body));
  const execution = await engine.resume();
  const waiting = execution.getPostponed();
  if (waiting.length !== 1) throw new Error(`${waiting.length} tasks wait, not one`);
  execution.signal({ id: waiting[0].id });
  const body = await settled(engine, execution);
  await ask(client, 'save', 'UPDATE cases SET body = $2 WHERE id = $1', [id, body]);
  await ask(client, 'history', 'INSERT INTO history (case_id, task) VALUES ($1, $2)', [id, waiting[0].id]);
  await ask(client, 'document', 'UPDATE document SET changed = now() WHERE id = $1', [id]);
  await client.query('COMMIT');
  return performance.now() - started;
}

const [url, count] = globalThis.process.argv.slice(2);
const tasks = Number(count);
const client = new pg.Client(url);
await client.connect();
await client.query(TABLES);
const taken = [];
for (let run = 0; run < Math.max(1, Math.floor(60 / tasks)); run += 1) {
  const id = await begin(client, process(tasks));
  for (let number = 0; number < tasks - 1; number += 1) taken.push(await step(client, id));
}
await client.end();
taken.sort((a, b) => a - b);
console.log(taken[Math.floor(taken.length / 2)]);
