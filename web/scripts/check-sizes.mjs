// Refuses a TypeScript file above its limit and a feature that imports another feature.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const LIMIT = 250;
const faults = [];

function* files(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) {
      if (name !== "generated" && name !== "node_modules") yield* files(path);
    } else if (/\.tsx?$/.test(name)) yield path;
  }
}

for (const root of ["src", "mock"]) {
  for (const path of files(root)) {
    const text = readFileSync(path, "utf8");
    const lines = text.split("\n").length - 1;
    if (lines > LIMIT) faults.push(`${path}: ${lines} lines, the limit is ${LIMIT}`);
    const own = path.match(/^src\/features\/([^/]+)/)?.[1];
    for (const [, other] of text.matchAll(/from "@\/features\/([^/"]+)/g)) {
      if (other !== own) faults.push(`${path}: a feature imports the feature ${other}`);
    }
    const level = { kit: 0, ui: 1, api: 1, core: 2, features: 3, app: 4 };
    const mine = level[path.match(/^src\/([^/]+)\//)?.[1]];
    for (const [, target] of text.matchAll(/from "@\/([^/"]+)\//g)) {
      if (mine !== undefined && level[target] > mine) faults.push(`${path}: imports upwards from ${target}`);
    }
  }
}
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log("sizes and import directions: fine");
