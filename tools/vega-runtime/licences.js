// Print the licence of every package that the bundle has code of.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const inputs = Object.keys(JSON.parse(readFileSync('meta.json')).inputs);
const folders = new Set(inputs.map((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]));
for (const folder of [...folders].filter(Boolean).sort()) {
  const about = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!file || !existsSync(`${folder}/${file}`)) throw new Error(`${folder} has no licence`);
  console.log(`${about.name} ${about.version} (${about.license})\n`);
  console.log(`${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n\n${'-'.repeat(72)}\n`);
}
