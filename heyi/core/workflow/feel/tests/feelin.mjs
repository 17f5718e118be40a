// Evaluates expressions with feelin: {module, expressions, context} as JSON on stdin, a list of results on stdout.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { module, expressions, context } = JSON.parse(readFileSync(0, 'utf8'));
const { evaluate } = await import(pathToFileURL(module).href);

function plain(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { number: String(value) };
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  const kind = value.constructor?.name ?? '';
  if (kind === 'FeelFunction' || typeof value === 'function') return { function: true };
  if (kind === 'FeelRange') {
    return { range: [plain(value.start), plain(value.end), value['start included'], value['end included']] };
  }
  if (kind.startsWith('Feel')) return { [kind.slice(4).toLowerCase()]: String(value) };
  return { context: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) };
}

const results = expressions.map((expression) => {
  try {
    return { value: plain(evaluate(expression, context).value) };
  } catch (error) {
    return { error: String(error.message) };
  }
});
process.stdout.write(JSON.stringify(results));
