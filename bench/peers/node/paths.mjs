// bpmn-engine on processes from standard input, as spiff_paths.py does it: one JSON with id and xml on each line, the
// waiting task whose name comes first is completed each time; prints what was done and how it came to rest.

import { EventEmitter } from "node:events";
import { createInterface } from "node:readline";

import { Engine } from "bpmn-engine";

const MOST_ACTS = 30;

async function run(xml) {
  const done = [];
  try {
    return { done, how: await walk(xml, done) };
  } catch (error) {
    return { done, how: `error: ${error.message}` };
  }
}

async function walk(xml, done) {
  const waiting = [];
  const listener = new EventEmitter();
  listener.on("activity.wait", (api) => waiting.push(api));
  let failed = null;
  let ended = false;
  const engine = Engine({ name: "trial", source: xml });
  engine.on("error", (error) => (failed = error));
  engine.on("end", () => (ended = true));
  await engine.execute({ listener });
  while (done.length < MOST_ACTS) {
    await new Promise(setImmediate);
    if (failed) throw failed;
    if (ended) return "ended";
    if (!waiting.length) return "stuck";
    const first = waiting.reduce((least, api) => (api.id < least.id ? api : least));
    waiting.splice(waiting.indexOf(first), 1);
    done.push(first.id);
    first.signal();
  }
  return "going on";
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, xml } = JSON.parse(line);
  console.log(JSON.stringify({ id, ...(await run(xml)) }));
}
