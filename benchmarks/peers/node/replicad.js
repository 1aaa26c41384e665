// replicad: OpenCASCADE in WebAssembly, warm, its own mesh at our two numbers.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { loadFont, setOC } from "replicad";
import { serve, stl } from "./lines.js";
import { TWINS } from "./twins.js";

const require = createRequire(import.meta.url);
const folder = new URL("./node_modules/replicad-opencascadejs/dist/", import.meta.url);
const font = readFileSync(new URL("../../../generators/fonts/DejaVuSans-Bold.ttf", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("./node_modules/replicad/package.json", import.meta.url)));
const opencascade = require("replicad-opencascadejs");
setOC(await (opencascade.default ?? opencascade)({ wasmBinary: readFileSync(new URL("replicad_single.wasm", folder)) }));
await loadFont(font.buffer.slice(font.byteOffset, font.byteOffset + font.length));

async function answer(part, values) {
  if (!TWINS[part]) return null;
  const began = performance.now();
  const pieces = TWINS[part](values);
  const built = performance.now();
  const meshes = pieces.map((piece) => piece.mesh({ tolerance: 0.05, angularTolerance: 0.25 }));
  const meshed = performance.now();
  pieces.forEach((piece) => piece.delete());
  const stages = { solid: (built - began) / 1000, mesh: (meshed - built) / 1000 };
  return { seconds: (meshed - began) / 1000, stages, mesh: stl(meshes) };
}

await serve(`replicad ${version}`, answer);
