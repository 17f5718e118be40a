// The script that the first page loads (entry and everything it imports at once) stays below 215 kB, gzipped.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT = 215 * 1000;
const html = readFileSync("dist/index.html", "utf8");
const found = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path));
let total = 0;
for (const path of found) {
  const text = readFileSync(join("dist", path));
  for (const [, name] of text.toString().matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) found.add(`assets/${name}`);
  total += gzipSync(text).length;
}
console.log(`first load: ${found.size} scripts, ${(total / 1000).toFixed(1)} kB gzip`);
if (total > LIMIT) {
  console.error(`above the limit of ${LIMIT / 1000} kB`);
  process.exit(1);
}
